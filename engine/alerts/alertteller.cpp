// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "alerts/alertteller.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace drover {

namespace {
constexpr int morning = 8;

//! The same problem once more: failures add up, of anything else the worst counts.
void merge(AlertProblem& known, const AlertChange& change)
{
    const bool isNew = change.what == AlertChange::What::Began;
    known.times += isNew ? 1 : 0;
    if (change.alert.kind == AlertKind::Failures) {
        known.earlier = isNew ? known.alert.value : known.earlier;
        known.alert.value = known.earlier + change.alert.value;
    } else {
        known.alert.value = std::max(known.alert.value, change.alert.value);
    }
    known.alert.exact = known.alert.exact && change.alert.exact;
    known.isOver = change.what == AlertChange::What::Ended;
}
} // namespace

bool QuietHours::contains(int minuteOfDay) const
{
    if (!isOn || from == to)
        return false;
    if (from < to)
        return minuteOfDay >= from && minuteOfDay < to;
    return minuteOfDay >= from || minuteOfDay < to;
}

AlertTeller::AlertTeller(const Clock& clock, QTimeZone zone)
    : m_clock(clock)
    , m_zone(std::move(zone))
{
}

bool AlertTeller::isMuted(const AlertTarget& target) const
{
    const qint64 now = m_clock.now().count();
    return m_mutes.value(target) > now || m_mutes.value(AlertTarget::everything()) > now;
}

bool AlertTeller::isQuiet() const
{
    const QTime time = QDateTime::fromMSecsSinceEpoch(m_clock.now().count(), m_zone).time();
    return m_hours.contains(time.hour() * 60 + time.minute());
}

qint64 AlertTeller::tomorrow() const
{
    const QDate today = QDateTime::fromMSecsSinceEpoch(m_clock.now().count(), m_zone).date();
    return QDateTime(today.addDays(1), QTime(morning, 0), m_zone).toMSecsSinceEpoch();
}

void AlertTeller::take(const QString& connection, const AlertChange& change)
{
    const AlertTarget target{connection, change.alert.queue};
    const auto known = std::find_if(m_pending.begin(), m_pending.end(), [&](const AlertProblem& pending) {
        return pending.target == target && pending.alert.kind == change.alert.kind;
    });
    const bool isOver = change.what == AlertChange::What::Ended;
    if (known == m_pending.end()) {
        if (!isOver && !isMuted(target))
            m_pending.push_back({target, change.alert});
    } else if (isOver && !isQuiet() && !m_wasQuiet) {
        m_pending.erase(known); // it came and went before anybody was told
    } else {
        merge(*known, change);
    }
}

void AlertTeller::forget(const QString& connection)
{
    std::erase_if(
        m_pending, [&](const AlertProblem& pending) { return pending.target.connection == connection; });
    m_toldAt.removeIf(
        [&](QHash<AlertTarget, qint64>::iterator told) { return told.key().connection == connection; });
}

std::vector<AlertMessage> AlertTeller::due()
{
    dropMuted();
    if (isQuiet()) {
        m_wasQuiet = true;
        return {};
    }
    if (std::exchange(m_wasQuiet, false) && !m_pending.empty()) {
        AlertMessage digest{AlertMessage::Kind::Digest, AlertTarget::everything(), {}};
        digest.problems = std::exchange(m_pending, {});
        for (const AlertProblem& problem : digest.problems)
            m_toldAt.insert(problem.target, m_clock.monotonic().count());
        return {digest};
    }
    return messagesOf(takeReady());
}

void AlertTeller::dropMuted()
{
    std::erase_if(m_pending, [this](const AlertProblem& pending) { return isMuted(pending.target); });
}

//! Those whose minute is over.
std::vector<AlertProblem> AlertTeller::takeReady()
{
    const qint64 now = m_clock.monotonic().count();
    const auto isReady = [&](const AlertProblem& pending) {
        const auto told = m_toldAt.constFind(pending.target);
        return told == m_toldAt.cend() || now - *told >= interval.count();
    };
    const auto rest = std::stable_partition(m_pending.begin(), m_pending.end(), isReady);
    std::vector<AlertProblem> ready(m_pending.begin(), rest);
    m_pending.erase(m_pending.begin(), rest);
    for (const AlertProblem& problem : ready)
        m_toldAt.insert(problem.target, now);
    return ready;
}

std::vector<AlertMessage> AlertTeller::messagesOf(std::vector<AlertProblem> problems)
{
    std::vector<AlertMessage> messages;
    for (AlertProblem& problem : problems) {
        const auto same = std::find_if(messages.begin(), messages.end(),
            [&](const AlertMessage& message) { return message.target == problem.target; });
        if (same != messages.end())
            same->problems.push_back(std::move(problem));
        else
            messages.push_back({AlertMessage::Kind::One, problem.target, {problem}});
    }
    QHash<QString, size_t> apart;
    for (const AlertMessage& message : messages)
        ++apart[message.target.connection];
    std::vector<AlertMessage> told;
    for (AlertMessage& message : messages) {
        const QString& connection = message.target.connection;
        if (apart.value(connection) <= mostApart) {
            told.push_back(std::move(message));
            continue;
        }
        const auto together = std::find_if(told.begin(), told.end(), [&](const AlertMessage& each) {
            return each.kind == AlertMessage::Kind::Several && each.target.connection == connection;
        });
        if (together == told.end())
            told.push_back(
                {AlertMessage::Kind::Several, {connection, {{}, {}}}, std::move(message.problems)});
        else
            together->problems.insert(
                together->problems.end(), message.problems.begin(), message.problems.end());
    }
    return told;
}

} // namespace drover
