// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "history/history.h"

#include "core/logging_p.h"
#include "core/startthread.h"
#include "core/thrown.h"
#include "core/uniquefunction.h"
#include "history/historystore_p.h"
#include "queue/future_p.h"

#include <QHash>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace drover {
namespace {

constexpr size_t mostPending = 1000; //!< a disk that hangs must not eat the memory
constexpr Milliseconds closingTime{2000};
constexpr qint64 minute = 60 * 1000;

Error brokenHistory(const QString& reason)
{
    return {ErrorCode::Server, QStringLiteral("the history cannot be read: %1").arg(reason), {}};
}

} // namespace

class History::Private {
public:
    using Task = UniqueFunction<void(HistoryStore&)>;

    explicit Private(HistoryOptions historyOptions)
        : options(std::move(historyOptions))
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

    [[nodiscard]] bool post(Task task);
    void work();
    void write(HistoryStore& store, const LinkSample& link, const std::vector<QueueSample>& queues);
    void warn(const QString& reason);
    template <typename T, typename Read>
    [[nodiscard]] QFuture<Result<T>> ask(Read read);

    //! What was not written of a queue because nothing moved.
    struct Quiet {
        QueueSample last; //!< what the file has
        std::optional<QueueSample> since; //!< put together
    };

    const HistoryOptions options;

    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Task> tasks;
    bool closing = false;
    Milliseconds closeBy{0};

    // The thread's own.
    QHash<QueueId, Quiet> quiet;
    qint64 rolledMinute = 0;
    bool warned = false;
    std::thread thread;
};

bool History::Private::post(Task task)
{
    {
        const std::lock_guard lock(mutex);
        if (tasks.size() >= mostPending)
            return false;
        tasks.push_back(std::move(task));
    }
    wake.notify_one();
    return true;
}

void History::Private::work()
{
    HistoryStore store(options);
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
        guarded("the thread of the history", [&] { task(store); });
    }
}

void History::Private::warn(const QString& reason)
{
    if (!std::exchange(warned, true))
        qCWarning(logQueue).noquote() << "The history cannot be written:" << reason;
}

void History::Private::write(
    HistoryStore& store, const LinkSample& link, const std::vector<QueueSample>& queues)
{
    std::vector<QueueSample> rows;
    for (const QueueSample& sample : queues) {
        Quiet& known = quiet[sample.queue];
        const bool isNew = known.last.to == 0;
        const bool moves = isNew || !sample.flow.isIdle() || sample.counts != known.last.counts;
        if (!moves) {
            if (known.since) {
                known.since->to = sample.to;
                known.since->flow += sample.flow;
            } else {
                known.since = sample;
            }
            if (known.since->to - known.last.to < minute)
                continue;
            rows.push_back(*known.since);
        } else {
            // The quiet time stands apart: it must not thin out what comes now.
            if (known.since)
                rows.push_back(*known.since);
            rows.push_back(sample);
        }
        known.since.reset();
        known.last = sample;
    }
    if (!store.insert({link}, rows))
        return warn(store.lastError());
    if (link.to / minute == rolledMinute)
        return;
    rolledMinute = link.to / minute;
    if (!store.roll(link.to))
        warn(store.lastError());
}

template <typename T, typename Read>
QFuture<Result<T>> History::Private::ask(Read read)
{
    auto promise = startedPromise<T>();
    QFuture<Result<T>> future = promise.future();
    const bool posted = post([promise = std::move(promise), read](HistoryStore& store) mutable {
        std::optional<T> found = read(store);
        if (found)
            settle<T>(promise, std::move(*found));
        else
            settle<T>(promise, brokenHistory(store.lastError()));
    });
    return posted ? future : finishedFuture<T>(brokenHistory(QStringLiteral("the disk does not follow")));
}

History::History(HistoryOptions options)
    : d(std::make_unique<Private>(std::move(options)))
{
}

History::~History() = default;

void History::record(const LinkSample& link, const std::vector<QueueSample>& queues)
{
    (void)d->post([p = d.get(), link, queues](HistoryStore& store) { p->write(store, link, queues); });
}

void History::record(const LinkEvent& event)
{
    (void)d->post([p = d.get(), event](HistoryStore& store) {
        if (!store.insert(event))
            p->warn(store.lastError());
    });
}

QFuture<Result<std::vector<LinkSample>>> History::links(qint64 from, qint64 to, qint64 step)
{
    return d->ask<std::vector<LinkSample>>([=](HistoryStore& store) { return store.links(from, to, step); });
}

QFuture<Result<std::vector<QueueSample>>> History::queue(
    const QueueId& queue, qint64 from, qint64 to, qint64 step)
{
    return d->ask<std::vector<QueueSample>>(
        [=](HistoryStore& store) { return store.queues(queue, from, to, step); });
}

QFuture<Result<std::vector<QueueSample>>> History::queues(qint64 from, qint64 to, qint64 step)
{
    return d->ask<std::vector<QueueSample>>(
        [=](HistoryStore& store) { return store.queues({}, from, to, step); });
}

QFuture<Result<std::vector<LinkEvent>>> History::events(int count, qint64 before)
{
    return d->ask<std::vector<LinkEvent>>([=](HistoryStore& store) { return store.events(count, before); });
}

} // namespace drover
