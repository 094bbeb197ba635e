// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QLatin1StringView>
#include <QString>

#include <vector>

namespace drover::ui {

//! What a setting is, in one place: `settingTable()` lists them all.
struct SettingSpec {
    enum class Type : quint8 {
        Flag,
        Whole, //!< a whole number in [least, most]
        Number, //!< in [least, most]
        Choice, //!< one of `choices`
        Text,
        Texts, //!< a list
        Retention, //!< null = as BullMQ: keep all; else true, a count or {age, count, limit}
        Backoff, //!< null = none; else {type, delay, jitter}
        Object, //!< checked by who reads it
    };
    enum class Scope : quint8 {
        Roaming, //!< means the same on every computer: settings.json
        Local, //!< of this computer and its screens: local.json
    };

    QLatin1StringView key;
    Type type = Type::Text;
    QJsonValue standard;
    Scope scope = Scope::Roaming;
    double least = 0;
    double most = 0;
    std::vector<QLatin1StringView> choices = {};

    //! Of the right type and in range.
    [[nodiscard]] bool accepts(const QJsonValue& value) const;
};

//! Keys of settings. A key that ends with a dot stands for a family: "layout." is layout.window.geometry, ...
namespace key {
inline constexpr QLatin1StringView theme("appearance.theme");
inline constexpr QLatin1StringView language("appearance.language"); //!< empty = the system's
inline constexpr QLatin1StringView refreshInterval("refresh.interval"); //!< ms; 0 = only by hand
inline constexpr QLatin1StringView logLevel("logging.level"); //!< of the file and the Log page
inline constexpr QLatin1StringView retryBase("connections.retry.base");
inline constexpr QLatin1StringView retryMinimum("connections.retry.minimum"); //!< ms
inline constexpr QLatin1StringView retryMaximum("connections.retry.maximum"); //!< ms
inline constexpr QLatin1StringView retryJitter("connections.retry.jitter");
inline constexpr QLatin1StringView unlockMinutes("confirm.unlockMinutes");
inline constexpr QLatin1StringView typedAbove("confirm.typedAbove");
inline constexpr QLatin1StringView jobAttempts("jobs.attempts");
inline constexpr QLatin1StringView jobBackoff("jobs.backoff");
inline constexpr QLatin1StringView jobRemoveOnComplete("jobs.removeOnComplete");
inline constexpr QLatin1StringView jobRemoveOnFail("jobs.removeOnFail");
inline constexpr QLatin1StringView workerRemoveOnComplete("workers.removeOnComplete");
inline constexpr QLatin1StringView workerRemoveOnFail("workers.removeOnFail");
inline constexpr QLatin1StringView workerGrace("workers.grace"); //!< ms
inline constexpr QLatin1StringView localWorkers("workers.here"); //!< by connection, see workerdefinitions.h
inline constexpr QLatin1StringView retentionPolicies(
    "retention.here"); //!< by connection, see retentionpolicy.h
inline constexpr QLatin1StringView queueOverrides("queues.overrides");
inline constexpr QLatin1StringView maskedFields("privacy.maskedFields");
inline constexpr QLatin1StringView alertsOn("alerts.on");
// Limits of alerts; 0 = no such alert.
inline constexpr QLatin1StringView alertFailures("alerts.failures");
inline constexpr QLatin1StringView alertFailuresMinutes("alerts.failuresMinutes"); //!< that they count within
inline constexpr QLatin1StringView alertFailureRate("alerts.failureRate"); //!< percent
inline constexpr QLatin1StringView alertWaiting("alerts.waitingSeconds");
inline constexpr QLatin1StringView alertUnattended("alerts.unattendedSeconds");
inline constexpr QLatin1StringView alertSilence("alerts.silenceMinutes");
inline constexpr QLatin1StringView alertMemory("alerts.memoryPercent");
inline constexpr QLatin1StringView alertLost("alerts.lostSeconds");
inline constexpr QLatin1StringView alertQueues("alerts.queues"); //!< rules of their own, see alertsettings.h
inline constexpr QLatin1StringView alertMutes("alerts.mutes"); //!< see alertsettings.h
inline constexpr QLatin1StringView alertTray("alerts.tray");
inline constexpr QLatin1StringView quietOn("alerts.quiet.on");
inline constexpr QLatin1StringView quietFrom("alerts.quiet.from"); //!< minute of the local day
inline constexpr QLatin1StringView quietTo("alerts.quiet.to");
inline constexpr QLatin1StringView layout("layout."); //!< family: Base64, see class SettingsLayout
} // namespace key

[[nodiscard]] const std::vector<SettingSpec>& settingTable();
//! Of a key or of the family that it belongs to; null for a key that is not in the table.
[[nodiscard]] const SettingSpec* settingSpec(const QString& key);

} // namespace drover::ui
