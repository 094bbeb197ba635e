// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "core/uniquefunction.h"

#include <QMutex>

#include <atomic>
#include <memory>
#include <vector>

class QObject;
class QThread;

namespace drover {

//! Hands calls to an object on another thread, many in one event: a busy worker finishes tens of thousands of
//! jobs a second, and an event for each would cost more than the job. Calls run in order on the receiver's
//! thread. After close() calls are dropped unrun; what they own is destroyed by the caller of post().
//! Thread-safe.
//!
//! With a pace, the first call after a rest comes at once and those that follow it wait up to that long for
//! company, up to eight times as long while company keeps coming: waking the other thread for every few jobs
//! takes a core away from Redis.
class CallQueue final : public std::enable_shared_from_this<CallQueue> {
public:
    using Call = UniqueFunction<void()>;

    explicit CallQueue(QObject* receiver, Milliseconds pace = Milliseconds(0));
    Q_DISABLE_COPY_MOVE(CallQueue)
    ~CallQueue() = default;

    void post(Call call);
    //! The caller is on the receiver's thread and the queue is open: it may call the receiver directly.
    [[nodiscard]] bool isDirect() const;
    //! On the receiver's thread, before the receiver goes.
    void close();

private:
    void runAll();

    QMutex m_mutex;
    QObject* m_receiver;
    QThread* m_thread;
    const Milliseconds m_pace;
    Milliseconds m_wait; //!< before the next calls run
    bool m_scheduled = false; //!< runAll() will come
    std::atomic<bool> m_open = true;
    std::vector<Call> m_calls;
};

} // namespace drover
