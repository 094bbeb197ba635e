// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/startthread.h"
#include "core/thrown.h"
#include "core/uniquefunction.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace drover {

//! One thread that does what it is given, in order. Thread-safe; the destructor waits until all is done.
template <typename State>
class TaskThread final {
public:
    using Task = UniqueFunction<void(State&)>;

    //! `make` runs on the thread, and so does the end of what it returns. Throws as startThread() does.
    explicit TaskThread(UniqueFunction<std::unique_ptr<State>()> make)
        : m_thread(startThread([this, make = std::move(make)]() mutable { work(std::move(make)); }))
    {
    }
    ~TaskThread()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closing = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }
    TaskThread(const TaskThread&) = delete;
    TaskThread& operator=(const TaskThread&) = delete;

    void post(Task task)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_tasks.push_back(std::move(task));
        }
        m_wake.notify_one();
    }

private:
    void work(UniqueFunction<std::unique_ptr<State>()> make)
    {
        const std::unique_ptr<State> state = make();
        for (;;) {
            Task task;
            {
                std::unique_lock lock(m_mutex);
                m_wake.wait(lock, [this] { return m_closing || !m_tasks.empty(); });
                if (m_tasks.empty())
                    return;
                task = std::move(m_tasks.front());
                m_tasks.pop_front();
            }
            guarded("a thread of its own", [&] { task(*state); });
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Task> m_tasks;
    bool m_closing = false;
    std::thread m_thread; // last: it uses all of the above
};

} // namespace drover
