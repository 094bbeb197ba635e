// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/massrun_p.h"

#include "protocol/joboptionscodec.h"
#include "queue/queuewrites_p.h"
#include "queue/replyerror_p.h"
#include "queue/staterange_p.h"
#include "queue/writeshared_p.h"

#include <algorithm>

namespace drover {
namespace {

constexpr qint64 snapshotPage = 5000;
constexpr size_t skippedShown = 10000;
constexpr qint64 plannedAtMost = 10000;
constexpr int mostRepairs = 3; //!< of one step: connections that break again and again

QString verbName(MassVerb verb)
{
    switch (verb) {
    case MassVerb::Retry:
    case MassVerb::BulkRetry:
        return QStringLiteral("retry");
    case MassVerb::Promote:
    case MassVerb::BulkPromote:
        return QStringLiteral("promote");
    case MassVerb::Remove:
        return QStringLiteral("remove");
    case MassVerb::Clean:
        return QStringLiteral("clean");
    case MassVerb::UpdateOptions:
        return QStringLiteral("update-options");
    }
    return {};
}

//! A list is searched for each job that is removed from it: the first step finds out how long that takes.
int firstChunk(const MassRequest& request)
{
    const bool removes = request.verb == MassVerb::Remove || request.verb == MassVerb::Clean;
    const bool searches = !request.ids.empty() || isListState(request.state);
    return removes && searches ? std::min(request.chunk, 10) : request.chunk;
}

QVariantMap describe(const MassRequest& request)
{
    QVariantMap details{{QStringLiteral("state"), stateName(request.state)}};
    if (!request.ids.empty())
        details[QStringLiteral("ids")] = static_cast<qint64>(request.ids.size());
    if (!request.filter.match.isEmpty())
        details[QStringLiteral("match")] = true; // the text itself may be a payload
    if (request.filter.cause)
        details[QStringLiteral("cause")] = true; // as above
    if (request.filter.since)
        details[QStringLiteral("since")] = *request.filter.since;
    if (request.filter.count > 0)
        details[QStringLiteral("count")] = request.filter.count;
    if (request.verb == MassVerb::Clean)
        details[QStringLiteral("graceMs")] = qint64(request.grace.count());
    if (request.until)
        details[QStringLiteral("until")] = *request.until;
    if (request.retry.resetAttemptsMade)
        details[QStringLiteral("resetAttempts")] = true;
    if (request.verb == MassVerb::BulkRetry || request.verb == MassVerb::BulkPromote)
        details[QStringLiteral("bulk")] = true;
    if (request.verb == MassVerb::UpdateOptions)
        details[QStringLiteral("options")] = QString::fromUtf8(request.optionChanges);
    if (!request.occasion.isEmpty())
        details[QStringLiteral("occasion")] = request.occasion;
    return details;
}

} // namespace

MassRun::MassRun(
    MassAction* action, RedisConnection& connection, WriteGate& gate, Trash* trash, MassRequest request)
    : m_action(action)
    , m_redis(connection)
    , m_gate(gate)
    , m_trash(trash)
    , m_request(std::move(request))
    , m_pacer(firstChunk(m_request))
    , m_startedAt(Clock::system().now().count())
{
    m_clock.start();
}

void MassRun::start()
{
    run();
}

void MassRun::abandon()
{
    m_action = nullptr;
    cancel();
}

QCoro::Task<void> MassRun::run()
{
    const auto self = shared_from_this();
    co_await m_redis.restFor(Milliseconds(0));
    Status status = checkRequest(m_request);
    if (status && !(m_redis.connection() && m_redis.connection()->isReady()))
        status = closedError();
    if (status && !m_request.dryRun) {
        const Result<qint64> record =
            m_gate.begin({m_request.queue, verbName(m_request.verb), describe(m_request)});
        if (record)
            m_record = *record;
        else
            status = record.error();
    }
    if (status) {
        co_await m_redis.measureRoundTrip();
        status = co_await execute();
    }
    finish(status);
}

QCoro::Task<Status> MassRun::execute()
{
    const bool bulk = m_request.verb == MassVerb::BulkRetry || m_request.verb == MassVerb::BulkPromote;
    if (bulk && !m_request.dryRun)
        co_return co_await bulkMove();
    const Result<bool> keeps = co_await canKeep();
    if (!keeps)
        co_return keeps.error();
    m_plan.restorable = *keeps;
    m_keeps = *keeps && !m_request.dryRun;
    if (m_request.verb == MassVerb::Clean && !m_request.dryRun && !m_keeps)
        co_return co_await clean();
    const Status snapshot = co_await takeSnapshot();
    if (!snapshot)
        co_return snapshot;
    co_return co_await walk();
}

//! Where `since` begins in a set that is ordered by the time of the end.
QCoro::Task<Result<qint64>> MassRun::firstRank()
{
    const bool finished = m_request.state == JobState::Completed || m_request.state == JobState::Failed;
    if (!finished || !m_request.filter.since)
        co_return qint64(0);
    const QByteArray key = m_request.queue.key(m_request.state);
    const QByteArray bound = '(' + QByteArray::number(*m_request.filter.since);
    Command count({"ZCOUNT", key, "-inf", bound});
    const Result<Reply> older = co_await m_redis.read(std::move(count));
    if (!older)
        co_return older.error();
    co_return older->toInteger();
}

//! Fixes what the action is about, oldest first: the set shrinks while it is worked off.
QCoro::Task<Status> MassRun::takeSnapshot()
{
    std::set<JobId> typed;
    for (const JobId& id : m_request.ids) {
        if (typed.insert(id).second)
            m_ids.append(id);
    }
    if (!m_request.ids.empty()) {
        m_progress.total = static_cast<qint64>(m_ids.size());
        co_return Done{};
    }
    const Result<qint64> first = co_await firstRank();
    if (!first)
        co_return first.error();
    for (qint64 from = *first; m_redis.connection() && !m_cancelled; from += snapshotPage) {
        const StateRange range{from, from + snapshotPage - 1, true};
        Command page = rangeCommand(m_request.queue, m_request.state, range);
        const Result<Reply> reply = co_await m_redis.read(std::move(page));
        if (!reply)
            co_return reply.error();
        if (isRefusal(*reply))
            co_return replyError(*reply);
        for (const JobId& id : idsOf(m_request.state, range, *reply)) {
            // Markers of BullMQ 3 and 4 stand among the ids of waiting jobs.
            if (!mayHoldMarker(m_request.state) || !id.startsWith("0:"))
                m_ids.append(id);
        }
        if (reply->items.size() < static_cast<size_t>(snapshotPage))
            break;
    }
    m_progress.total = static_cast<qint64>(m_ids.size());
    co_return interrupted();
}

Status MassRun::interrupted() const
{
    if (m_cancelled)
        return Error{ErrorCode::Cancelled, QStringLiteral("the action was cancelled"), {}};
    if (!m_redis.connection())
        return closedError();
    return m_allowed;
}

bool MassRun::wantsMore() const
{
    const qint64 most = m_request.verb == MassVerb::Clean ? m_request.limit : m_request.filter.count;
    return most == 0 || m_report.matched < most;
}

QCoro::Task<Status> MassRun::walk()
{
    const bool needsNoLook = m_request.dryRun && m_request.filter.match.isEmpty() && !m_request.filter.since
        && !m_request.filter.cause && m_request.ids.empty() && m_request.verb != MassVerb::Clean;
    size_t at = 0;
    while (at < m_ids.size() && wantsMore()) {
        if (const Status status = interrupted(); !status)
            co_return status;
        if (needsNoLook && m_plan.looked >= plannedAtMost) {
            // The rest only counts.
            const auto rest = static_cast<qint64>(m_ids.size() - at);
            const qint64 most = m_request.filter.count;
            m_report.matched += most == 0 ? rest : std::min(rest, most - m_report.matched);
            break;
        }
        const size_t end = std::min(m_ids.size(), at + static_cast<size_t>(m_pacer.chunk()));
        Result<std::vector<MassCandidate>> looked = co_await look(at, end);
        if (!looked)
            co_return looked.error();
        m_progress.looked += static_cast<qint64>(end - at);
        at = end;
        if (m_request.dryRun && m_plan.looked < plannedAtMost) {
            const Status parents = co_await lookAtParents(*looked);
            if (!parents)
                co_return parents;
        }
        std::vector<MassCandidate> chosen = choose(std::move(*looked));
        if (!m_request.dryRun && !chosen.empty()) {
            const Status acted = co_await act(std::move(chosen));
            if (!acted)
                co_return acted;
        }
        tell();
        if (at < m_ids.size())
            co_await rest();
    }
    co_return Done{};
}

QCoro::Task<Result<std::vector<MassCandidate>>> MassRun::look(size_t from, size_t to)
{
    std::vector<JobId> ids;
    std::vector<Command> commands;
    for (size_t i = from; i < to; ++i) {
        ids.push_back(m_ids.at(i));
        for (Command& command : factCommands(m_request, ids.back()))
            commands.push_back(std::move(command));
    }
    const PacedRedis::Mark mark = m_redis.mark();
    const Replies replies = co_await m_redis.readAll(std::move(commands));
    if (!replies)
        co_return replies.error();
    if (m_request.dryRun)
        m_pacer.measured(static_cast<int>(ids.size()), m_redis.workedSince(mark));
    std::vector<MassCandidate> candidates;
    candidates.reserve(ids.size());
    for (size_t i = 0; i < ids.size(); ++i) {
        const Reply& first = replies->at(i * factCommandCount(m_request));
        if (isRefusal(first))
            co_return replyError(first);
        candidates.push_back(takeFacts(m_request, std::move(ids[i]), &first));
    }
    co_return candidates;
}

//! A plan says whose parents are held back; other actions need not know. Siblings ask once.
QCoro::Task<Status> MassRun::lookAtParents(std::vector<MassCandidate>& candidates)
{
    std::vector<Command> commands;
    QHash<QByteArray, size_t> questions; // parent key -> its command
    for (const MassCandidate& candidate : candidates) {
        const QByteArray& key = candidate.job.parentKey;
        std::optional<Command> command = parentCommand(candidate);
        if (!command || questions.contains(key) || !isStillMeant(candidate))
            continue;
        questions.insert(key, commands.size());
        commands.push_back(std::move(*command));
    }
    if (commands.empty())
        co_return Done{};
    const Replies places = co_await m_redis.readAll(std::move(commands));
    if (!places)
        co_return places.error();
    for (MassCandidate& candidate : candidates) {
        const auto question = questions.constFind(candidate.job.parentKey);
        if (question == questions.constEnd())
            continue;
        const Reply& place = places->at(*question);
        if (isRefusal(place))
            co_return replyError(place);
        candidate.parentWaits = place.isText();
    }
    co_return Done{};
}

bool MassRun::isStillMeant(const MassCandidate& candidate) const
{
    return isMeant(m_request, candidate, cleanUntil());
}

std::vector<MassCandidate> MassRun::choose(std::vector<MassCandidate> looked)
{
    std::vector<MassCandidate> chosen;
    for (MassCandidate& candidate : looked) {
        if (!wantsMore())
            break;
        if (!isStillMeant(candidate))
            continue;
        ++m_report.matched;
        if (const QString reason = refusal(m_request, candidate); !reason.isEmpty()) {
            skip(candidate.id, reason);
            continue;
        }
        if (m_request.dryRun)
            addToPlan(m_plan, m_request, candidate);
        else
            chosen.push_back(std::move(candidate));
    }
    return chosen;
}

ScriptChange MassRun::changeFor(const MassCandidate& candidate) const
{
    switch (m_request.verb) {
    case MassVerb::Promote:
        return promoteChange(m_request.queue, candidate.id);
    case MassVerb::Remove:
        return removeChange(m_request.queue, candidate.id, m_request.removeChildren);
    case MassVerb::Clean:
        return removeChange(m_request.queue, candidate.id, false);
    case MassVerb::UpdateOptions:
        return updateOptionsChange(m_request.queue, candidate.id, candidate.storedOptions,
            changedJobOptions(candidate.storedOptions, m_request.optionChanges)
                .value_or(candidate.storedOptions));
    default:
        return retryChange(m_request.queue, candidate.id, candidate.state.value_or(m_request.state),
            m_request.retry, candidate.lifo);
    }
}

//! Carries the step out; a connection that breaks in the middle is waited for, and what is not done yet done
//! again.
QCoro::Task<Status> MassRun::act(std::vector<MassCandidate> chosen)
{
    if (m_keeps) {
        const Status kept = co_await keep(chosen);
        if (!kept)
            co_return kept;
    }
    const Status done = co_await carryOut(std::move(chosen));
    if (m_keeps)
        co_await takeBack();
    co_return done;
}

QCoro::Task<Status> MassRun::carryOut(std::vector<MassCandidate> chosen)
{
    for (int repairs = 0; !chosen.empty(); ++repairs) {
        std::vector<ScriptChange> changes;
        changes.reserve(chosen.size());
        for (const MassCandidate& candidate : chosen)
            changes.push_back(changeFor(candidate));
        const PacedRedis::Mark mark = m_redis.mark();
        const std::vector<ScriptChange> sent = changes;
        const Replies replies = co_await m_redis.runScripts(std::move(changes));
        if (replies) {
            m_pacer.measured(static_cast<int>(chosen.size()), m_redis.workedSince(mark));
            chosen = noteAll(std::move(chosen), sent, *replies, repairs >= mostRepairs);
            if (chosen.empty())
                break;
            const Status looked = co_await lookAgain(chosen);
            if (!looked)
                co_return looked;
            continue;
        }
        if (!brokeOff(replies.error()) || repairs >= mostRepairs)
            co_return replies.error();
        const bool ready = co_await m_redis.waitUntilReady();
        if (!ready)
            co_return replies.error();
        const Status looked = co_await keepUndone(chosen);
        if (!looked)
            co_return looked;
    }
    co_return Done{};
}

//! Notes how each went. Left are those whose options somebody changed after they were read here; the last
//! try leaves none.
std::vector<MassCandidate> MassRun::noteAll(std::vector<MassCandidate> chosen,
    const std::vector<ScriptChange>& sent, const std::vector<Reply>& replies, bool isLastTry)
{
    std::vector<MassCandidate> overtaken;
    for (size_t i = 0; i < chosen.size(); ++i) {
        const bool isOvertaken =
            m_request.verb == MassVerb::UpdateOptions && replies[i].isInteger() && replies[i].integer == 0;
        if (!isOvertaken)
            note(chosen[i], statusOf(replies[i], sent[i]));
        else if (isLastTry)
            skip(chosen[i].id, errorName(ErrorCode::InDoubt));
        else
            overtaken.push_back(std::move(chosen[i]));
    }
    return overtaken;
}

//! The same jobs as they are now.
QCoro::Task<Status> MassRun::lookAgain(std::vector<MassCandidate>& chosen)
{
    std::vector<Command> commands;
    for (const MassCandidate& candidate : chosen) {
        for (Command& command : factCommands(m_request, candidate.id))
            commands.push_back(std::move(command));
    }
    const Replies replies = co_await m_redis.readAll(std::move(commands));
    if (!replies)
        co_return replies.error();
    for (size_t i = 0; i < chosen.size(); ++i)
        chosen[i] =
            takeFacts(m_request, std::move(chosen[i].id), &replies->at(i * factCommandCount(m_request)));
    co_return Done{};
}

//! After a lost reply: what has left its place was done, the rest stays in `chosen`.
QCoro::Task<Status> MassRun::keepUndone(std::vector<MassCandidate>& chosen)
{
    if (m_request.verb == MassVerb::UpdateOptions)
        co_return co_await lookAgain(chosen); // a second run finds what the first one wrote
    std::vector<Command> commands;
    for (const MassCandidate& candidate : chosen) {
        const bool removes = m_request.verb == MassVerb::Remove || m_request.verb == MassVerb::Clean;
        const QByteArray key = removes ? m_request.queue.job(candidate.id)
                                       : m_request.queue.key(candidate.state.value_or(m_request.state));
        if (removes)
            commands.push_back(Command({"EXISTS", key}));
        else
            commands.push_back(Command({"ZSCORE", key, candidate.id}));
    }
    const Replies places = co_await m_redis.readAll(std::move(commands));
    if (!places)
        co_return places.error();
    std::vector<MassCandidate> undone;
    for (size_t i = 0; i < chosen.size(); ++i) {
        const Reply& place = places->at(i);
        if (place.isNil() || (place.isInteger() && place.integer == 0))
            note(chosen[i], Done{});
        else
            undone.push_back(std::move(chosen[i]));
    }
    chosen = std::move(undone);
    co_return Done{};
}

QCoro::Task<void> MassRun::rest()
{
    const Milliseconds pause = m_pacer.pause();
    if (pause.count() > 0)
        co_await m_redis.restFor(pause);
    if (!m_paused || m_cancelled)
        co_return;
    m_progress.paused = true;
    tell();
    QElapsedTimer timer;
    timer.start();
    co_await Wake{*this};
    m_idle += timer.elapsed();
    m_allowed = m_gate.mayGoOn();
    m_progress.paused = false;
    tell();
}

void MassRun::setPaused(bool paused)
{
    m_paused = paused;
    if (!paused)
        wake();
}

void MassRun::cancel()
{
    m_cancelled = true;
    wake();
}

void MassRun::wake()
{
    if (!m_sleeper)
        return;
    // A later turn: nothing goes on from inside of the caller's call.
    QMetaObject::invokeMethod(
        &m_context, [sleeper = std::exchange(m_sleeper, {})] { sleeper.resume(); }, Qt::QueuedConnection);
}

void MassRun::note(const MassCandidate& candidate, const Status& status)
{
    // What upstream's clean passes over in silence was not meant.
    const bool passedOver = !status && m_request.verb == MassVerb::Clean
        && (status.error().code == ErrorCode::JobBelongsToJobScheduler
            || status.error().code == ErrorCode::JobLockMismatch);
    if (status)
        ++m_report.done;
    else if (passedOver)
        --m_report.matched;
    else
        skip(candidate.id, errorName(status.error().code));
    if (!status && m_keeps)
        m_notRemoved.push_back(candidate.id);
}

void MassRun::skip(const JobId& id, const QString& reason)
{
    ++m_report.skippedCount;
    if (m_report.skipped.size() < skippedShown)
        m_report.skipped.push_back({id, reason});
}

void MassRun::tell()
{
    m_progress.matched = m_report.matched;
    m_progress.done = m_report.done;
    m_progress.skipped = m_report.skippedCount;
    m_progress.chunk = m_pacer.chunk();
    const double seconds = std::max(0.001, static_cast<double>(m_clock.elapsed() - m_idle) / 1000);
    m_progress.perSecond = static_cast<double>(m_report.done) / seconds;
    if (m_action)
        Q_EMIT m_action->progressed(m_progress);
}

void MassRun::finish(const Status& status)
{
    m_report.took = Milliseconds(m_clock.elapsed());
    if (!status)
        m_report.error = status.error();
    if (m_request.dryRun && status) {
        m_plan.ignores = ignoredByBulk(m_request.verb);
        m_report.plan = m_plan;
    }
    if (m_record) {
        QVariantMap outcome{{QStringLiteral("matched"), m_report.matched},
            {QStringLiteral("done"), m_report.done}, {QStringLiteral("skipped"), m_report.skippedCount}};
        if (m_report.trashBatch > 0) {
            outcome[QStringLiteral("trash")] = m_report.trashBatch;
            outcome[QStringLiteral("trashed")] = m_report.trashed;
        }
        m_gate.finish(*m_record, outcome, m_report.error ? &*m_report.error : nullptr);
    }
    if (!m_action)
        return;
    // Not from here: the action is running until this object, which the coroutine holds, is gone.
    QMetaObject::invokeMethod(
        m_action, [action = m_action, report = m_report] { Q_EMIT action->finished(report); },
        Qt::QueuedConnection);
}

} // namespace drover
