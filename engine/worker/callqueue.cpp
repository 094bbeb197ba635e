// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/callqueue_p.h"

#include "redis/writeround_p.h"

#include <QMetaObject>
#include <QObject>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace drover {
namespace {

constexpr size_t company = 3; // one who waits for each job before giving the next never has it
constexpr int longestWait = 8; // times the pace

} // namespace

CallQueue::CallQueue(QObject* receiver, Milliseconds pace)
    : m_receiver(receiver)
    , m_thread(receiver->thread())
    , m_pace(pace)
    , m_wait(pace)
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
        m_wait = calls.size() >= company ? std::min(m_wait * 2, m_pace * longestWait) : m_pace;
        m_scheduled = !rests;
    }
    {
        const WriteRound round; // a job that ends sends, and others end with it
        for (Call& call : calls)
            call();
    }
    const QMutexLocker locker(&m_mutex);
    if (!rests && m_receiver)
        QTimer::singleShot(
            m_wait, Qt::PreciseTimer, m_receiver, [self = shared_from_this()] { self->runAll(); });
}

} // namespace drover
