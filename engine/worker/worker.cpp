// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/worker.h"

#include "worker/workerloop_p.h"

#include <QMetaMethod>
#include <QThread>
#include <QUuid>

#include <algorithm>

namespace drover {

namespace {

//! Lives on the I/O thread and owns the loop there.
class LoopHost final : public QObject {
public:
    std::unique_ptr<WorkerLoop> loop;
};

} // namespace

class Worker::Private {
public:
    Private(Worker& facade, std::shared_ptr<WorkerSetup> workerSetup)
        : setup(std::move(workerSetup))
        , events(facade)
    {
    }

    void start(std::shared_ptr<Processor> processor)
    {
        host = new LoopHost;
        host->moveToThread(&thread);
        QObject::connect(&thread, &QThread::finished, host, &QObject::deleteLater);
        calls = std::make_shared<CallQueue>(host);
        thread.setObjectName(QStringLiteral("drover-worker"));
        thread.start();
        if (!thread.isRunning())
            return; // run() says so
        calls->post([this, processor = std::move(processor)] {
            host->loop = std::make_unique<WorkerLoop>(setup, processor, events, calls);
        });
    }
    //! Runs `call` with the loop, on its thread.
    template <typename F>
    void post(F call)
    {
        calls->post([this, call = std::move(call)] { call(*host->loop); });
    }

    std::shared_ptr<WorkerSetup> setup;
    WorkerEvents events;
    QThread thread;
    LoopHost* host = nullptr; //!< used on its own thread alone
    std::shared_ptr<CallQueue> calls;
    int concurrency = 1;
    bool running = false;
    bool paused = false;
    bool closed = false;
};

namespace {

std::shared_ptr<WorkerSetup> makeSetup(QueueId queue, ConnectionOptions connection, WorkerOptions options)
{
    auto setup = std::make_shared<WorkerSetup>();
    setup->queue = std::move(queue);
    setup->id = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    setup->options = std::move(options);
    setup->options.concurrency = std::max(setup->options.concurrency, 1);
    setup->connection = std::move(connection);
    return setup;
}

} // namespace

Worker::Worker(QueueId queue, ConnectionOptions connection, std::shared_ptr<Processor> processor,
    WorkerOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(
          *this, makeSetup(std::move(queue), std::move(connection), std::move(options))))
{
    d->concurrency = d->setup->options.concurrency;
    connect(this, &Worker::closed, this, [this] {
        d->closed = true;
        d->running = false;
    });
    d->start(std::move(processor));
}

Worker::~Worker()
{
    d->events.close();
    d->post([](WorkerLoop& loop) { loop.close(Milliseconds(0)); });
    const bool hadThread = d->thread.isRunning();
    d->thread.quit();
    d->thread.wait();
    if (hadThread)
        return;
    d->calls->close();
    delete d->host; // nobody else would
}

const QueueId& Worker::queue() const
{
    return d->setup->queue;
}

const QByteArray& Worker::id() const
{
    return d->setup->id;
}

int Worker::concurrency() const
{
    return d->concurrency;
}

bool Worker::isRunning() const
{
    return d->running;
}

bool Worker::isPaused() const
{
    return d->paused;
}

int Worker::activeJobs() const
{
    return d->events.activeJobs;
}

void Worker::run()
{
    if (d->running || d->closed)
        return;
    if (!d->thread.isRunning()) {
        const QString message = QStringLiteral("the system gives this process no more threads");
        Q_EMIT errorOccurred({ErrorCode::Server, message, {}});
        return;
    }
    d->running = true;
    d->post([](WorkerLoop& loop) { loop.run(); });
}

void Worker::setConcurrency(int concurrency)
{
    d->concurrency = std::max(concurrency, 1);
    d->post([concurrency = d->concurrency](WorkerLoop& loop) { loop.setConcurrency(concurrency); });
}

void Worker::pause()
{
    d->paused = true;
    d->post([](WorkerLoop& loop) { loop.pause(); });
}

void Worker::resume()
{
    d->paused = false;
    d->post([](WorkerLoop& loop) { loop.resume(); });
}

void Worker::cancelJob(const JobId& job, const QString& reason)
{
    d->post([job, why = reason.toUtf8()](WorkerLoop& loop) { loop.cancelJob(job, why); });
}

void Worker::cancelAllJobs(const QString& reason)
{
    d->post([why = reason.toUtf8()](WorkerLoop& loop) { loop.cancelAllJobs(why); });
}

void Worker::close(Milliseconds grace)
{
    d->post([grace](WorkerLoop& loop) { loop.close(grace); });
}

void Worker::connectNotify(const QMetaMethod&)
{
    updateListeners();
}

//! Called with Qt's lock of the signal lists held when a receiver is being destroyed: looking at the lists
//! right here would wait for that lock for ever.
void Worker::disconnectNotify(const QMetaMethod&)
{
    QMetaObject::invokeMethod(this, &Worker::updateListeners, Qt::QueuedConnection);
}

void Worker::updateListeners()
{
    const auto heard = [this](const QMetaMethod& signal, WorkerEvents::Kind kind) -> quint32 {
        return isSignalConnected(signal) ? static_cast<quint32>(kind) : 0U;
    };
    d->events.setWanted(heard(QMetaMethod::fromSignal(&Worker::active), WorkerEvents::Active)
        | heard(QMetaMethod::fromSignal(&Worker::progress), WorkerEvents::Progress)
        | heard(QMetaMethod::fromSignal(&Worker::completed), WorkerEvents::Completed)
        | heard(QMetaMethod::fromSignal(&Worker::failed), WorkerEvents::Failed));
}

} // namespace drover
