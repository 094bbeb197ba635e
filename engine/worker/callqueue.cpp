// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/callqueue_p.h"

#include <QMetaObject>
#include <QObject>
#include <QThread>
#include <QTimer>

#include <utility>

namespace drover {

CallQueue::CallQueue(QObject* receiver, Milliseconds pace)
    : m_receiver(receiver)
    , m_thread(receiver->thread())
    , m_pace(pace)
{
}

void CallQueue::post(Call call)
{
    const QMutexLocker locker(&m_mutex);
    if (!m_receiver)
        return;
    m_calls.push_back(std::move(call));
    if (!std::exchange(m_scheduled, true))
        QMetaObject::invokeMethod(
            m_receiver, [self = shared_from_this()] { self->runAll(); }, Qt::QueuedConnection);
}

bool CallQueue::isDirect() const
{
    return QThread::currentThread() == m_thread && m_open.load(std::memory_order_relaxed);
}

void CallQueue::close()
{
    std::vector<Call> dropped; // destroyed after the lock is released: what the calls own may post again
    const QMutexLocker locker(&m_mutex);
    m_receiver = nullptr;
    m_open = false;
    dropped.swap(m_calls);
}

void CallQueue::runAll()
{
    std::vector<Call> calls;
    bool rests = false;
    {
        const QMutexLocker locker(&m_mutex);
        calls.swap(m_calls);
        rests = calls.empty() || m_pace == Milliseconds(0);
        m_scheduled = !rests;
    }
    for (Call& call : calls)
        call();
    const QMutexLocker locker(&m_mutex);
    if (!rests && m_receiver)
        QTimer::singleShot(
            m_pace, Qt::PreciseTimer, m_receiver, [self = shared_from_this()] { self->runAll(); });
}

} // namespace drover
