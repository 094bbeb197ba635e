// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

#include <QFuture>
#include <QPromise>

#include <memory>

namespace drover {

//! The promise behind a QFuture<Status> that is kept in every case: dropped unanswered, it ends as Cancelled.
class Answer final {
public:
    Answer()
        : m_promise(std::make_unique<QPromise<Status>>())
    {
        m_promise->start();
    }
    Answer(Answer&&) noexcept = default;
    Answer& operator=(Answer&&) = delete;
    ~Answer()
    {
        if (m_promise)
            finish(Error{ErrorCode::Cancelled, QStringLiteral("the worker was closed"), {}});
    }

    [[nodiscard]] QFuture<Status> future() { return m_promise->future(); }
    void finish(Status status)
    {
        m_promise->addResult(std::move(status));
        m_promise->finish();
        m_promise.reset();
    }

private:
    std::unique_ptr<QPromise<Status>> m_promise;
};

} // namespace drover
