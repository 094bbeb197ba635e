// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

namespace drover {

//! Writes a report when the program crashes: a signal that ends it (SIGSEGV, SIGBUS, SIGFPE, SIGILL,
//! SIGABRT), or an exception that nobody catches, whose type and text are told. The report has versions,
//! system, stack (modules with offsets), the thread's name and the last lines of the log, which hold no
//! secrets. Then the program ends as it would have without us: same signal, core dump.
//!
//! All is prepared here, on a stack of its own; when it happens no memory is taken. One per program, made
//! once the log is there; stays until the program ends. A stack that overflows is told of the main thread
//! alone.
//!
//! `program` is "drover" or "drover-window"; `dir` is empty = CrashReports::defaultDir().
void installCrashHandler(const QByteArray& program, const QString& dir = {});

//! The Redis that the program is connected to, for the report.
void noteRedisVersion(const QByteArray& version);

} // namespace drover
