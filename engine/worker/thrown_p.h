// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/processor.h"

#include <exception>

namespace drover {

//! What an exception of any type says; to be called inside a catch block.
[[nodiscard]] JobFailure failureOfThrown(const std::exception_ptr& thrown);

//! Calls `function` and turns whatever it throws into a failure: one job never takes the worker down.
template <typename F>
[[nodiscard]] JobOutcome outcomeOf(F&& function)
{
    try {
        return function();
    } catch (...) {
        return failureOfThrown(std::current_exception());
    }
}

} // namespace drover
