// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

#include <QFuture>
#include <QPromise>

#include <memory>
#include <utility>

namespace drover {

//! Gives the one result of a promise that was started.
template <typename T>
void settle(QPromise<Result<T>>& promise, Result<T> result)
{
    promise.addResult(std::move(result));
    promise.finish();
}

template <typename T>
[[nodiscard]] QPromise<Result<T>> startedPromise()
{
    QPromise<Result<T>> promise;
    promise.start();
    return promise;
}

//! A future that is finished already.
template <typename T>
[[nodiscard]] QFuture<Result<T>> finishedFuture(Result<T> result)
{
    auto promise = startedPromise<T>();
    QFuture<Result<T>> future = promise.future();
    settle(promise, std::move(result));
    return future;
}

} // namespace drover
