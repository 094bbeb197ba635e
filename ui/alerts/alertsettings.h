// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertteller.h"

#include <QList>

#include <optional>

namespace drover::ui {

class SettingsStore;

// What the settings say of alerts. Rules of single queues and mutes are kept by connection and queue:
// {"<id of the connection>": {"prefix:name": ...}}; the connection itself is the empty name.

//! Of all queues.
[[nodiscard]] QueueAlertRules queueAlertRules(const SettingsStore& settings);
//! All that count for a connection.
[[nodiscard]] AlertRules alertRules(const SettingsStore& settings, const QString& connection);
[[nodiscard]] QuietHours quietHours(const SettingsStore& settings);

[[nodiscard]] std::optional<QueueAlertRules> ownAlertRules(
    const SettingsStore& settings, const AlertTarget& queue);
//! None: as all queues again.
void setOwnAlertRules(
    SettingsStore& settings, const AlertTarget& queue, const std::optional<QueueAlertRules>& rules);
[[nodiscard]] QList<AlertTarget> queuesWithOwnAlertRules(const SettingsStore& settings);

[[nodiscard]] AlertMutes alertMutes(const SettingsStore& settings);
//! Until ms since the epoch; 0 = not any more. Mutes that ended before `now` are forgotten.
void muteAlerts(SettingsStore& settings, const AlertTarget& target, qint64 until, qint64 now);

} // namespace drover::ui
