// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/redisconnection.h"

#include <vector>

namespace drover::test {

//! Collects what a handler was told.
struct Answer {
    std::vector<Result<Reply>> replies;

    [[nodiscard]] ReplyHandler handler()
    {
        return [this](Result<Reply> reply) { replies.push_back(std::move(reply)); };
    }
    [[nodiscard]] bool has(size_t count = 1) const { return replies.size() == count; }
    [[nodiscard]] QByteArray text(size_t index = 0) const
    {
        return index < replies.size() && replies[index] ? replies[index]->text : QByteArray();
    }
    [[nodiscard]] ErrorCode code(size_t index = 0) const
    {
        return index < replies.size() && !replies[index] ? replies[index].error().code
                                                         : ErrorCode::JobNotExist;
    }
};

//! Tries again at once, so that tests do not wait for seconds.
inline RetryOptions quickRetry()
{
    RetryOptions retry;
    retry.minimum = Milliseconds(20);
    retry.maximum = Milliseconds(50);
    return retry;
}

} // namespace drover::test
