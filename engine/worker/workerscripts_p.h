// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "scripts/scriptrunner.h"
#include "worker/workersetup_p.h"

#include <array>
#include <vector>

namespace drover {

//! What a failed attempt writes into the job.
struct FailureFields {
    QByteArray failedReason;
    JsonText stacktrace;

    bool operator==(const FailureFields&) const = default;
};

//! How a job leaves `active`. Kept until the answer is known, so that a lost one can be settled.
struct FinishPlan {
    enum class Kind : quint8 { Complete, Fail, Delay, RetryNow, HandBack };
    Kind kind = Kind::Complete;
    JsonText result; //!< of Complete
    FailureFields failure; //!< of Fail, Delay, RetryNow
    double delay = 0; //!< of Delay, ms
    KeepJobs keep; //!< of Complete, Fail
    bool fetchNext = false;
    qint64 timestamp = 0; //!< set when it is sent
};

//! The script calls of a worker, KEYS and ARGV in upstream's order (class RedisQueueBackend in bullmq).
class WorkerScripts final {
public:
    WorkerScripts(const WorkerSetup& setup, RedisConnection& connection);

    void moveToActive(const QByteArray& token, qint64 now, ReplyHandler handler);
    //! moveToFinished, moveToDelayed, retryJob or moveJobFromActiveToWait.
    void finish(const Job& job, const QByteArray& token, const FinishPlan& plan, ReplyHandler handler);
    void handBack(const JobId& job, const QByteArray& token, ReplyHandler handler);
    //! By the processor itself: no attempt is counted.
    void moveToDelayed(
        const JobId& job, const QByteArray& token, qint64 now, qint64 delay, ReplyHandler handler);
    void extendLocks(
        const std::vector<JobId>& jobs, const std::vector<QByteArray>& tokens, ReplyHandler handler);
    void moveStalledJobsToWait(qint64 now, ReplyHandler handler);
    void updateProgress(const JobId& job, const JsonText& progress, ReplyHandler handler);
    void addLog(const JobId& job, const QByteArray& row, std::optional<int> keep, ReplyHandler handler);
    void updateData(const JobId& job, const JsonText& data, ReplyHandler handler);
    //! The next iteration of the scheduler that made `job`; `packedOptions` as addJob takes them.
    void updateJobScheduler(
        const Job& job, const QByteArray& packedOptions, qint64 now, ReplyHandler handler);

    [[nodiscard]] QByteArray jobKey(const JobId& job) const { return m_base + job; }
    [[nodiscard]] QByteArray lockKey(const JobId& job) const { return m_base + job + ":lock"; }

private:
    void moveToFinished(
        const Job& job, const QByteArray& token, const FinishPlan& plan, ReplyHandler handler);
    void delay(const Job& job, const QByteArray& token, const FinishPlan& plan, ReplyHandler handler);
    void retryNow(const Job& job, const QByteArray& token, const FinishPlan& plan, ReplyHandler handler);
    [[nodiscard]] QByteArray packedFetch(const QByteArray& token) const;
    [[nodiscard]] QByteArray packedFinish(const Job& job, const QByteArray& token, const KeepJobs& keep);
    [[nodiscard]] static QByteArray packed(const FailureFields& fields);

    const WorkerSetup& m_setup;
    ScriptRunner m_runner;
    QByteArray m_base;
    std::array<QByteArray, 11> m_activeKeys;
    std::array<QByteArray, 14> m_finishKeys;
    std::array<QByteArray, 11> m_delayKeys;
    std::array<QByteArray, 11> m_retryKeys;
    std::array<QByteArray, 9> m_handBackKeys;
    quint32 m_fetchMemberCount = 0; // before what counts them
    QByteArray m_fetchMembers; //!< name, limiter, lockDuration: packed once
    QByteArray m_finishMembers; //!< the same for moveToFinished, with maxMetricsSize
    KeepJobs m_lastKeep;
    QByteArray m_lastKeepPacked;
};

} // namespace drover
