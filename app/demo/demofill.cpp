// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "demo/demofill_p.h"

#include <QDateTime>

namespace drover {
namespace {

constexpr Milliseconds playLimit{60000};

int countOf(const std::vector<Result<JobId>>& ids)
{
    int count = 0;
    for (const Result<JobId>& id : ids) {
        count += id ? 1 : 0;
    }
    return count;
}

} // namespace

DemoFill::DemoFill(RedisConnection& connection, const DemoOptions& options, StoryQueue story,
    bool leaveStalled, QObject* parent)
    : QObject(parent)
    , m_connection(connection)
    , m_options(options)
    , m_story(std::move(story))
    , m_leaveStalled(leaveStalled)
    , m_queue({options.prefix, m_story.name}, connection, WriteGate::open())
{
    m_limit.setSingleShot(true);
    m_limit.setInterval(playLimit);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        end({ErrorCode::Timeout, QStringLiteral("the demo's worker did not finish"), {}});
    });
}

DemoFill::~DemoFill() = default;

void DemoFill::start()
{
    // The counter of ids is there as soon as a job was ever added, and stays.
    m_connection.request({"EXISTS", m_queue.id().key("id")}).then(this, [this](const Result<Reply>& reply) {
        if (!reply) {
            end(reply.error());
        } else if (reply->toInteger() > 0) {
            Q_EMIT done(0, 0);
        } else {
            addHistory();
        }
    });
}

void DemoFill::addHistory()
{
    m_queue.addBulk(std::move(m_story.history))
        .then(this, [this](const Result<std::vector<Result<JobId>>>& ids) {
            if (!ids) {
                end(ids.error());
                return;
            }
            m_expected = countOf(*ids);
            m_added += m_expected;
            play();
        });
}

void DemoFill::play()
{
    WorkerOptions options;
    options.name = "demo";
    options.concurrency = 10;
    options.metricsPoints = 120;
    m_worker = std::make_unique<Worker>(
        m_queue.id(), m_options.connection, demoProcessor(std::make_shared<MendedCauses>(), 0), options);
    connect(m_worker.get(), &Worker::completed, this, [this] { settle(false); });
    connect(m_worker.get(), &Worker::failed, this, [this](const Job& job, const JobFailure&, bool willRetry) {
        // A job in back-off stays delayed, that is part of the picture.
        if (!willRetry || job.options.backoff) {
            settle(!willRetry);
        }
    });
    connect(m_worker.get(), &Worker::closed, this, [this] {
        m_worker.release()->deleteLater();
        addStanding();
    });
    m_limit.start();
    m_worker->run();
}

void DemoFill::settle(bool failed)
{
    m_failed += failed ? 1 : 0;
    if (++m_settled == m_expected) {
        m_limit.stop();
        m_worker->close(Milliseconds(2000));
    }
}

void DemoFill::addStanding()
{
    m_queue.addBulk(std::move(m_story.standing))
        .then(this, [this](const Result<std::vector<Result<JobId>>>& ids) {
            if (!ids) {
                end(ids.error());
                return;
            }
            m_added += countOf(*ids);
            m_leaveStalled ? leaveStalled() : Q_EMIT done(m_added, m_failed);
        });
}

//! What a worker leaves that was killed a while ago: the job is active, its lock has run out. The stalled
//! check of any worker brings it back.
void DemoFill::leaveStalled()
{
    const QueueId id = m_queue.id();
    m_connection.request({"LMOVE", id.key(JobState::Waiting), id.key(JobState::Active), "RIGHT", "LEFT"})
        .then(this, [this, id](const Result<Reply>& moved) {
            if (!moved || !moved->isText()) {
                Q_EMIT done(m_added, m_failed);
                return;
            }
            const QByteArray since = QByteArray::number(QDateTime::currentMSecsSinceEpoch() - 95 * 1000);
            m_connection
                .request({"HSET", id.job(moved->text), "processedOn", since, "ats", "1", "pb", "worker-3"})
                .then(this, [this](const Result<Reply>&) { Q_EMIT done(m_added, m_failed); });
        });
}

void DemoFill::end(const Error& error)
{
    m_limit.stop();
    Q_EMIT failed(error);
}

} // namespace drover
