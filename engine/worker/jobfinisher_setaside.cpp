// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/jobfinisher_p.h"

#include <utility>

namespace drover {

void JobFinisher::setAside(const ActiveJobPtr& job, const JobDamage& damage)
{
    const QByteArray key = m_core.scripts.jobKey(job->job().id);
    if (!damage.fields.empty()) {
        std::vector<Command> commands;
        for (const auto& [name, value] : damage.fields) {
            commands.push_back({"HSET", key, QByteArray("damaged:" + name), value});
            commands.push_back({"HDEL", key, name});
        }
        m_core.connection.sendBatch(std::move(commands), [](const Result<std::vector<Reply>>&) {});
    }
    const JobFailure failure{
        JobFailure::Kind::Unrecoverable, "damaged job: " + damage.reasons.join("; "), {}};
    finish(job, failure);
}

void JobFinisher::park(const JobId& job, const QByteArray& reason)
{
    const QueueId& queue = m_core.setup->queue;
    const QByteArray now = QByteArray::number(m_core.now());
    const QByteArray text = "damaged job: " + reason;
    std::vector<Command> commands;
    commands.push_back({"MULTI"});
    commands.push_back({"LREM", queue.key(JobState::Active), "1", job});
    commands.push_back({"DEL", m_core.scripts.lockKey(job)});
    commands.push_back({"SREM", queue.key("stalled"), job});
    commands.push_back({"ZADD", queue.key(JobState::Failed), now, job});
    commands.push_back({"XADD", queue.key("events"), "MAXLEN", "~", "10000", "*", "event", "failed", "jobId",
        job, "failedReason", text, "prev", "active"});
    // Fails alone when the key is no hash; EXEC carries out the rest.
    commands.push_back({"HSET", m_core.scripts.jobKey(job), "failedReason", text, "finishedOn", now});
    commands.push_back({"EXEC"});
    m_core.connection.sendBatch(std::move(commands), [](const Result<std::vector<Reply>>&) {});
}

void JobFinisher::handBack(const ActiveJobPtr& job, std::function<void(bool)> done)
{
    job->lost = true; // whatever its processor still says is dropped
    job->handingBack = true; // a processor that obeys the stop at once must not close the connection by that
    job->requestStop(QByteArrayLiteral("the worker was closed"));
    askBack({job, std::move(done)}, false);
}

//! Asked again after a lost answer: refused, because our lock is gone, says that the first time was enough.
void JobFinisher::askBack(HandingBack back, bool isAgain)
{
    const ActiveJobPtr job = back.job;
    m_core.scripts.handBack(
        job->job().id, job->token(), [this, back = std::move(back), isAgain](const Result<Reply>& reply) {
            if (!reply) {
                m_unsettledBacks.push_back(back);
                if (m_core.connection.isReady())
                    settleBacks();
                return;
            }
            back.done(reply->isInteger() && (isAgain || reply->integer >= 0));
            release(back.job);
        });
}

void JobFinisher::settleBacks()
{
    for (HandingBack& back : std::exchange(m_unsettledBacks, {}))
        askBack(std::move(back), true);
}

} // namespace drover
