// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/workerscripts_p.h"

#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"
#include "protocol/msgpack.h"

namespace drover {
namespace {

template <size_t N>
std::array<QByteArray, N> keysOf(const QueueId& queue, const std::array<const char*, N>& suffixes)
{
    std::array<QByteArray, N> keys;
    for (size_t i = 0; i < N; ++i)
        keys[i] = queue.key(suffixes[i]);
    return keys;
}

QByteArray flag(bool value)
{
    return value ? QByteArrayLiteral("1") : QByteArrayLiteral("0");
}

//! Members `name` and `limiter` when set, and `lockDuration`; their number goes to `count`.
QByteArray packedOptions(const WorkerOptions& options, quint32& count)
{
    MsgPackWriter writer;
    count = 1;
    writer.member("lockDuration", options.lockDuration.count());
    if (!options.name.isEmpty()) {
        writer.member("name", options.name);
        ++count;
    }
    if (options.limiter) {
        writer.str("limiter").map(2).member("max", options.limiter->max);
        writer.member("duration", options.limiter->duration.count());
        ++count;
    }
    return writer.take();
}

//! `maxMetricsSize` must be an empty text when metrics are off. The four flags of failing children are part
//! of the call, but the script reads them from the child's `parent` field.
QByteArray packedFinishOptions(int metricsPoints)
{
    MsgPackWriter writer;
    if (metricsPoints > 0)
        writer.member("maxMetricsSize", metricsPoints);
    else
        writer.member("maxMetricsSize", QByteArrayView(""));
    for (const char* name : {"fpof", "cpof", "idof", "rdof"})
        writer.str(name).boolean(false);
    return writer.take();
}

constexpr quint32 finishOptionCount = 5;

} // namespace

WorkerScripts::WorkerScripts(const WorkerSetup& setup, RedisConnection& connection)
    : m_setup(setup)
    , m_runner(connection)
    , m_base(setup.queue.base())
    , m_activeKeys(keysOf<11>(setup.queue,
          {"wait", "active", "prioritized", "events", "stalled", "limiter", "delayed", "paused", "meta", "pc",
              "marker"}))
    , m_finishKeys(keysOf<14>(setup.queue,
          {"wait", "active", "prioritized", "events", "stalled", "limiter", "delayed", "paused", "meta", "pc",
              "completed", "", "metrics:completed", "marker"}))
    , m_delayKeys(keysOf<11>(setup.queue,
          {"marker", "active", "prioritized", "delayed", "", "events", "meta", "stalled", "wait", "limiter",
              "pc"}))
    , m_retryKeys(keysOf<11>(setup.queue,
          {"active", "wait", "paused", "", "meta", "events", "delayed", "prioritized", "pc", "marker",
              "stalled"}))
    , m_handBackKeys(keysOf<9>(setup.queue,
          {"active", "wait", "stalled", "paused", "meta", "limiter", "prioritized", "marker", "events"}))
    , m_fetchMembers(packedOptions(setup.options, m_fetchMemberCount))
    , m_finishMembers(m_fetchMembers + packedFinishOptions(setup.options.metricsPoints))
{
}

QByteArray WorkerScripts::packedFetch(const QByteArray& token) const
{
    MsgPackWriter writer;
    writer.map(m_fetchMemberCount + 1).member("token", token);
    return writer.take() + m_fetchMembers;
}

QByteArray WorkerScripts::packedFinish(const Job& job, const QByteArray& token, const KeepJobs& keep)
{
    if (m_lastKeepPacked.isEmpty() || m_lastKeep != keep) {
        m_lastKeep = keep;
        m_lastKeepPacked = packKeepJobs(keep);
    }
    MsgPackWriter writer;
    writer.map(m_fetchMemberCount + finishOptionCount + 3).member("token", token);
    writer.member("attempts", job.options.attempts.value_or(0)).str("keepJobs");
    QByteArray bytes = writer.take();
    bytes.reserve(bytes.size() + m_lastKeepPacked.size() + m_finishMembers.size());
    bytes += m_lastKeepPacked;
    bytes += m_finishMembers;
    return bytes;
}

QByteArray WorkerScripts::packed(const FailureFields& fields)
{
    MsgPackWriter writer;
    writer.array(4).str("failedReason").str(fields.failedReason).str("stacktrace").str(fields.stacktrace);
    return writer.take();
}

void WorkerScripts::moveToActive(const QByteArray& token, qint64 now, ReplyHandler handler)
{
    const std::array arguments{m_base, QByteArray::number(now), packedFetch(token)};
    m_runner.run(ScriptId::MoveToActive, m_activeKeys, arguments, Repeat::Never, std::move(handler));
}

void WorkerScripts::finish(
    const Job& job, const QByteArray& token, const FinishPlan& plan, ReplyHandler handler)
{
    switch (plan.kind) {
    case FinishPlan::Kind::Complete:
    case FinishPlan::Kind::Fail:
        return moveToFinished(job, token, plan, std::move(handler));
    case FinishPlan::Kind::Delay:
        return delay(job, token, plan, std::move(handler));
    case FinishPlan::Kind::RetryNow:
        return retryNow(job, token, plan, std::move(handler));
    case FinishPlan::Kind::HandBack:
        return handBack(job.id, token, std::move(handler));
    }
}

void WorkerScripts::moveToFinished(
    const Job& job, const QByteArray& token, const FinishPlan& plan, ReplyHandler handler)
{
    static const QByteArray completed = QByteArrayLiteral("completed");
    static const QByteArray failed = QByteArrayLiteral("failed");
    static const QByteArray returnvalue = QByteArrayLiteral("returnvalue");
    static const QByteArray failedReason = QByteArrayLiteral("failedReason");
    const bool done = plan.kind == FinishPlan::Kind::Complete;
    const QByteArray& target = done ? completed : failed;
    m_finishKeys[10] = m_base + target;
    m_finishKeys[11] = jobKey(job.id);
    m_finishKeys[12] = m_base + "metrics:" + target;
    const std::array arguments{job.id, QByteArray::number(plan.timestamp), done ? returnvalue : failedReason,
        done ? plan.result : plan.failure.failedReason, target, flag(plan.fetchNext), m_base,
        packedFinish(job, token, plan.keep), done ? QByteArray() : packed(plan.failure)};
    m_runner.run(ScriptId::MoveToFinished, m_finishKeys, arguments, Repeat::Never, std::move(handler));
}

void WorkerScripts::delay(
    const Job& job, const QByteArray& token, const FinishPlan& plan, ReplyHandler handler)
{
    m_delayKeys[4] = jobKey(job.id);
    const std::array arguments{m_base, QByteArray::number(plan.timestamp), job.id, token,
        json::encodeNumber(plan.delay), flag(false), packed(plan.failure), flag(plan.fetchNext),
        plan.fetchNext ? packedFetch(token) : QByteArray()};
    m_runner.run(ScriptId::MoveToDelayed, m_delayKeys, arguments, Repeat::Never, std::move(handler));
}

void WorkerScripts::moveToDelayed(
    const JobId& job, const QByteArray& token, qint64 now, qint64 delay, ReplyHandler handler)
{
    m_delayKeys[4] = jobKey(job);
    const std::array arguments{m_base, QByteArray::number(now), job, token, QByteArray::number(delay),
        flag(true), QByteArray(), flag(false), QByteArray()};
    m_runner.run(ScriptId::MoveToDelayed, m_delayKeys, arguments, Repeat::Never, std::move(handler));
}

void WorkerScripts::retryNow(
    const Job& job, const QByteArray& token, const FinishPlan& plan, ReplyHandler handler)
{
    m_retryKeys[3] = jobKey(job.id);
    const bool lifo = job.options.lifo.value_or(false);
    const std::array arguments{m_base, QByteArray::number(plan.timestamp),
        lifo ? QByteArrayLiteral("RPUSH") : QByteArrayLiteral("LPUSH"), job.id, token, packed(plan.failure)};
    m_runner.run(ScriptId::RetryJob, m_retryKeys, arguments, Repeat::Never, std::move(handler));
}

void WorkerScripts::handBack(const JobId& job, const QByteArray& token, ReplyHandler handler)
{
    const std::array arguments{job, token, jobKey(job)};
    m_runner.run(
        ScriptId::MoveJobFromActiveToWait, m_handBackKeys, arguments, Repeat::Never, std::move(handler));
}

void WorkerScripts::extendLocks(
    const std::vector<JobId>& jobs, const std::vector<QByteArray>& tokens, ReplyHandler handler)
{
    const auto packedTexts = [](const std::vector<QByteArray>& texts) {
        MsgPackWriter writer;
        writer.array(static_cast<quint32>(texts.size()));
        for (const QByteArray& text : texts)
            writer.str(text);
        return writer.take();
    };
    const std::array<QByteArray, 1> keys{m_base + "stalled"};
    const std::array arguments{m_base, packedTexts(tokens), packedTexts(jobs),
        QByteArray::number(m_setup.options.lockDuration.count())};
    m_runner.run(ScriptId::ExtendLocks, keys, arguments, Repeat::Safe, std::move(handler));
}

void WorkerScripts::moveStalledJobsToWait(qint64 now, ReplyHandler handler)
{
    const auto keys = keysOf<9>(m_setup.queue,
        {"stalled", "wait", "active", "stalled-check", "meta", "paused", "marker", "events", "repeat"});
    const std::array arguments{QByteArray::number(m_setup.options.maxStalledCount), m_base,
        QByteArray::number(now), QByteArray::number(m_setup.options.stalledInterval.count())};
    m_runner.run(ScriptId::MoveStalledJobsToWait, keys, arguments, Repeat::Safe, std::move(handler));
}

void WorkerScripts::updateProgress(const JobId& job, const JsonText& progress, ReplyHandler handler)
{
    const std::array<QByteArray, 3> keys{jobKey(job), m_base + "events", m_base + "meta"};
    const std::array arguments{job, progress};
    m_runner.run(ScriptId::UpdateProgress, keys, arguments, Repeat::Safe, std::move(handler));
}

void WorkerScripts::addLog(
    const JobId& job, const QByteArray& row, std::optional<int> keep, ReplyHandler handler)
{
    const std::array<QByteArray, 2> keys{jobKey(job), jobKey(job) + ":logs"};
    const std::array arguments{job, row, keep.value_or(0) != 0 ? QByteArray::number(*keep) : QByteArray()};
    m_runner.run(ScriptId::AddLog, keys, arguments, Repeat::Never, std::move(handler));
}

void WorkerScripts::updateData(const JobId& job, const JsonText& data, ReplyHandler handler)
{
    const std::array<QByteArray, 1> keys{jobKey(job)};
    const std::array arguments{data};
    m_runner.run(ScriptId::UpdateData, keys, arguments, Repeat::Safe, std::move(handler));
}

void WorkerScripts::updateJobScheduler(
    const Job& job, const QByteArray& packedOptions, qint64 now, ReplyHandler handler)
{
    auto keys = keysOf<12>(m_setup.queue,
        {"repeat", "delayed", "wait", "paused", "meta", "prioritized", "marker", "id", "events", "pc", "",
            "active"});
    keys[10] = jobKey(job.id);
    const std::array arguments{
        QByteArray(), job.repeatJobKey, job.data, packedOptions, QByteArray::number(now), m_base, job.id};
    m_runner.run(ScriptId::UpdateJobScheduler, keys, arguments, Repeat::Safe, std::move(handler));
}

} // namespace drover
