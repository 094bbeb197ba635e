// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/jobsearch.h"

#include "protocol/jobcodec.h"
#include "queue/jobrow_p.h"
#include "queue/replyerror_p.h"
#include "queue/searchwalk_p.h"
#include "queue/staterange_p.h"
#include "queue/writeshared_p.h"

#include <QCoroTask>
#include <QPointer>

#include <algorithm>

namespace drover {
namespace {

constexpr qint64 longestStep = 500;
constexpr qint64 longestData = 8 << 20; //!< of one job; what is longer is not looked through
constexpr qint64 stepBytes = 32 << 20; //!< texts held at once

JobFields decidingFields(const MassFilter& filter)
{
    JobFields fields = JobField::Name;
    if (filter.since || filter.cause)
        fields |= JobField::Times;
    const bool text = !filter.match.isEmpty();
    if (filter.cause || (text && filter.matchIn.testFlag(MatchField::Error)))
        fields |= JobField::Error;
    if (filter.cause)
        fields |= JobField::Stacktrace;
    if (text && filter.matchIn.testFlag(MatchField::Data))
        fields |= JobField::Data;
    return fields;
}

qint64 timeOf(const Job& job)
{
    return job.finishedOn.value_or(job.timestamp);
}

bool takesAll(const MassFilter& filter)
{
    return filter.match.isEmpty() && !filter.since && !filter.cause;
}

bool isHit(const MassFilter& filter, const Job& job)
{
    if (filter.since && timeOf(job) < *filter.since)
        return false;
    const bool ofCause = !filter.cause
        || (isUnreadable(job) ? *filter.cause == unreadableCause()
                              : isOfCause(*filter.cause, job.failedReason, job.stacktrace));
    return ofCause && matches(filter, job);
}

} // namespace

//! One search with its continuations; lives as long as its coroutine or the JobSearch needs it.
class SearchRun final : public std::enable_shared_from_this<SearchRun> {
public:
    SearchRun(JobSearch* search, RedisConnection& connection, SearchRequest request)
        : m_search(search)
        , m_connection(&connection)
        , m_request(std::move(request))
        , m_walk(m_request.from)
        , m_pending(m_request.ids)
        , m_walks(m_request.ids.empty())
    {
        m_progress.total = static_cast<qint64>(m_pending.size());
    }

    void begin();
    void cancel() { m_cancelled = true; }
    //! Nobody wants to hear of it any more.
    void abandon()
    {
        m_search = nullptr;
        m_cancelled = true;
    }
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] bool isOfUse() const { return m_search != nullptr; }

private:
    using Rows = Result<std::vector<JobRow>>;

    QCoro::Task<void> run();
    QCoro::Task<Status> step();
    QCoro::Task<Status> readPage();
    QCoro::Task<Rows> look(std::vector<JobId>& ids);
    QCoro::Task<Rows> readSome(RowReader reader, std::vector<JobId>& ids);
    QCoro::Task<Status> handOut(std::vector<JobId> hits);
    std::vector<JobId> chooseAll(std::vector<JobId> ids);
    std::vector<JobId> choose(const std::vector<JobRow>& rows);
    [[nodiscard]] bool isDone() const;
    [[nodiscard]] bool isWalked() const { return !m_walks || m_walk.atEnd() || m_tooOld; }
    [[nodiscard]] Status interrupted() const;
    void finish(const Status& status);

    QPointer<JobSearch> m_search;
    QPointer<RedisConnection> m_connection;
    SearchRequest m_request;
    SearchWalk m_walk;
    std::vector<JobId> m_pending; //!< taken from the walk, not looked at yet
    bool m_walks; //!< else only the ids that were given
    qint64 m_step = longestStep;
    SearchProgress m_progress;
    qint64 m_readBefore = 0; //!< by the runs before this one
    qint64 m_hitsBefore = 0;
    qint64 m_unsearched = 0;
    bool m_tooOld = false; //!< the rest of the set is older than asked for
    bool m_running = false;
    bool m_cancelled = false;
};

void SearchRun::begin()
{
    m_running = true;
    m_cancelled = false;
    m_readBefore = m_progress.read;
    m_hitsBefore = m_progress.hits;
    // A later turn of the event loop: nothing is told from inside of the call.
    QMetaObject::invokeMethod(
        m_search, [self = shared_from_this()] { self->run(); }, Qt::QueuedConnection);
}

Status SearchRun::interrupted() const
{
    if (m_cancelled)
        return Error{ErrorCode::Cancelled, QStringLiteral("the search was cancelled"), {}};
    if (!m_connection)
        return closedError();
    return Done{};
}

bool SearchRun::isDone() const
{
    const bool end = m_pending.empty() && isWalked();
    return end || m_progress.read - m_readBefore >= m_request.maxRead
        || m_progress.hits - m_hitsBefore >= m_request.maxHits;
}

QCoro::Task<void> SearchRun::run()
{
    const auto self = shared_from_this();
    Status status = interrupted();
    while (status && !isDone()) {
        status = co_await step();
        if (status && m_search)
            Q_EMIT m_search->progressed(m_progress);
        if (status)
            status = interrupted();
    }
    finish(status);
}

QCoro::Task<Status> SearchRun::readPage()
{
    const SearchWalk::Page page = m_walk.nextPage(longestStep);
    const StateRange range{page.from, page.to, false};
    std::vector<Command> commands;
    commands.push_back(rangeCommand(m_request.queue, m_request.state, range));
    commands.push_back(countCommand(m_request.queue, m_request.state));
    const Result<std::vector<Reply>> replies = co_await m_connection->callBatch(std::move(commands));
    if (!replies)
        co_return replies.error();
    if (replies->at(0).isError())
        co_return replyError(replies->at(0));
    std::vector<JobId> ids = idsOf(m_request.state, range, replies->at(0));
    if (mayHoldMarker(m_request.state))
        std::erase_if(ids, [](const JobId& id) { return id.startsWith("0:"); });
    m_progress.total = std::max<qint64>(0, replies->at(1).toInteger() - m_request.from);
    m_pending = m_walk.take(page, std::move(ids), longestStep);
    co_return Done{};
}

QCoro::Task<Status> SearchRun::step()
{
    if (m_pending.empty()) {
        const Status read = co_await readPage();
        if (!read || m_pending.empty() || !m_connection)
            co_return read;
    }
    const qint64 wanted = std::min({m_step, m_request.maxRead - (m_progress.read - m_readBefore),
        static_cast<qint64>(m_pending.size())});
    std::vector<JobId> ids(m_pending.begin(), m_pending.begin() + wanted);
    if (takesAll(m_request.filter))
        co_return co_await handOut(chooseAll(std::move(ids)));
    const Rows rows = co_await look(ids);
    if (!rows)
        co_return rows.error();
    co_return co_await handOut(choose(*rows));
}

//! Reads and tells the hits, in parts that are small enough to be held.
QCoro::Task<Status> SearchRun::handOut(std::vector<JobId> hits)
{
    size_t most = hits.size(); // jobs as long as those before are not asked for in vain
    while (!hits.empty() && m_search) {
        if (!m_connection)
            co_return closedError();
        std::vector<JobId> part(
            hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(std::min(most, hits.size())));
        RowReader reader(m_request.queue, m_request.fields, m_request.textLimit);
        const Rows found = co_await readSome(std::move(reader), part);
        if (!found)
            co_return found.error();
        most = part.size();
        hits.erase(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(most));
        if (m_search)
            Q_EMIT m_search->found(*found);
    }
    co_return Done{};
}

//! What decides about these jobs; of fewer, and `ids` is shortened, where they are long.
QCoro::Task<SearchRun::Rows> SearchRun::look(std::vector<JobId>& ids)
{
    RowReader reader(m_request.queue, decidingFields(m_request.filter), longestData, JobCheck::Fast);
    const size_t asked = ids.size();
    Rows rows = co_await readSome(std::move(reader), ids);
    m_step = ids.size() < asked ? static_cast<qint64>(ids.size()) : std::min(longestStep, 2 * m_step);
    co_return rows;
}

//! Rows of the first ids, as many as fit into memory; `ids` is shortened to those.
QCoro::Task<SearchRun::Rows> SearchRun::readSome(RowReader reader, std::vector<JobId>& ids)
{
    for (;;) {
        RowReader attempt = reader;
        std::vector<Command> commands = attempt.firstCommands(ids);
        Result<std::vector<Reply>> first = co_await m_connection->callBatch(std::move(commands));
        if (!first)
            co_return first.error();
        if (const Status taken = attempt.takeFirst(ids, std::move(*first)); !taken)
            co_return taken.error();
        if (attempt.bytesLeft() > stepBytes && ids.size() > 1) {
            ids.resize(ids.size() / 2);
            if (!m_connection)
                co_return closedError();
            continue;
        }
        for (commands = attempt.nextCommands(); !commands.empty(); commands = attempt.nextCommands()) {
            if (!m_connection)
                co_return closedError();
            Result<std::vector<Reply>> texts = co_await m_connection->callBatch(std::move(commands));
            if (!texts)
                co_return texts.error();
            attempt.takeNext(std::move(*texts));
        }
        co_return attempt.takeRows();
    }
}

//! All that are still wanted, without a look.
std::vector<JobId> SearchRun::chooseAll(std::vector<JobId> ids)
{
    const qint64 left = m_request.maxHits - (m_progress.hits - m_hitsBefore);
    ids.resize(static_cast<size_t>(std::min(left, static_cast<qint64>(ids.size()))));
    const auto taken = static_cast<std::ptrdiff_t>(ids.size());
    m_progress.read += taken;
    m_progress.hits += taken;
    m_pending.erase(m_pending.begin(), m_pending.begin() + taken);
    return ids;
}

//! Takes the rows out of what is pending, up to the last hit that is wanted.
std::vector<JobId> SearchRun::choose(const std::vector<JobRow>& rows)
{
    std::vector<JobId> hits;
    std::ptrdiff_t read = 0;
    for (const JobRow& row : rows) {
        if (m_progress.hits - m_hitsBefore >= m_request.maxHits)
            break;
        ++read;
        m_unsearched += row.leftOut.testFlag(JobField::Data) ? 1 : 0;
        if (isHit(m_request.filter, row.job)) {
            hits.push_back(row.job.id);
            ++m_progress.hits;
        }
    }
    m_progress.read += read;
    m_pending.erase(m_pending.begin(), m_pending.begin() + read);
    const bool byEnd = m_request.state == JobState::Failed || m_request.state == JobState::Completed;
    if (byEnd && m_request.filter.since && read > 0) {
        const Job& last = rows[static_cast<size_t>(read - 1)].job;
        m_tooOld = last.finishedOn && *last.finishedOn < *m_request.filter.since;
        if (m_tooOld)
            m_pending.clear();
    }
    return hits;
}

void SearchRun::finish(const Status& status)
{
    m_running = false;
    if (!m_search)
        return;
    SearchReport report;
    report.read = m_progress.read;
    report.hits = m_progress.hits;
    report.more = !m_pending.empty() || !isWalked();
    report.nextOffset = m_walks ? m_walk.offset() - static_cast<qint64>(m_pending.size()) : m_progress.read;
    report.unsearched = m_unsearched;
    if (!status)
        report.error = status.error();
    Q_EMIT m_search->finished(report);
}

class JobSearch::Private {
public:
    explicit Private(RedisConnection& redis)
        : connection(redis)
    {
    }

    RedisConnection& connection;
    std::shared_ptr<SearchRun> run;
};

JobSearch::JobSearch(RedisConnection& connection, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(connection))
{
}

JobSearch::~JobSearch()
{
    if (d->run)
        d->run->abandon();
}

void JobSearch::start(SearchRequest request)
{
    if (d->run)
        d->run->abandon();
    d->run = std::make_shared<SearchRun>(this, d->connection, std::move(request));
    d->run->begin();
}

void JobSearch::goOn()
{
    if (d->run && !d->run->isRunning())
        d->run->begin();
}

void JobSearch::cancel()
{
    if (d->run)
        d->run->cancel();
}

bool JobSearch::isRunning() const
{
    return d->run && d->run->isRunning();
}

} // namespace drover
