// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/work/workoptions.h"
#include "cli/work/workprinter.h"
#include "signals/interrupts.h"

#include <QFuture>
#include <QPromise>
#include <QTimer>

namespace drover {
class RedisConnection;
}

namespace drover::cli {

class Context;

//! One worker from its start to its graceful end: prints what happens, obeys signals and --control, and ends
//! by itself when the queue is empty under --until-empty.
class WorkSession final : public QObject {
    Q_OBJECT
public:
    //! `connection` is for looking at the queue only.
    WorkSession(
        Context& context, RedisConnection& connection, WorkSetup setup, std::shared_ptr<Processor> processor);
    ~WorkSession() override;

    //! The exit code.
    QFuture<int> run();

private:
    void tellHappenings();
    void watchForTheEnd();
    void close();
    void onClosed(const WorkerCloseReport& report);
    //! Looks whether anything is left to do.
    void checkEmpty();
    void onLeftovers(bool left);

    Context& m_context;
    RedisConnection& m_connection;
    const WorkSetup m_setup;
    WorkPrinter m_printer;
    Worker m_worker;
    Interrupts m_interrupts;
    QTimer m_emptyCheck;
    bool m_checking = false;
    bool m_closing = false;
    int m_failures = 0;
    quint64 m_happenings = 0;
    QPromise<int> m_promise;
};

} // namespace drover::cli
