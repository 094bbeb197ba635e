// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/worker.h"

#include <QTest>

namespace drover::test {

//! Closes and waits for `closed`; {-1, -1} when it was not said in time.
inline WorkerCloseReport closeWorker(Worker& worker, Milliseconds grace = Milliseconds(5000))
{
    WorkerCloseReport report{-1, -1};
    const auto connection = QObject::connect(
        &worker, &Worker::closed, &worker, [&](const WorkerCloseReport& done) { report = done; });
    worker.close(grace);
    const bool isClosed = QTest::qWaitFor(
        [&report] { return report.handedBack >= 0; }, static_cast<int>(grace.count()) + 10000);
    QObject::disconnect(connection); // it writes into our frame
    if (!isClosed)
        qWarning("the worker did not close in time");
    return report;
}

} // namespace drover::test
