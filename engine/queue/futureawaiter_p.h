// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

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
        // then() calls at once where the future is finished already: the frame, which holds this object and
        // the future, must outlive that call.
        m_future.then(m_context, [this, caller](Result<T> result) {
            m_result.emplace(std::move(result));
            QMetaObject::invokeMethod(
                m_context, [caller] { caller.resume(); }, Qt::QueuedConnection);
        });
    }
    [[nodiscard]] Result<T> await_resume() { return std::move(*m_result); }

private:
    QObject* m_context;
    QFuture<Result<T>> m_future;
    std::optional<Result<T>> m_result;
};

} // namespace drover
