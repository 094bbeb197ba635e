// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/callqueue_p.h"

#include <QMetaObject>
#include <QObject>
#include <QThread>

namespace drover {

CallQueue::CallQueue(QObject* receiver)
    : m_receiver(receiver)
    , m_thread(receiver->thread())
{
}

void CallQueue::post(Call call)
{
    const QMutexLocker locker(&m_mutex);
    if (!m_receiver)
        return;
    m_calls.push_back(std::move(call));
    if (m_calls.size() == 1)
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
    {
        const QMutexLocker locker(&m_mutex);
        calls.swap(m_calls);
    }
    for (Call& call : calls)
        call();
}

} // namespace drover
