// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/trash.h"

#include "core/clock.h"
#include "queue/future_p.h"
#include "queue/taskthread_p.h"
#include "queue/trashstore_p.h"

namespace drover {

class Trash::Private {
public:
    explicit Private(TrashOptions trashOptions)
        : options(std::move(trashOptions))
        , thread([this] { return std::make_unique<TrashStore>(options); })
    {
    }

    //! Runs `work` on the thread with an open store; what it gives, or why there is nothing.
    template <typename T, typename Work>
    [[nodiscard]] QFuture<Result<T>> ask(Work work)
    {
        auto promise = startedPromise<T>();
        QFuture<Result<T>> future = promise.future();
        thread.post([this, promise = std::move(promise), work = std::move(work)](TrashStore& store) mutable {
            std::optional<T> value = store.open() ? work(store) : std::nullopt;
            if (value)
                settle<T>(promise, std::move(*value));
            else
                settle<T>(promise, broken(store.lastError()));
        });
        return future;
    }

    [[nodiscard]] Error broken(const QString& reason) const
    {
        return {ErrorCode::NotFound, QStringLiteral("the trash cannot be used: %1").arg(reason),
            {{QStringLiteral("file"), options.path}}};
    }

    const TrashOptions options;
    TaskThread<TrashStore> thread;
};

namespace {

std::optional<Done> doneIf(bool fine)
{
    return fine ? std::optional(Done{}) : std::nullopt;
}

} // namespace

Trash::Trash(TrashOptions options)
    : d(std::make_unique<Private>(std::move(options)))
{
}

Trash::~Trash() = default;

const TrashOptions& Trash::options() const
{
    return d->options;
}

QFuture<Result<qint64>> Trash::openBatch(QueueId queue, QString action)
{
    const qint64 when = Clock::system().now().count();
    return d->ask<qint64>([queue = std::move(queue), action = std::move(action), when](TrashStore& store) {
        const qint64 id = store.insertBatch(queue, action, when);
        return id > 0 ? std::optional(id) : std::nullopt;
    });
}

QFuture<Status> Trash::put(qint64 batch, std::vector<TrashedTree> trees)
{
    return d->ask<Done>([batch, trees = std::move(trees)](
                            TrashStore& store) { return doneIf(store.insertJobs(batch, trees)); });
}

QFuture<Status> Trash::takeBack(qint64 batch, std::vector<JobId> jobs)
{
    return d->ask<Done>(
        [batch, jobs = std::move(jobs)](TrashStore& store) { return doneIf(store.removeJobs(batch, jobs)); });
}

QFuture<Result<std::vector<TrashBatch>>> Trash::batches(int count, std::optional<QString> connection)
{
    return d->ask<std::vector<TrashBatch>>([count, connection = std::move(connection)](TrashStore& store) {
        return store.batches(count, connection);
    });
}

QFuture<Result<std::vector<TrashEntry>>> Trash::entries(qint64 batch, int from, int count)
{
    return d->ask<std::vector<TrashEntry>>(
        [batch, from, count](TrashStore& store) { return store.entries(batch, from, count); });
}

QFuture<Result<std::vector<std::pair<TrashEntry, TrashedTree>>>> Trash::contents(std::vector<qint64> entries)
{
    return d->ask<std::vector<std::pair<TrashEntry, TrashedTree>>>(
        [entries = std::move(entries)](TrashStore& store) { return store.contents(entries); });
}

QFuture<Status> Trash::erase(std::vector<qint64> entries)
{
    return d->ask<Done>(
        [entries = std::move(entries)](TrashStore& store) { return doneIf(store.removeEntries(entries)); });
}

QFuture<Status> Trash::eraseAll()
{
    return d->ask<Done>([](TrashStore& store) { return doneIf(store.clear()); });
}

} // namespace drover
