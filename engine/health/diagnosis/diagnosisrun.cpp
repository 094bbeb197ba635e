// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/diagnosis/diagnosisrun_p.h"

#include "queue/replyerror_p.h"
#include "queue/writeshared_p.h"

#include <QCoroFuture>

#include <algorithm>
#include <array>

namespace drover {
namespace {

constexpr qint64 checkedOfAnInvariant = 200; //!< second looks that found something; of the rest first looks
constexpr size_t looksAtOnce = 20;
constexpr qint64 eventsAgree = 60000; //!< ms by which a worker's clock may differ from the server's

// Against the way that jobs take: one that moves meanwhile is rather missed than met twice.
constexpr std::array walkedStates{JobState::Completed, JobState::Failed, JobState::WaitingChildren,
    JobState::Delayed, JobState::Prioritized, JobState::Active, JobState::Paused, JobState::Waiting};

bool isLegacyMarker(const JobId& id)
{
    return id == "0" || id.startsWith("0:");
}

} // namespace

DiagnosisRun::DiagnosisRun(RedisConnection& connection, QueueId queue, DiagnosisOptions options)
    : m_connection(&connection)
    , m_queue(std::move(queue))
    , m_options(options)
    , m_seen(options.mostJobs)
    , m_ledger(options.mostJobs / 4)
{
}

QCoro::Task<Result<DiagnosisRun::Replies>> DiagnosisRun::read(std::vector<Command> commands)
{
    if (m_isCancelled)
        co_return Error{ErrorCode::Cancelled, QStringLiteral("the diagnosis was cancelled"), {}};
    if (!m_connection)
        co_return closedError();
    Result<Replies> replies = co_await m_connection->callBatch(std::move(commands));
    if (!replies)
        co_return replies.error();
    for (const Reply& reply : *replies) {
        if (reply.isError() && isRefusal(reply))
            co_return replyError(reply);
    }
    co_return replies;
}

//! The answers of EXEC. What belongs together is read in one transaction: scripts of BullMQ change several
//! keys at once, and nothing is seen half-way.
QCoro::Task<Result<DiagnosisRun::Replies>> DiagnosisRun::readAtOnce(std::vector<Command> commands)
{
    std::vector<Command> transaction;
    transaction.push_back(Command({"MULTI"}));
    for (Command& command : commands)
        transaction.push_back(std::move(command));
    transaction.push_back(Command({"EXEC"}));
    Result<Replies> replies = co_await read(std::move(transaction));
    if (!replies)
        co_return replies.error();
    const Reply& executed = replies->back();
    if (executed.isError())
        co_return replyError(executed);
    co_return executed.items;
}

QCoro::Task<Result<DiagnosisReport>> DiagnosisRun::run()
{
    Status status = co_await readSize();
    if (status)
        status = co_await walkEvents();
    for (const JobState state : walkedStates) {
        if (status)
            status = co_await walkState(state);
    }
    if (status)
        status = co_await walkKeys();
    if (status)
        status = co_await walkMarks();
    if (status)
        status = co_await compareEnds();
    if (status)
        status = co_await lookAtMarker();
    if (status)
        status = co_await lookAtCounter();
    if (!status)
        co_return status.error();
    co_return report();
}

QCoro::Task<Status> DiagnosisRun::readSize()
{
    std::vector<Command> commands;
    for (const JobState state : allJobStates) {
        const QByteArray key = m_queue.key(state);
        if (isListState(state))
            commands.push_back(Command({"LLEN", key}));
        else
            commands.push_back(Command({"ZCARD", key}));
    }
    const QByteArray meta = m_queue.key("meta");
    const QByteArray counter = m_queue.key("id");
    commands.push_back(Command({"EXISTS", meta, counter}));
    const Result<Replies> replies = co_await read(std::move(commands));
    if (!replies)
        co_return replies.error();
    for (const Reply& reply : *replies)
        m_progress.allJobs += reply.isInteger() ? reply.integer : 0;
    const qint64 marks = replies->back().toInteger();
    m_progress.allJobs -= marks;
    if (m_progress.allJobs == 0 && marks == 0)
        co_return Error{ErrorCode::NotFound,
            QStringLiteral(
                "There is no queue \"%1\" under the prefix \"%2\". Those that exist: drover queues.")
                .arg(QString::fromUtf8(m_queue.name), QString::fromUtf8(m_queue.prefix)),
            {{QStringLiteral("queue"), QString::fromUtf8(m_queue.name)}}};
    co_return Done{};
}

//! A page begins where the last one ended. Entries that came in front meanwhile push some of the last page
//! into this one: they are known by the last id and passed over.
QCoro::Task<Status> DiagnosisRun::walkState(JobState state)
{
    const QByteArray key = m_queue.key(state);
    const bool isList = isListState(state);
    JobId last;
    for (qint64 from = 0;;) {
        const QByteArray first = QByteArray::number(from);
        const QByteArray end = QByteArray::number(from + m_options.page - 1);
        std::vector<Command> commands;
        if (isList)
            commands.push_back(Command({"LRANGE", key, first, end}));
        else
            commands.push_back(Command({"ZREVRANGE", key, first, end, "WITHSCORES"}));
        Result<Replies> replies = co_await read(std::move(commands));
        if (!replies)
            co_return replies.error();
        std::vector<Entry> entries;
        const Replies& items = replies->front().items;
        for (size_t i = 0; i < items.size(); i += isList ? 1 : 2)
            entries.push_back(
                {items[i].text, isList || i + 1 == items.size() ? 0 : items[i + 1].text.toDouble()});
        if (entries.empty())
            co_return Done{};
        const bool isFirst = from == 0;
        const bool isLast = std::ssize(entries) < m_options.page;
        from += static_cast<qint64>(entries.size());
        const auto known = std::find_if(
            entries.begin(), entries.end(), [&last](const Entry& entry) { return entry.id == last; });
        last = entries.back().id;
        if (known != entries.end() && !isFirst)
            entries.erase(entries.begin(), known + 1);
        if (isList)
            std::erase_if(entries, [](const Entry& entry) { return isLegacyMarker(entry.id); });
        Status status = co_await lookAt(state, std::move(entries));
        if (!status || isLast)
            co_return status;
    }
}

QCoro::Task<Status> DiagnosisRun::lookAt(JobState state, std::vector<Entry> entries)
{
    if (entries.empty())
        co_return Done{};
    std::vector<Command> commands;
    for (const Entry& entry : entries) {
        commands.push_back(fieldsCommand(m_queue, entry.id));
        if (state == JobState::Failed) {
            const QByteArray key = m_queue.job(entry.id);
            commands.push_back(Command({"HEXISTS", key, "failedReason"}));
        }
    }
    const Result<Replies> replies = co_await read(std::move(commands));
    if (!replies)
        co_return replies.error();
    Suspicions found;
    size_t at = 0;
    for (const Entry& entry : entries) {
        const JobFields fields = fieldsOf((*replies)[at++]);
        const bool hasReason = state == JobState::Failed && (*replies)[at++].toInteger() == 1;
        lookAt(state, entry, fields, hasReason, found);
    }
    // Parents of jobs that still have to run.
    std::vector<Command> parents;
    std::vector<std::pair<JobId, QByteArray>> children;
    const bool isFinal = state == JobState::Completed || state == JobState::Failed;
    const size_t step = state == JobState::Failed ? 2 : 1;
    for (size_t i = 0; i < entries.size() && !isFinal; ++i) {
        const QByteArray parent = fieldsOf((*replies)[i * step]).value("parentKey");
        if (parent.isEmpty())
            continue;
        parents.push_back(Command({"EXISTS", parent}));
        children.emplace_back(entries[i].id, parent);
    }
    if (!parents.empty()) {
        const Result<Replies> exist = co_await read(std::move(parents));
        if (!exist)
            co_return exist.error();
        for (size_t i = 0; i < children.size(); ++i) {
            if ((*exist)[i].isInteger() && (*exist)[i].integer == 0)
                found.push_back({Invariant::Family, children[i].first, children[i].second});
        }
    }
    m_progress.jobs += static_cast<qint64>(entries.size());
    progress();
    co_return co_await doubt(std::move(found));
}

void DiagnosisRun::lookAt(
    JobState state, const Entry& entry, const JobFields& fields, bool hasReason, Suspicions& found)
{
    const std::optional<JobState> before = m_seen.note(entry.id, state);
    if (before && (*before != state || isListState(state)))
        found.push_back({Invariant::OnePlace, entry.id, {}});
    if (!fields.contains("timestamp")) {
        found.push_back({Invariant::HasData, entry.id, {}});
        return;
    }
    noteNumber(entry.id);
    if (faultOfTimes(fields))
        found.push_back({Invariant::TimesInOrder, entry.id, {}});
    if (state == JobState::Delayed && fields.contains("rjk") && !fields.contains("ats")) {
        const auto known = m_nextOf.constFind(fields["rjk"]);
        if (known == m_nextOf.cend())
            m_nextOf.insert(fields["rjk"], entry.id);
        else if (*known != entry.id)
            found.push_back({Invariant::OneNext, entry.id, *known});
    }
    if (state != JobState::Completed && state != JobState::Failed)
        return;
    if (faultOfEnd(fields, state, entry.score, hasReason))
        found.push_back({Invariant::SoundFields, entry.id, {}});
    const bool isCovered =
        entry.score > double(m_eventsSince + eventsAgree) && entry.score < double(m_ledger.lastTime());
    if (state == JobState::Completed && m_eventsSince > 0 && isCovered && !m_ledger.isFull()
        && !m_ledger.toldCompleted(entry.id))
        found.push_back({Invariant::EndsThere, entry.id, QByteArrayLiteral("untold")});
}

QCoro::Task<Status> DiagnosisRun::doubt(Suspicions suspicions)
{
    std::erase_if(suspicions, [this](const Suspicion& suspicion) {
        Breach& breach = m_breaches[suspicion.invariant];
        if (breach.count < checkedOfAnInvariant)
            return false;
        ++breach.unchecked;
        return true;
    });
    for (size_t from = 0; from < suspicions.size(); from += looksAtOnce) {
        const size_t end = std::min(from + looksAtOnce, suspicions.size());
        std::vector<Command> commands;
        std::vector<size_t> ends;
        for (size_t i = from; i < end; ++i) {
            commands.push_back(Command({"MULTI"}));
            for (Command& command : snapshotCommands(m_queue, suspicions[i]))
                commands.push_back(std::move(command));
            commands.push_back(Command({"EXEC"}));
            ends.push_back(commands.size() - 1);
        }
        const Result<Replies> replies = co_await read(std::move(commands));
        if (!replies)
            co_return replies.error();
        for (size_t i = from; i < end; ++i) {
            const Reply& executed = (*replies)[ends[i - from]];
            if (executed.isError())
                co_return replyError(executed);
            judge(suspicions[i], executed);
        }
    }
    co_return Done{};
}

void DiagnosisRun::judge(const Suspicion& suspicion, const Reply& executed)
{
    const auto text = confirmed(suspicion, snapshotOf(suspicion, executed.items));
    if (!text)
        return;
    // Whether events came behind the state is known at the end.
    if (suspicion.invariant == Invariant::EndsThere && suspicion.other.isEmpty())
        m_completedUntold.push_back({suspicion.invariant, suspicion.subject, *text});
    else
        tell(suspicion.invariant, suspicion.subject, *text);
}

void DiagnosisRun::tell(Invariant invariant, const QByteArray& subject, const QByteArray& text)
{
    m_breaches[invariant].add(subject, text);
}

void DiagnosisRun::noteNumber(const JobId& id)
{
    bool isNumber = false;
    const qint64 number = id.toLongLong(&isNumber);
    if (isNumber && QByteArray::number(number) == id)
        m_largestId = std::max(m_largestId, number);
}

void DiagnosisRun::progress() const
{
    if (onProgress)
        onProgress(m_progress);
}

DiagnosisReport DiagnosisRun::report() const
{
    DiagnosisReport report;
    for (const auto& [invariant, breach] : m_breaches) {
        if (breach.count > 0)
            report.findings.push_back(findingOf(m_queue, invariant, breach));
    }
    std::stable_sort(report.findings.begin(), report.findings.end(),
        [](const Finding& left, const Finding& right) { return left.severity > right.severity; });
    report.jobs = m_progress.jobs;
    report.keys = m_progress.keys;
    report.events = m_ledger.entries();
    report.isComplete = !m_seen.isFull() && !m_ledger.isFull();
    return report;
}

} // namespace drover
