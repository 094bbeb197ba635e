// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/callqueue_p.h"
#include "worker/worker.h"

#include <atomic>

namespace drover {

//! The way from the I/O thread to the facade's signals. Happenings of single jobs are built only when
//! somebody listens: copying a job and crossing a thread costs more than finishing it.
class WorkerEvents final {
public:
    enum Kind : quint32 {
        Active = 1,
        Progress = 2,
        Completed = 4,
        Failed = 8,
    };

    explicit WorkerEvents(Worker& facade);

    [[nodiscard]] bool wants(Kind kind) const { return m_wanted.load(std::memory_order_relaxed) & kind; }
    void setWanted(quint32 kinds) { m_wanted.store(kinds, std::memory_order_relaxed); }
    //! Runs on the facade's thread, in order.
    void post(UniqueFunction<void(Worker&)> happening);
    //! On the facade's thread, before it goes.
    void close() { m_queue->close(); }

    std::atomic<int> activeJobs = 0;

private:
    Worker& m_facade;
    std::shared_ptr<CallQueue> m_queue;
    std::atomic<quint32> m_wanted = 0;
};

} // namespace drover
