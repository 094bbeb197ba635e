// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "util/layoutmemory.h"

namespace drover::ui {

class SettingsStore;

//! Keeps places and widths in the local part of the settings. Borrows the store.
class SettingsLayout final : public LayoutMemory {
public:
    explicit SettingsLayout(SettingsStore& settings)
        : m_settings(settings)
    {
    }

    [[nodiscard]] QByteArray state(const QString& key) const override;
    void keep(const QString& key, const QByteArray& state) override;

private:
    SettingsStore& m_settings;
};

} // namespace drover::ui
