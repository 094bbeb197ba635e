// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "health/finding.h"
#include "protocol/queueid.h"

#include <QObject>

#include <chrono>
#include <memory>

namespace drover {

class RedisConnection;

struct DiagnosisOptions {
    qsizetype mostJobs = 4000000; //!< remembered at once, about 25 bytes each; of more not all are compared
    int page = 500; //!< jobs or keys a round trip
    std::chrono::milliseconds patience{1000}; //!< between two looks at what workers set right by themselves
};

//! How far it is.
struct DiagnosisProgress {
    qint64 jobs = 0; //!< looked at in their states
    qint64 allJobs = 0; //!< at the beginning
    qint64 keys = 0; //!< of the queue, looked at by name
};

struct DiagnosisReport {
    std::vector<Finding> findings; //!< heaviest first; empty = every invariant holds
    qint64 jobs = 0;
    qint64 keys = 0;
    qint64 events = 0;
    bool isComplete = true; //!< false: there were more jobs or events than are remembered
};

//! Holds a queue against the invariants that BullMQ keeps whatever happens: each job in one state, with its
//! data, its keys, its lock. Plain reads in pages, so that it may run on a production queue. Workers may be
//! busy meanwhile: whatever looks wrong is read a second time, all of it in one transaction, before it is
//! told. Thread-affine; borrows the connection; start it once.
class Diagnosis final : public QObject {
    Q_OBJECT
public:
    Diagnosis(
        RedisConnection& connection, QueueId queue, DiagnosisOptions options = {}, QObject* parent = nullptr);
    ~Diagnosis() override;

    void start();
    //! finished() comes with ErrorCode::Cancelled.
    void cancel();

Q_SIGNALS:
    //! After each page.
    void progressed(const drover::DiagnosisProgress& progress);
    //! Exactly once; NotFound when there is no such queue.
    void finished(const drover::Result<drover::DiagnosisReport>& report);

private:
    class Private;
    std::shared_ptr<Private> d; //!< shared with the reading under way, which may outlive this
};

} // namespace drover

Q_DECLARE_METATYPE(drover::DiagnosisProgress)
Q_DECLARE_METATYPE(drover::DiagnosisReport)
