// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/diagnosis/diagnosisrun_p.h"

#include <QCoroTimer>

#include <algorithm>
#include <array>

namespace drover {
namespace {

constexpr int eventsAPage = 1000;
constexpr qint64 eventsReadAgain = 200000; //!< of a stream that grows while it is read

} // namespace

QCoro::Task<Status> DiagnosisRun::walkEvents()
{
    const QByteArray key = m_queue.key("events");
    const QByteArray count = QByteArray::number(eventsAPage);
    const qint64 most = m_ledger.entries() + (m_eventsSince > 0 ? eventsReadAgain : m_options.mostJobs);
    for (;;) {
        const QByteArray from = m_ledger.nextId();
        std::vector<Command> commands;
        commands.push_back(Command({"XRANGE", key, from, "+", "COUNT", count}));
        commands.push_back(Command({"XRANGE", key, "-", "+", "COUNT", "1"}));
        const Result<Replies> replies = co_await read(std::move(commands));
        if (!replies)
            co_return replies.error();
        // What was trimmed away while reading was not read: only from the first entry of now on all are
        // known.
        if (const Replies& first = replies->at(1).items; !first.empty() && !first.front().items.empty())
            m_eventsSince = timeOfEntry(first.front().items.front().text).value_or(0);
        for (const Reply& entry : replies->front().items)
            m_ledger.take(entry);
        if (replies->front().items.size() < size_t(eventsAPage) || m_ledger.entries() >= most)
            co_return Done{};
        progress();
    }
}

QCoro::Task<Status> DiagnosisRun::walkKeys()
{
    const QByteArray base = m_queue.base();
    const QByteArray pattern = globOf(base);
    const QByteArray count = QByteArray::number(m_options.page * 2);
    QByteArray cursor = "0";
    do {
        std::vector<Command> commands;
        commands.push_back(Command({"SCAN", cursor, "MATCH", pattern, "COUNT", count}));
        const Result<Replies> replies = co_await read(std::move(commands));
        if (!replies)
            co_return replies.error();
        const Replies& answer = replies->front().items;
        if (answer.size() != 2)
            break;
        cursor = answer[0].text;
        std::vector<KeyName> names;
        for (const Reply& key : answer[1].items)
            names.push_back(keyNameOf(key.text.sliced(base.size())));
        m_progress.keys += static_cast<qint64>(names.size());
        Status status = co_await lookAtNames(std::move(names));
        if (!status)
            co_return status.error();
        progress();
    } while (cursor != "0");
    co_return Done{};
}

QCoro::Task<Status> DiagnosisRun::lookAtNames(std::vector<KeyName> names)
{
    Suspicions found;
    std::vector<JobId> unknown;
    std::vector<Command> owners;
    std::vector<QByteArray> ids;
    for (const KeyName& name : names) {
        const std::optional<JobState> state = m_seen.find(name.id);
        if (name.kind == KeyName::Kind::Job && !state)
            unknown.push_back(name.id);
        else if (name.kind == KeyName::Kind::Lock && state != JobState::Active)
            found.push_back({Invariant::ActiveLocks, name.id, {}});
        else if (name.kind == KeyName::Kind::Attachment && !state)
            found.push_back({Invariant::OwnedKeys, name.id, name.suffix});
        else if (name.kind == KeyName::Kind::Attachment && state == JobState::Completed
            && name.suffix == "dependencies")
            found.push_back({Invariant::Family, name.id, {}});
        else if (name.kind == KeyName::Kind::Deduplication) {
            const QByteArray key = m_queue.key("de:") + name.id;
            owners.push_back(Command({"GET", key}));
            ids.push_back(name.id);
        }
    }
    if (!owners.empty()) {
        const Result<Replies> replies = co_await read(std::move(owners));
        if (!replies)
            co_return replies.error();
        for (size_t i = 0; i < ids.size(); ++i) {
            const Reply& owner = (*replies)[i];
            if (owner.isText() && !m_seen.find(owner.text))
                found.push_back({Invariant::Deduplication, ids[i], owner.text});
        }
    }
    Status status = co_await lookForPlaces(std::move(unknown));
    if (!status)
        co_return status.error();
    co_return co_await doubt(std::move(found));
}

//! Jobs that came or moved since their state was walked are there; schedulers are in `repeat`.
QCoro::Task<Status> DiagnosisRun::lookForPlaces(std::vector<JobId> ids)
{
    static constexpr std::array places{"completed", "failed", "delayed", "prioritized", "waiting-children"};
    constexpr size_t asked = places.size() + 2;
    if (ids.empty())
        co_return Done{};
    const QByteArray repeat = m_queue.key("repeat");
    const QByteArray active = m_queue.key(JobState::Active);
    std::vector<Command> commands;
    for (const JobId& id : ids) {
        for (const char* place : places) {
            const QByteArray key = m_queue.key(place);
            commands.push_back(Command({"ZSCORE", key, id}));
        }
        const QByteArray scheduler = id.startsWith("repeat:") ? id.sliced(7) : id;
        commands.push_back(Command({"ZSCORE", repeat, scheduler}));
        commands.push_back(Command({"LPOS", active, id}));
    }
    const Result<Replies> replies = co_await read(std::move(commands));
    if (!replies)
        co_return replies.error();
    Suspicions found;
    for (size_t i = 0; i < ids.size(); ++i) {
        const auto first = replies->begin() + static_cast<std::ptrdiff_t>(i * asked);
        const bool isThere = std::any_of(
            first, first + asked, [](const Reply& reply) { return reply.isText() || reply.isInteger(); });
        noteNumber(ids[i]);
        if (!isThere)
            found.push_back({Invariant::HasPlace, ids[i], {}});
    }
    co_return co_await doubt(std::move(found));
}

QCoro::Task<Status> DiagnosisRun::walkMarks()
{
    const QByteArray stalled = m_queue.key("stalled");
    const QByteArray count = QByteArray::number(m_options.page);
    QByteArray cursor = "0";
    do {
        std::vector<Command> commands;
        commands.push_back(Command({"SSCAN", stalled, cursor, "COUNT", count}));
        const Result<Replies> replies = co_await read(std::move(commands));
        if (!replies)
            co_return replies.error();
        const Replies& answer = replies->front().items;
        if (answer.size() != 2)
            break;
        cursor = answer[0].text;
        Suspicions found;
        for (const Reply& id : answer[1].items) {
            if (m_seen.find(id.text) != JobState::Active)
                found.push_back({Invariant::ActiveMarks, id.text, {}});
        }
        Status status = co_await doubt(std::move(found));
        if (!status)
            co_return status.error();
    } while (cursor != "0");
    co_return Done{};
}

//! The stream was read before the states: what looks wrong is looked at, then the rest of the stream is
//! read, and a job that it speaks of has moved since.
QCoro::Task<Status> DiagnosisRun::compareEnds()
{
    for (const auto& [id, text] : m_ledger.doubleEnds())
        tell(Invariant::EndsOnce, id, text);
    Suspicions found;
    for (const JobId& id : m_ledger.completedLast()) {
        const std::optional<JobState> state = m_seen.find(id);
        if (state && state != JobState::Completed)
            found.push_back({Invariant::EndsThere, id, {}});
    }
    if (found.empty())
        co_return Done{};
    m_ledger.watch();
    Status status = co_await doubt(std::move(found));
    if (!status)
        co_return status.error();
    const qint64 reached = m_ledger.lastTime();
    status = co_await walkEvents();
    if (!status)
        co_return status.error();
    if (m_eventsSince > reached)
        co_return Done{}; // trimmed away before it could be read: nothing can be said
    for (const Suspicion& suspicion : m_completedUntold) {
        if (!m_ledger.touched(suspicion.subject))
            tell(suspicion.invariant, suspicion.subject, suspicion.other);
    }
    co_return Done{};
}

//! The job that is next while nothing would wake a worker for it; empty when all is well.
QCoro::Task<Result<QByteArray>> DiagnosisRun::headWithoutMarker()
{
    const QByteArray wait = m_queue.key(JobState::Waiting);
    const QByteArray prioritized = m_queue.key(JobState::Prioritized);
    const QByteArray active = m_queue.key(JobState::Active);
    const QByteArray meta = m_queue.key("meta");
    const QByteArray limiter = m_queue.key("limiter");
    const QByteArray marker = m_queue.key("marker");
    std::vector<Command> commands;
    commands.push_back(Command({"LINDEX", wait, "-1"}));
    commands.push_back(Command({"ZRANGE", prioritized, "0", "0"}));
    commands.push_back(Command({"LLEN", active}));
    commands.push_back(Command({"HEXISTS", meta, "paused"}));
    commands.push_back(Command({"EXISTS", limiter}));
    commands.push_back(Command({"ZRANGE", marker, "0", "-1"}));
    const Result<Replies> replies = co_await readAtOnce(std::move(commands));
    if (!replies)
        co_return replies.error();
    if (replies->size() != 6)
        co_return QByteArray();
    const Replies& facts = *replies;
    const bool isHeld = facts[2].toInteger() > 0 || facts[3].toInteger() > 0 || facts[4].toInteger() > 0;
    const bool wakes = std::any_of(
        facts[5].items.begin(), facts[5].items.end(), [](const Reply& member) { return member.text == "0"; });
    if (isHeld || wakes)
        co_return QByteArray();
    const bool isPlain = facts[0].isText();
    co_return isPlain || facts[1].items.empty() ? facts[0].text : facts[1].items.front().text;
}

QCoro::Task<Status> DiagnosisRun::lookAtMarker()
{
    const Result<QByteArray> before = co_await headWithoutMarker();
    if (!before)
        co_return before.error();
    if (before->isEmpty())
        co_return Done{};
    // A worker takes the marker first and the job at once after it.
    co_await QCoro::sleepFor(m_options.patience);
    const Result<QByteArray> after = co_await headWithoutMarker();
    if (!after)
        co_return after.error();
    if (*after == *before)
        tell(Invariant::Marker, *after, QByteArrayLiteral("is next, and no marker is there"));
    co_return Done{};
}

QCoro::Task<Status> DiagnosisRun::lookAtCounter()
{
    const QByteArray counter = m_queue.key("id");
    std::vector<Command> commands;
    commands.push_back(Command({"GET", counter}));
    const Result<Replies> replies = co_await read(std::move(commands));
    if (!replies)
        co_return replies.error();
    const qint64 last = replies->front().toInteger();
    if (last < m_largestId)
        tell(Invariant::Counter, QByteArray::number(m_largestId),
            "exists, the counter is at " + QByteArray::number(last));
    co_return Done{};
}

} // namespace drover
