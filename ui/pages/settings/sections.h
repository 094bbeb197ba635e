// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace drover::ui {

class SettingsStore;

//! The sections of the settings that are rows of the table and nothing more.
[[nodiscard]] QWidget* makeAppearanceSection(SettingsStore& settings);
[[nodiscard]] QWidget* makeRefreshSection(SettingsStore& settings);
[[nodiscard]] QWidget* makeReconnectionSection(SettingsStore& settings);
[[nodiscard]] QWidget* makeSafetySection(SettingsStore& settings);
[[nodiscard]] QWidget* makeLoggingSection(SettingsStore& settings);
[[nodiscard]] QWidget* makePrivacySection(SettingsStore& settings);

} // namespace drover::ui
