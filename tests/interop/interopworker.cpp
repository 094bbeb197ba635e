// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "interop/interopbed.h"

namespace drover::test {

std::unique_ptr<Worker> InteropBed::worker(
    const QString& queue, std::shared_ptr<Processor> processor, WorkerOptions options)
{
    auto worker = std::make_unique<Worker>(QueueId{QByteArrayLiteral("bull"), queue.toUtf8()},
        redis.unixOptions(), std::move(processor), std::move(options));
    QObject::connect(worker.get(), &Worker::errorOccurred, worker.get(), [queue](const Error& error) {
        qWarning("worker of %s: %s: %s", qPrintable(queue), qPrintable(QString(errorName(error.code))),
            qPrintable(error.message));
    });
    return worker;
}

} // namespace drover::test
