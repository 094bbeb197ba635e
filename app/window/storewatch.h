// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/card.h"

#include <QObject>

namespace drover {

class ProfileStore;

namespace ui {
class SettingsStore;
} // namespace ui

//! Says aloud when settings or saved connections could not be read, or cannot be written, whatever page is in
//! front. GUI thread; borrows both.
class StoreWatch final : public QObject {
    Q_OBJECT
public:
    StoreWatch(ProfileStore& profiles, ui::SettingsStore& settings, QObject* parent = nullptr);

    //! What the files were like when the program began; once, when there is somebody who listens.
    void tellFound();

Q_SIGNALS:
    void said(drover::ui::Card::Mood mood, const QString& sentence, const QString& remedy);

private:
    void onWriteFailed(const QString& what, const QString& reason);

    ProfileStore& m_profiles;
    ui::SettingsStore& m_settings;
};

} // namespace drover
