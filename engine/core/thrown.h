// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <exception>
#include <utility>

namespace drover {

//! What an exception of any type says about itself.
struct Thrown {
    QByteArray type; //!< "std::out_of_range"
    QByteArray text; //!< never empty

    bool operator==(const Thrown&) const = default;
};

//! Exceptions, errors, texts and numbers are read; of anything else only the type is known. To be called
//! inside of a catch block.
[[nodiscard]] Thrown describeThrown(const std::exception_ptr& thrown = std::current_exception());

//! Says in the log what was thrown, and where it was stopped. To be called inside of a catch block.
void logThrown(const char* where) noexcept;

//! Calls `function`; what it throws is logged and goes no further. For the ends of threads and event loops.
template <typename F>
void guarded(const char* where, F&& function) noexcept
{
    try {
        std::forward<F>(function)();
    } catch (...) {
        logThrown(where);
    }
}

} // namespace drover
