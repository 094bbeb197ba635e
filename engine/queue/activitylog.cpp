// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/activitylog.h"

#include "core/clock.h"
#include "core/logging_p.h"
#include "core/startthread.h"
#include "core/thrown.h"
#include "core/uniquefunction.h"
#include "queue/activitystore_p.h"
#include "queue/future_p.h"

#include <QHash>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <unistd.h>

namespace drover {
namespace {

constexpr int pruneEvery = 500;
constexpr size_t mostPending = 20000; //!< a database that stays locked must not eat the memory
constexpr Milliseconds closingTime{2000};

Error brokenLog(const QString& reason)
{
    return {ErrorCode::Server, QStringLiteral("the activity log cannot be used: %1").arg(reason), {}};
}

} // namespace

QString activityAuthor(const QString& program)
{
    return qEnvironmentVariable("USER", QString::number(::getuid())) + u' ' + program;
}

class ActivityLog::Private {
public:
    using Task = UniqueFunction<void(ActivityStore&)>;

    explicit Private(ActivityLogOptions logOptions)
        : options(std::move(logOptions))
        , thread(startThread([this] { work(); }))
    {
    }
    ~Private()
    {
        {
            const std::lock_guard lock(mutex);
            closing = true;
            closeBy = Clock::system().monotonic() + closingTime;
        }
        wake.notify_one();
        thread.join();
    }

    void post(Task task);
    void work();
    void insert(ActivityStore& store, qint64 record, const WriteIntent& intent, qint64 when);
    void complete(
        ActivityStore& store, qint64 record, const QVariantMap& outcome, const QString& error, qint64 now);
    void warn(const QString& reason);

    struct Open {
        qint64 row = 0;
        qint64 since = 0; //!< monotonic ms
    };

    const ActivityLogOptions options;
    std::atomic<qint64> nextRecord{1};

    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Task> tasks;
    bool closing = false;
    Milliseconds closeBy{0};

    // The thread's own.
    QHash<qint64, Open> running;
    int sincePrune = 0;
    bool warned = false;
    std::thread thread;
};

void ActivityLog::Private::post(Task task)
{
    {
        const std::lock_guard lock(mutex);
        if (tasks.size() >= mostPending)
            return;
        tasks.push_back(std::move(task));
    }
    wake.notify_one();
}

void ActivityLog::Private::work()
{
    ActivityStore store(options);
    for (;;) {
        Task task;
        {
            std::unique_lock lock(mutex);
            wake.wait(lock, [this] { return closing || !tasks.empty(); });
            if (tasks.empty() || (closing && Clock::system().monotonic() > closeBy))
                return;
            task = std::move(tasks.front());
            tasks.pop_front();
        }
        guarded("the thread of the activity log", [&] { task(store); });
    }
}

void ActivityLog::Private::warn(const QString& reason)
{
    if (std::exchange(warned, true))
        return;
    qCWarning(logQueue).noquote() << "The activity log cannot be written, writes go on without it:" << reason;
}

void ActivityLog::Private::insert(ActivityStore& store, qint64 record, const WriteIntent& intent, qint64 when)
{
    const qint64 row = store.open() ? store.insert(intent, when) : 0;
    if (row == 0)
        return warn(store.lastError());
    running.insert(record, {row, Clock::system().monotonic().count()});
    if (++sincePrune < pruneEvery)
        return;
    sincePrune = 0;
    if (!store.prune())
        warn(store.lastError());
}

void ActivityLog::Private::complete(
    ActivityStore& store, qint64 record, const QVariantMap& outcome, const QString& error, qint64 now)
{
    const auto open = running.constFind(record);
    if (open == running.cend())
        return;
    const Open entry = *open;
    running.erase(open);
    if (!store.open() || !store.complete(entry.row, outcome, error, now - entry.since))
        warn(store.lastError());
}

ActivityLog::ActivityLog(ActivityLogOptions options)
    : d(std::make_unique<Private>(std::move(options)))
{
}

ActivityLog::~ActivityLog() = default;

Result<qint64> ActivityLog::begin(const WriteIntent& intent)
{
    const qint64 record = d->nextRecord.fetch_add(1);
    const qint64 when = Clock::system().now().count();
    d->post([p = d.get(), record, intent, when](
                ActivityStore& store) { p->insert(store, record, intent, when); });
    return record;
}

void ActivityLog::finish(qint64 record, const QVariantMap& outcome, const Error* error)
{
    const QString word = error ? QString(errorName(error->code)) : QString();
    const qint64 now = Clock::system().monotonic().count();
    d->post([p = d.get(), record, outcome, word, now](
                ActivityStore& store) { p->complete(store, record, outcome, word, now); });
}

QFuture<Result<std::vector<ActivityEntry>>> ActivityLog::newest(int count, qint64 before)
{
    auto promise = startedPromise<std::vector<ActivityEntry>>();
    auto future = promise.future();
    d->post([promise = std::move(promise), count, before](ActivityStore& store) mutable {
        auto entries = store.open() ? store.newest(count, before) : std::nullopt;
        if (entries)
            settle<std::vector<ActivityEntry>>(promise, std::move(*entries));
        else
            settle<std::vector<ActivityEntry>>(promise, brokenLog(store.lastError()));
    });
    return future;
}

ReadOnlyGate::ReadOnlyGate(QString reason)
    : m_reason(std::move(reason))
{
}

Result<qint64> ReadOnlyGate::begin(const WriteIntent& intent)
{
    return Error{ErrorCode::ReadOnly, m_reason, {{QStringLiteral("action"), intent.action}}};
}

void ReadOnlyGate::finish(qint64 record, const QVariantMap& outcome, const Error* error)
{
    Q_UNUSED(record)
    Q_UNUSED(outcome)
    Q_UNUSED(error)
}

} // namespace drover
