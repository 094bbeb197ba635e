// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "profiles/connectionprofile.h"

#include <QDialog>

class QPushButton;

namespace drover::ui {

class NoticeBar;

//! Says what removing a connection takes away and what not. Stays open until its owner says how it went.
class RemoveConnectionDialog final : public QDialog {
    Q_OBJECT
public:
    explicit RemoveConnectionDialog(const ConnectionProfile& profile, QWidget* parent = nullptr);

    void setBusy(bool busy);
    //! The keychain keeps the password: the rest can go all the same.
    void showSecretStays(const QString& sentence, const QString& remedy);
    [[nodiscard]] QPushButton* removeButton() const { return m_remove; }
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }

Q_SIGNALS:
    void confirmed();
    //! The connection goes although its password stays behind.
    void confirmedWithoutSecret();

private:
    NoticeBar* m_notice;
    QPushButton* m_remove;
};

} // namespace drover::ui
