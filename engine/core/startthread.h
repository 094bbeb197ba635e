// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <system_error>
#include <thread>
#include <utility>

namespace drover {

//! A thread that runs `function`. Throws std::system_error, with words that people understand, when the
//! system has none to give.
template <typename F>
[[nodiscard]] std::thread startThread(F&& function)
{
    try {
        return std::thread(std::forward<F>(function));
    } catch (const std::system_error& error) {
        throw std::system_error(error.code(), "the system gives this process no more threads");
    }
}

} // namespace drover
