// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/worker.h"

namespace drover::cli {

class Console;

//! Tells what a worker does: NDJSON for programs, one line each for people.
class WorkPrinter {
public:
    WorkPrinter(Console& console, bool json);

    void ready(const QByteArray& queue, int concurrency);
    void active(const Job& job);
    void progress(const Job& job, const JsonText& progress);
    void completed(const Job& job, const JsonText& result, qint64 milliseconds);
    void failed(const Job& job, const JobFailure& failure, bool willRetry, qint64 milliseconds);
    void stalled(const JobId& job);
    void lockLost(const JobId& job);
    //! An event that needs no more words: "drained", "paused", "resumed", "closing".
    void plain(const char* event);
    void error(const Error& error);
    void closed(const WorkerCloseReport& report);

private:
    void say(const QString& text);

    Console& m_console;
    const bool m_json;
};

} // namespace drover::cli
