// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

#include <QFuture>
#include <QTest>

namespace drover::test {

//! The result of an engine call, with the event loop running meanwhile; an Error of code Timeout after 30 s.
template <typename T>
[[nodiscard]] Result<T> await(const QFuture<Result<T>>& future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 30000) || future.resultCount() == 0)
        return Error{ErrorCode::Timeout, QStringLiteral("the call never finished"), {}};
    return future.result();
}

} // namespace drover::test

//! Fails the test with the error's words. Evaluates its argument once.
#define VERIFY_OK(call)                                                                                      \
    do {                                                                                                     \
        const auto& verifiedResult = (call);                                                                 \
        QVERIFY2(verifiedResult.has_value(),                                                                 \
            qPrintable(verifiedResult ? QString() : verifiedResult.error().message));                        \
    } while (false)
