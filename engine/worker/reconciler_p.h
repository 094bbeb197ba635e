// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/uniquefunction.h"
#include "worker/workercore_p.h"

#include <QObject>

#include <vector>

namespace drover {

//! A job in `active` and the token of its lock.
struct HeldJob {
    JobId id;
    QByteArray token;
    bool operator==(const HeldJob&) const = default;
};

//! Finds the jobs in `active` that a worker id holds. A reply that was lost with a connection can leave a job
//! locked that no slot knows of; a worker that was killed leaves all of its jobs so.
class Reconciler final : public QObject {
    Q_OBJECT
public:
    using Found = UniqueFunction<void(Result<std::vector<HeldJob>>)>;

    explicit Reconciler(WorkerCore& core);

    //! Not called when the connection breaks meanwhile: the next `ready` starts anew. An error of Redis is
    //! told.
    void find(const QByteArray& workerId, Found found);

private:
    struct Search;
    void readLocks(std::shared_ptr<Search> search);

    WorkerCore& m_core;
};

} // namespace drover
