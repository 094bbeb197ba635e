// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

#include <QObject>

class QSocketNotifier;

namespace drover {
class Worker;
}

namespace drover::cli {

//! Commands for a running worker as JSON lines on standard input (`--control`): pause, resume, concurrency,
//! cancel, close. The end of the input changes nothing.
class WorkControl final : public QObject {
    Q_OBJECT
public:
    WorkControl(Worker& worker, QObject* parent = nullptr);

    //! Runs one line; BadInput for what is no command.
    Status execute(const QByteArray& line);

Q_SIGNALS:
    void closeRequested();
    void refused(const drover::Error& error);

private:
    void onReadable();

    Worker& m_worker;
    QByteArray m_input;
    QSocketNotifier* m_notifier;
};

} // namespace drover::cli
