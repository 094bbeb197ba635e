// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "demo/demolive_p.h"

#include <QRandomGenerator>

#include <array>
#include <utility>

namespace drover {
namespace {

constexpr Milliseconds beat{700};
constexpr Milliseconds grace{2000};
// When a cause is gone, from the start on: first the one with most failures, so that a first retry succeeds
// soon.
constexpr std::array<std::pair<const char*, std::chrono::seconds>, 4> repairs{
    {{"smtp", std::chrono::seconds(45)}, {"partner", std::chrono::seconds(180)},
        {"search", std::chrono::seconds(420)}, {"cdn", std::chrono::seconds(900)}}};

WorkerOptions workerOptions(const QByteArray& queue)
{
    WorkerOptions options;
    options.name = "demo";
    options.concurrency = queue == "media.transcode" ? 2 : 3;
    options.metricsPoints = 120;
    options.removeOnComplete = KeepJobs{1000, std::nullopt, std::nullopt};
    options.removeOnFail = KeepJobs{1000, std::nullopt, std::nullopt};
    return options;
}

} // namespace

DemoLive::DemoLive(RedisConnection& connection, const DemoOptions& options,
    std::shared_ptr<MendedCauses> mended, QObject* parent)
    : QObject(parent)
    , m_mended(std::move(mended))
    , m_story(QRandomGenerator::global()->generate())
{
    for (const QByteArray& name : Story::queueNames()) {
        const QueueId id{options.prefix, name};
        m_queues.push_back(std::make_unique<Queue>(id, connection, WriteGate::open()));
        m_workers.push_back(std::make_unique<Worker>(
            id, options.connection, demoProcessor(m_mended, 1), workerOptions(name)));
        connect(m_workers.back().get(), &Worker::closed, this, [this] {
            if (--m_open == 0) {
                Q_EMIT stopped();
            }
        });
    }
    m_producer.setInterval(beat);
    connect(&m_producer, &QTimer::timeout, this, &DemoLive::produce);
}

DemoLive::~DemoLive() = default;

void DemoLive::start()
{
    for (const auto& [cause, after] : repairs) {
        QTimer::singleShot(after, this, [this, name = QByteArray(cause)] { m_mended->add(name); });
    }
    for (const auto& worker : m_workers) {
        worker->run();
        ++m_open;
    }
    m_producer.start();
}

void DemoLive::stop()
{
    m_producer.stop();
    for (const auto& worker : m_workers) {
        worker->close(grace);
    }
}

void DemoLive::produce()
{
    // Redis being away is no matter: the next beat tries again.
    QRandomGenerator& dice = *QRandomGenerator::global();
    Queue& queue = *m_queues[dice.bounded(quint32(m_queues.size()))];
    NewJob job = m_story.next(queue.id().name);
    if (dice.bounded(8) == 0) {
        job.options.delay = double(5000 + dice.bounded(60000));
    } else if (dice.bounded(8) == 0) {
        job.options.priority = int(1 + dice.bounded(10));
    }
    const QFuture<Result<JobId>> ignored = queue.add(std::move(job));
    Q_UNUSED(ignored)
}

} // namespace drover
