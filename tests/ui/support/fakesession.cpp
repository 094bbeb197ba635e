// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/support/fakesession.h"

#include "core/clock.h"

#include <QTimer>

#include <array>

namespace drover::ui {

void FakeSession::later(std::function<void()> answer)
{
    if (!silent)
        QTimer::singleShot(0, this, std::move(answer));
}

RequestId FakeSession::readQueues(Extent extent)
{
    ++queueReadings;
    fullReadings += extent == Extent::Full ? 1 : 0;
    const RequestId id = ++m_last;
    later([this, id] {
        QueuesSnapshot snapshot = error ? QueuesSnapshot() : queues;
        snapshot.error = error;
        snapshot.readAt = Clock::system().now().count();
        Q_EMIT queuesRead(id, snapshot);
    });
    return id;
}

void FakeSession::setLink(const LinkFacts& link)
{
    linkValue = link;
    Q_EMIT linkChanged(link);
}

void FakeSession::setLock(std::chrono::milliseconds time)
{
    unlockedFor = time;
    m_unlockedUntil = time.count() > 0 ? Clock::system().now().count() + time.count() : 0;
    identityValue.readOnly = m_unlockedUntil == 0;
    Q_EMIT lockChanged();
}

namespace {
QueueFacts shopQueue(const char* name, qint64 waiting, qint64 active, qint64 failed, int workers)
{
    QueueFacts facts;
    facts.summary.queue.name = name;
    facts.summary.counts[JobState::Waiting] = waiting;
    facts.summary.counts[JobState::Active] = active;
    facts.summary.counts[JobState::Delayed] = waiting % 211;
    facts.summary.counts[JobState::Completed] = 1000;
    facts.summary.counts[JobState::Failed] = failed;
    facts.summary.version = "bullmq:6.7.0";
    facts.workers = workers;
    return facts;
}

struct Cause {
    const char* name;
    const char* reason;
    const char* trace;
    int attempts;
};

constexpr std::array causes{
    Cause{"sendReceipt", "connect ECONNREFUSED 10.0.4.12:587",
        "Error: connect ECONNREFUSED 10.0.4.12:587\\n    at TCPConnectWrap.afterConnect "
        "(node:net:1555:16)\\n    at "
        "sendMail (/srv/mail/smtp.js:88:11)\\n    at processor (/srv/mail/worker.js:31:5)",
        3},
    Cause{"sendWelcome", "550 5.1.1 <nobody@example.org> unknown", "", 5},
    Cause{"sendDigest", "Template receipt-v3 not found", "", 1},
    Cause{"sendWelcome", "Job exceeded 30000 ms", "", 3},
};
} // namespace

void FakeSession::fillWithShop()
{
    identityValue = {QStringLiteral("shop-eu"),
        QStringLiteral("redis-1.internal:6380 \u00b7 TLS \u00b7 db 0"), Environment::Staging, false, false,
        false, {"bull"}};
    linkValue.state = LinkState::Ready;
    linkValue.latency = 2.1;
    linkValue.version = "7.0.15";
    linkValue.evictionPolicy = "noeviction";
    linkValue.aof = true;
    linkValue.usedMemory = 1900000000;
    linkValue.maxMemory = 4000000000;
    linkValue.commandsPerSecond = 4;
    queues.complete = true;
    queues.queues = {shopQueue("billing.invoices", 12, 2, 0, 4), shopQueue("billing.refunds", 0, 0, 0, 0),
        shopQueue("mail.outgoing", 18204, 50, 412, 4), shopQueue("mail.digest", 0, 0, 3, 1),
        shopQueue("media.transcode", 96, 4, 17, 2), shopQueue("search.index", 4210, 39, 0, 0),
        shopQueue("webhooks", 33, 5, 58, 3)};
    const qint64 now = Clock::system().now().count();
    QList<JobEntry> failed;
    for (int i = 0; i < 120; ++i) {
        const Cause& cause = causes.at(static_cast<size_t>(i % 7 < 4 ? 0 : i % 4));
        JobFacts facts;
        Job& job = facts.row.job;
        facts.state = JobState::Failed;
        facts.readAt = now;
        job.id = QByteArray::number(90412 - i * 7);
        job.name = cause.name;
        job.data = R"({"order":)" + QByteArray::number(770180 + i * 13)
            + R"(,"customer":"c-9912","total":1.10,"template":"receipt-v4","items":[{"sku":"A-1","n":2},{"sku":"B-7","n":1}]})";
        job.opts = R"({"attempts":)" + QByteArray::number(cause.attempts)
            + R"(,"backoff":{"type":"exponential","delay":1000}})";
        job.options.attempts = cause.attempts;
        job.attemptsMade = cause.attempts;
        job.attemptsStarted = cause.attempts;
        job.timestamp = now - 60000LL * i - 41000;
        job.processedOn = now - 60000LL * i - 1200;
        job.finishedOn = now - 60000LL * i;
        job.processedBy = "mail-" + QByteArray::number(i % 4);
        job.failedReason = cause.reason;
        if (*cause.trace != '\0')
            job.stacktrace = "[\"" + QByteArray(cause.trace) + "\",\"" + QByteArray(cause.trace) + "\"]";
        facts.row.dataSize = job.data.size();
        m_inspector.jobs.insert(job.id, facts);
        failed.append(JobEntry::fromJob(job));
    }
    m_jobs.rows.insert(static_cast<int>(JobState::Failed), failed);
    m_jobs.causes.looked = m_jobs.causes.total = 400;
    m_jobs.causes.groups = {{normalizeReason(causes[0].reason), "sendMail (smtp.js)", 301, now - 90000000,
                                now - 1000, {"sendReceipt", "sendWelcome"}, "90412", 12, 188, 301},
        {normalizeReason(causes[1].reason), "", 77, now - 9000000, now - 60000, {"sendWelcome"}, "90405", 3,
            41, 77},
        {normalizeReason(causes[2].reason), "", 22, now - 400000000, now - 3600000, {"sendDigest"}, "90398",
            0, 9, 22}};
}

} // namespace drover::ui
