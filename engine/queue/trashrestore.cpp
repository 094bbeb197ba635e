// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/trashrestore.h"

#include "protocol/joboptionscodec.h"
#include "queue/futureawaiter_p.h"
#include "queue/pacedredis_p.h"
#include "queue/pacer_p.h"
#include "queue/queuewrites_p.h"
#include "queue/replyerror_p.h"
#include "queue/writeshared_p.h"

#include <QElapsedTimer>

#include <algorithm>

namespace drover {
namespace {

constexpr int listedAtOnce = 1000;
constexpr int mostRepairs = 3;
constexpr int firstChunk = 50;

using Content = std::pair<TrashEntry, TrashedTree>;

const QByteArray& fieldOf(const TrashedJob& job, QByteArrayView name)
{
    static const QByteArray none;
    for (const auto& [field, value] : job.fields) {
        if (field == name)
            return value;
    }
    return none;
}

QByteArray placeWord(JobState state)
{
    switch (state) {
    case JobState::Waiting:
    case JobState::Active:
    case JobState::Paused:
        return QByteArrayLiteral("wait");
    case JobState::Prioritized:
        return QByteArrayLiteral("prioritized");
    case JobState::Delayed:
        return QByteArrayLiteral("delayed");
    default:
        return QByteArrayLiteral("set");
    }
}

void append(std::vector<QByteArray>& arguments, const std::vector<QByteArray>& list)
{
    arguments.push_back(QByteArray::number(static_cast<qulonglong>(list.size())));
    arguments.insert(arguments.end(), list.begin(), list.end());
}

void append(std::vector<QByteArray>& arguments, const TrashedJob::Pairs& pairs)
{
    arguments.push_back(QByteArray::number(static_cast<qulonglong>(2 * pairs.size())));
    for (const auto& [first, second] : pairs) {
        arguments.push_back(first);
        arguments.push_back(second);
    }
}

ScriptChange restoreChange(const TrashedJob& job)
{
    const QueueId& queue = job.queue;
    const bool lifo = decodeJobOptions(fieldOf(job, "opts")).lifo.value_or(false);
    std::vector<QByteArray> arguments{job.id, placeWord(job.state), job.score,
        lifo ? QByteArrayLiteral("RPUSH") : QByteArrayLiteral("LPUSH"), fieldOf(job, "name"), job.parentKey,
        job.deduplicationKey, QByteArray::number(job.deduplicationFor)};
    append(arguments, job.fields);
    append(arguments, job.logs);
    append(arguments, job.dependencies);
    append(arguments, job.processed);
    append(arguments, job.failed);
    append(arguments, job.unsuccessful);
    return {QStringLiteral("restore"), {}, ScriptId::RestoreJob,
        {queue.job(job.id), queue.key("wait"), queue.key("prioritized"), queue.key("delayed"),
            queue.key(job.state), queue.key("meta"), queue.key("active"), queue.key("marker"),
            queue.key("pc"), queue.key("events"), queue.key("id")},
        std::move(arguments), {"restoreJob", job.id}};
}

} // namespace

//! One restore from its list to its report; owned by its own coroutine.
class RestoreRun final : public std::enable_shared_from_this<RestoreRun> {
public:
    RestoreRun(TrashRestore* restore, RedisConnection& connection, WriteGate& gate, Trash& trash,
        RestoreRequest request)
        : m_restore(restore)
        , m_redis(connection)
        , m_gate(gate)
        , m_trash(trash)
        , m_request(std::move(request))
        , m_pacer(firstChunk)
    {
        m_clock.start();
    }

    void start() { run(); }
    void cancel() { m_cancelled = true; }
    void abandon()
    {
        m_restore = nullptr;
        m_cancelled = true;
    }

private:
    QCoro::Task<void> run();
    QCoro::Task<Status> execute();
    QCoro::Task<Status> list();
    QCoro::Task<Status> step(std::vector<Content> contents);
    QCoro::Task<Status> settle(std::vector<const TrashedJob*>& jobs, std::vector<const TrashedJob*>& done);
    [[nodiscard]] Status interrupted() const;
    void skip(const JobId& id, const QString& reason);
    void tell();
    void finish(const Status& status);

    QPointer<TrashRestore> m_restore;
    PacedRedis m_redis;
    WriteGate& m_gate;
    Trash& m_trash;
    RestoreRequest m_request;
    Pacer m_pacer;
    QElapsedTimer m_clock;
    MassProgress m_progress;
    RestoreReport m_report;
    std::optional<qint64> m_record;
    bool m_cancelled = false;
    QObject m_context;
};

QCoro::Task<void> RestoreRun::run()
{
    const auto self = shared_from_this();
    co_await m_redis.restFor(Milliseconds(0));
    Status status = interrupted();
    if (status && !m_redis.connection()->isReady())
        status = closedError();
    if (status)
        status = co_await list();
    if (status) {
        const Result<qint64> record = m_gate.begin({m_request.queue, QStringLiteral("restore"),
            {{QStringLiteral("trash"), m_request.batch},
                {QStringLiteral("count"), static_cast<qint64>(m_request.entries.size())}}});
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

Status RestoreRun::interrupted() const
{
    if (m_cancelled)
        return Error{ErrorCode::Cancelled, QStringLiteral("the restore was cancelled"), {}};
    if (!m_redis.connection())
        return closedError();
    return Done{};
}

//! The entries of a whole batch, oldest first.
QCoro::Task<Status> RestoreRun::list()
{
    const bool whole = m_request.entries.empty();
    for (int from = 0; whole; from += listedAtOnce) {
        const Result<std::vector<TrashEntry>> entries = co_await FutureAwaiter<std::vector<TrashEntry>>(
            &m_context, m_trash.entries(m_request.batch, from, listedAtOnce));
        if (!entries)
            co_return entries.error();
        for (const TrashEntry& entry : *entries)
            m_request.entries.push_back(entry.id);
        if (entries->size() < static_cast<size_t>(listedAtOnce))
            break;
    }
    m_progress.total = static_cast<qint64>(m_request.entries.size());
    co_return Done{};
}

QCoro::Task<Status> RestoreRun::execute()
{
    size_t at = 0;
    while (at < m_request.entries.size()) {
        if (const Status status = interrupted(); !status)
            co_return status;
        const size_t end = std::min(m_request.entries.size(), at + static_cast<size_t>(m_pacer.chunk()));
        std::vector<qint64> asked(m_request.entries.begin() + static_cast<std::ptrdiff_t>(at),
            m_request.entries.begin() + static_cast<std::ptrdiff_t>(end));
        Result<std::vector<Content>> contents =
            co_await FutureAwaiter<std::vector<Content>>(&m_context, m_trash.contents(asked));
        if (!contents)
            co_return contents.error();
        // What is gone from the trash is passed over; after many bytes the rest is asked for again.
        const qint64 last = contents->empty() ? 0 : contents->back().first.id;
        const auto found = std::find(asked.cbegin(), asked.cend(), last);
        at = found == asked.cend() ? end : at + static_cast<size_t>(found - asked.cbegin()) + 1;
        const Status done = co_await step(std::move(*contents));
        if (!done)
            co_return done;
        m_progress.looked = static_cast<qint64>(at);
        tell();
        if (at < m_request.entries.size() && m_pacer.pause().count() > 0)
            co_await m_redis.restFor(m_pacer.pause());
    }
    co_return Done{};
}

//! Parents before their children: a child that comes back first could be done before anybody waits for it.
QCoro::Task<Status> RestoreRun::step(std::vector<Content> contents)
{
    std::vector<const TrashedJob*> jobs;
    for (const Content& content : contents) {
        for (const TrashedJob& job : content.second)
            jobs.push_back(&job);
    }
    std::vector<const TrashedJob*> restored;
    std::vector<const TrashedJob*> refused;
    for (int repairs = 0; !jobs.empty(); ++repairs) {
        std::vector<ScriptChange> changes;
        changes.reserve(jobs.size());
        for (const TrashedJob* job : jobs)
            changes.push_back(restoreChange(*job));
        const std::vector<ScriptChange> sent = changes;
        const PacedRedis::Mark mark = m_redis.mark();
        const PacedRedis::Replies replies = co_await m_redis.runScripts(std::move(changes));
        if (replies) {
            m_pacer.measured(static_cast<int>(contents.size()), m_redis.workedSince(mark));
            for (size_t i = 0; i < jobs.size(); ++i) {
                const Status status = statusOf(replies->at(i), sent[i]);
                if (status && replies->at(i).toInteger() == 1) {
                    restored.push_back(jobs[i]);
                    continue;
                }
                skip(jobs[i]->id,
                    status ? QStringLiteral("JobExists") : QString(errorName(status.error().code)));
                refused.push_back(jobs[i]);
            }
            break;
        }
        if (!brokeOff(replies.error()) || repairs >= mostRepairs || !co_await m_redis.waitUntilReady())
            co_return replies.error();
        const Status looked = co_await settle(jobs, restored);
        if (!looked)
            co_return looked;
    }
    std::vector<qint64> emptied;
    for (const Content& content : contents) {
        ++m_report.matched;
        const bool back = !content.second.empty()
            && std::find(restored.cbegin(), restored.cend(), &content.second.front()) != restored.cend();
        if (!back)
            continue;
        ++m_report.done;
        emptied.push_back(content.first.id);
    }
    if (emptied.empty())
        co_return Done{};
    co_return co_await FutureAwaiter<Done>(&m_context, m_trash.erase(std::move(emptied)));
}

//! After a lost reply: a job that is there with the same time of adding came back by our hand.
QCoro::Task<Status> RestoreRun::settle(
    std::vector<const TrashedJob*>& jobs, std::vector<const TrashedJob*>& done)
{
    std::vector<Command> commands;
    for (const TrashedJob* job : jobs) {
        const QByteArray key = job->queue.job(job->id);
        commands.push_back(Command({"HGET", key, "timestamp"}));
    }
    const PacedRedis::Replies times = co_await m_redis.readAll(std::move(commands));
    if (!times)
        co_return times.error();
    std::vector<const TrashedJob*> left;
    for (size_t i = 0; i < jobs.size(); ++i) {
        const bool back = times->at(i).isText() && times->at(i).text == fieldOf(*jobs[i], "timestamp");
        (back ? done : left).push_back(jobs[i]);
    }
    jobs = std::move(left);
    co_return Done{};
}

void RestoreRun::skip(const JobId& id, const QString& reason)
{
    ++m_report.skippedCount;
    if (m_report.skipped.size() < 10000)
        m_report.skipped.push_back({id, reason});
}

void RestoreRun::tell()
{
    m_progress.matched = m_report.matched;
    m_progress.done = m_report.done;
    m_progress.skipped = m_report.skippedCount;
    m_progress.chunk = m_pacer.chunk();
    const double seconds = std::max(0.001, static_cast<double>(m_clock.elapsed()) / 1000);
    m_progress.perSecond = static_cast<double>(m_report.done) / seconds;
    if (m_restore)
        Q_EMIT m_restore->progressed(m_progress);
}

void RestoreRun::finish(const Status& status)
{
    m_report.took = Milliseconds(m_clock.elapsed());
    if (!status)
        m_report.error = status.error();
    if (m_record) {
        const QVariantMap outcome{{QStringLiteral("matched"), m_report.matched},
            {QStringLiteral("done"), m_report.done}, {QStringLiteral("skipped"), m_report.skippedCount}};
        m_gate.finish(*m_record, outcome, m_report.error ? &*m_report.error : nullptr);
    }
    if (!m_restore)
        return;
    // Not from here: the restore is running until this object, which the coroutine holds, is gone.
    QMetaObject::invokeMethod(
        m_restore, [restore = m_restore, report = m_report] { Q_EMIT restore->finished(report); },
        Qt::QueuedConnection);
}

class TrashRestore::Private {
public:
    RedisConnection& connection;
    WriteGate& gate;
    Trash& trash;
    std::weak_ptr<RestoreRun> run; //!< keeps itself alive until its report
};

TrashRestore::TrashRestore(RedisConnection& connection, WriteGate& gate, Trash& trash, QObject* parent)
    : QObject(parent)
    , d(new Private{connection, gate, trash, {}})
{
}

TrashRestore::~TrashRestore()
{
    if (const auto run = d->run.lock())
        run->abandon();
}

void TrashRestore::start(RestoreRequest request)
{
    if (isRunning())
        return;
    const auto run = std::make_shared<RestoreRun>(this, d->connection, d->gate, d->trash, std::move(request));
    d->run = run;
    run->start();
}

void TrashRestore::cancel()
{
    if (const auto run = d->run.lock())
        run->cancel();
}

bool TrashRestore::isRunning() const
{
    return !d->run.expired();
}

} // namespace drover
