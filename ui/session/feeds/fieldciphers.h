// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/whenfinished.h"
#include "encryption/livecipher.h"

#include <functional>

namespace drover::ui {

//! Waits for the keychain on the GUI thread, where it is, for work on the engine thread; `then` is called
//! once while `context` lives.
template <typename T>
void whenRead(QFuture<Result<T>> future, QObject* context, std::function<void(const Result<T>&)> then)
{
    whenFinished(std::move(future), context, [then = std::move(then)](const QFuture<Result<T>>& read) {
        if (read.resultCount() > 0)
            then(read.result());
    });
}

//! The cipher of a queue, for one piece of work; at once where there is no store.
inline void withFieldCipher(KeyStore* keys, const QueueId& queue, QObject* context,
    std::function<void(const Result<FieldCipherPtr>&)> then)
{
    if (keys == nullptr)
        return then(FieldCipherPtr());
    whenRead(keys->cipher(queue), context, std::move(then));
}

//! The same for a worker, which learns of new keys.
inline void withLiveCipher(KeyStore* keys, const QueueId& queue, QObject* context,
    std::function<void(const Result<LiveCipher::Ptr>&)> then)
{
    if (keys == nullptr)
        return then(LiveCipher::Ptr());
    whenRead(LiveCipher::open(*keys, queue), context, std::move(then));
}

} // namespace drover::ui
