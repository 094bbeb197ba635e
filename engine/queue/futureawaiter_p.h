// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "core/whenfinished.h"

#include <QFuture>
#include <QObject>

#include <coroutine>
#include <optional>

namespace drover {

//! `co_await FutureAwaiter(context, future)`: resumes on the thread of `context`, in a later turn of its
//! event loop; never when `context` dies before.
template <typename T>
class FutureAwaiter final {
public:
    FutureAwaiter(QObject* context, QFuture<Result<T>> future)
        : m_context(context)
        , m_future(std::move(future))
    {
    }
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller)
    {
        whenFinished(m_future, m_context, [this, caller](const QFuture<Result<T>>& finished) {
            m_result.emplace(finished.result());
            caller.resume();
        });
    }
    [[nodiscard]] Result<T> await_resume() { return std::move(*m_result); }

private:
    QObject* m_context;
    QFuture<Result<T>> m_future;
    std::optional<Result<T>> m_result;
};

} // namespace drover
