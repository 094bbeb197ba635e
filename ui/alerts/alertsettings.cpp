// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertsettings.h"

#include "settings/settingsstore.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

QString nameOf(const QueueId& queue)
{
    return queue.name.isEmpty() ? QString() : QString::fromUtf8(queue.prefix + ':' + queue.name);
}

//! A prefix may have colons, a name has none.
QueueId queueOf(const QString& name)
{
    const qsizetype colon = name.lastIndexOf(u':');
    return colon < 0 ? QueueId{{}, {}} : QueueId{name.left(colon).toUtf8(), name.mid(colon + 1).toUtf8()};
}

//! What a setting holds, by target.
QHash<AlertTarget, QJsonValue> entries(const SettingsStore& settings, QLatin1StringView key)
{
    QHash<AlertTarget, QJsonValue> found;
    const QJsonObject connections = settings.value(key).toObject();
    for (auto it = connections.begin(); it != connections.end(); ++it) {
        const QJsonObject queues = it.value().toObject();
        for (auto entry = queues.begin(); entry != queues.end(); ++entry)
            found.insert({it.key(), queueOf(entry.key())}, entry.value());
    }
    return found;
}

void setEntries(SettingsStore& settings, QLatin1StringView key, const QHash<AlertTarget, QJsonValue>& all)
{
    QJsonObject connections;
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        QJsonObject queues = connections.value(it.key().connection).toObject();
        queues.insert(nameOf(it.key().queue), it.value());
        connections.insert(it.key().connection, queues);
    }
    settings.set(QString(key), connections);
}

//! A member as the setting of all queues would have it; anything else is as there.
qint64 member(const QJsonObject& own, const SettingsStore& settings, QLatin1StringView key)
{
    const QString name = QString(key).section(u'.', -1);
    const QJsonValue value = own.value(name);
    return (settingSpec(QString(key))->accepts(value) ? value : settings.value(QString(key))).toInteger();
}

QueueAlertRules rulesFrom(const QJsonObject& own, const SettingsStore& settings)
{
    const auto of = [&](QLatin1StringView key) { return member(own, settings, key); };
    QueueAlertRules rules;
    rules.failures = of(key::alertFailures);
    rules.failuresWithin = std::chrono::minutes(of(key::alertFailuresMinutes));
    rules.failureRate = static_cast<int>(of(key::alertFailureRate));
    rules.waiting = std::chrono::seconds(of(key::alertWaiting));
    rules.unattended = std::chrono::seconds(of(key::alertUnattended));
    rules.silence = std::chrono::minutes(of(key::alertSilence));
    return rules;
}

QJsonObject rulesToJson(const QueueAlertRules& rules)
{
    const auto in = [](Milliseconds time, Milliseconds unit) { return static_cast<qint64>(time / unit); };
    constexpr Milliseconds second(1000);
    constexpr Milliseconds minute(60000);
    return {{u"failures"_s, rules.failures}, {u"failuresMinutes"_s, in(rules.failuresWithin, minute)},
        {u"failureRate"_s, rules.failureRate}, {u"waitingSeconds"_s, in(rules.waiting, second)},
        {u"unattendedSeconds"_s, in(rules.unattended, second)},
        {u"silenceMinutes"_s, in(rules.silence, minute)}};
}

} // namespace

QueueAlertRules queueAlertRules(const SettingsStore& settings)
{
    return rulesFrom({}, settings);
}

AlertRules alertRules(const SettingsStore& settings, const QString& connection)
{
    AlertRules rules;
    rules.queues = queueAlertRules(settings);
    rules.memory = settings.whole(QString(key::alertMemory));
    rules.lost = std::chrono::seconds(settings.whole(QString(key::alertLost)));
    const auto own = entries(settings, key::alertQueues);
    for (auto it = own.cbegin(); it != own.cend(); ++it) {
        if (it.key().connection == connection)
            rules.own.insert(it.key().queue, rulesFrom(it.value().toObject(), settings));
    }
    return rules;
}

QuietHours quietHours(const SettingsStore& settings)
{
    return {settings.value(QString(key::quietOn)).toBool(), settings.whole(QString(key::quietFrom)),
        settings.whole(QString(key::quietTo))};
}

std::optional<QueueAlertRules> ownAlertRules(const SettingsStore& settings, const AlertTarget& queue)
{
    const auto own = entries(settings, key::alertQueues);
    const auto found = own.constFind(queue);
    if (found == own.cend())
        return std::nullopt;
    return rulesFrom(found->toObject(), settings);
}

void setOwnAlertRules(
    SettingsStore& settings, const AlertTarget& queue, const std::optional<QueueAlertRules>& rules)
{
    auto own = entries(settings, key::alertQueues);
    if (rules)
        own.insert(queue, rulesToJson(*rules));
    else
        own.remove(queue);
    setEntries(settings, key::alertQueues, own);
}

QList<AlertTarget> queuesWithOwnAlertRules(const SettingsStore& settings)
{
    QList<AlertTarget> queues = entries(settings, key::alertQueues).keys();
    std::sort(queues.begin(), queues.end(), [](const AlertTarget& a, const AlertTarget& b) {
        return std::pair(a.connection, nameOf(a.queue)) < std::pair(b.connection, nameOf(b.queue));
    });
    return queues;
}

AlertMutes alertMutes(const SettingsStore& settings)
{
    AlertMutes mutes;
    const auto all = entries(settings, key::alertMutes);
    for (auto it = all.cbegin(); it != all.cend(); ++it)
        mutes.insert(it.key(), it.value().toInteger());
    return mutes;
}

void muteAlerts(SettingsStore& settings, const AlertTarget& target, qint64 until, qint64 now)
{
    auto all = entries(settings, key::alertMutes);
    all.insert(target, until);
    all.removeIf([now](QHash<AlertTarget, QJsonValue>::iterator it) { return it->toInteger() <= now; });
    setEntries(settings, key::alertMutes, all);
}

} // namespace drover::ui
