// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "health/diagnosis/diagnosis.h"
#include "health/diagnosis/diagnosisfindings_p.h"
#include "health/diagnosis/eventledger_p.h"
#include "health/diagnosis/jobsnapshot_p.h"
#include "health/diagnosis/keynames_p.h"
#include "health/diagnosis/seenjobs_p.h"
#include "redis/redisconnection.h"

#include <QCoroTask>
#include <QPointer>

#include <functional>
#include <map>

namespace drover {

//! The reading behind Diagnosis: walks over events, states and keys, first looks, second looks.
class DiagnosisRun final {
public:
    DiagnosisRun(RedisConnection& connection, QueueId queue, DiagnosisOptions options);

    QCoro::Task<Result<DiagnosisReport>> run();
    void cancel() { m_isCancelled = true; }

    std::function<void(const DiagnosisProgress&)> onProgress;

private:
    using Replies = std::vector<Reply>;
    using Suspicions = std::vector<Suspicion>;
    struct Entry {
        JobId id;
        double score = 0;
    };

    //! All reads go through here: one batch, an error for a refusal and once cancel() was called.
    QCoro::Task<Result<Replies>> read(std::vector<Command> commands);
    QCoro::Task<Result<Replies>> readAtOnce(std::vector<Command> commands);

    QCoro::Task<Status> readSize();
    QCoro::Task<Status> walkEvents();
    QCoro::Task<Status> walkState(JobState state);
    QCoro::Task<Status> lookAt(JobState state, std::vector<Entry> entries);
    void lookAt(
        JobState state, const Entry& entry, const JobFields& fields, bool hasReason, Suspicions& found);
    QCoro::Task<Status> walkKeys();
    QCoro::Task<Status> lookAtNames(std::vector<KeyName> names);
    QCoro::Task<Status> lookForPlaces(std::vector<JobId> ids);
    QCoro::Task<Status> walkMarks();
    QCoro::Task<Status> compareEnds();
    QCoro::Task<Status> lookAtMarker();
    QCoro::Task<Result<QByteArray>> headWithoutMarker();
    QCoro::Task<Status> lookAtCounter();

    QCoro::Task<Status> doubt(Suspicions suspicions);
    void judge(const Suspicion& suspicion, const Reply& executed);
    void tell(Invariant invariant, const QByteArray& subject, const QByteArray& text);
    void noteNumber(const JobId& id);
    void progress() const;
    [[nodiscard]] DiagnosisReport report() const;

    QPointer<RedisConnection> m_connection;
    const QueueId m_queue;
    const DiagnosisOptions m_options;
    bool m_isCancelled = false;

    SeenJobs m_seen;
    EventLedger m_ledger;
    qint64 m_eventsSince = 0; //!< the stream is complete from here on, ms
    qint64 m_largestId = 0;
    QHash<QByteArray, JobId> m_nextOf; //!< by scheduler
    Suspicions m_completedUntold;
    std::map<Invariant, Breach> m_breaches;
    DiagnosisProgress m_progress;
};

} // namespace drover
