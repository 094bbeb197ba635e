// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/detached_p.h"
#include "queue/future_p.h"

#include <QCoroTask>

namespace drover {

template <typename T>
Detached settleWith(QCoro::Task<Result<T>> task, QPromise<Result<T>> promise)
{
    Result<T> result = co_await task;
    settle<T>(promise, std::move(result));
}

//! A coroutine that runs by itself, as the future that callers get.
template <typename T>
[[nodiscard]] QFuture<Result<T>> futureOf(QCoro::Task<Result<T>> task)
{
    auto promise = startedPromise<T>();
    QFuture<Result<T>> future = promise.future();
    settleWith<T>(std::move(task), std::move(promise));
    return future;
}

} // namespace drover
