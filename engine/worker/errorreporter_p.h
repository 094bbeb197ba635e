// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "redis/replyclass.h"

#include <QHash>

#include <functional>

namespace drover {

//! Tells each cause at most once a second, with the number of times that it was held back (context
//! "repeated").
class ErrorReporter final {
public:
    ErrorReporter(const Clock& clock, std::function<void(const Error&)> tell);

    void report(Error error);

private:
    struct Cause {
        Milliseconds toldAt{0};
        int heldBack = 0;
    };
    const Clock& m_clock;
    std::function<void(const Error&)> m_tell;
    QHash<QString, Cause> m_causes;
};

//! Waits between tries after errors that are not the connection's: 1 s, doubled each time. Causes that pass
//! are asked every 4 s at least, so that work goes on soon; the others up to `longest`.
class ErrorBackoff final {
public:
    explicit ErrorBackoff(Milliseconds longest);

    [[nodiscard]] Milliseconds next(ReplyClass cause);
    void reset() { m_next = first; }

private:
    static constexpr Milliseconds first{1000};
    Milliseconds m_longest;
    Milliseconds m_next = first;
};

} // namespace drover
