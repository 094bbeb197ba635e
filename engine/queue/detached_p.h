// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/thrown.h"

#include <coroutine>

namespace drover {

//! A coroutine that runs until its first wait and then by itself: it frees its frame at the end, nobody waits
//! for it. Whatever may die while it waits must be guarded by QPointer or shared ownership and looked at
//! after each co_await.
struct Detached {
    struct promise_type {
        Detached get_return_object() noexcept { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() noexcept { }
        void unhandled_exception() noexcept { logThrown("a coroutine"); }
    };
};

} // namespace drover
