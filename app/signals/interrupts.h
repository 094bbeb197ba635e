// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

class QSocketNotifier;

namespace drover {

//! SIGINT, SIGTERM and SIGHUP as a signal of Qt, through a pipe to the event loop. A second SIGINT or SIGTERM
//! ends the program at once with exit code 130; a second SIGHUP does not, for a terminal that goes away may
//! be told by the shell and by the kernel. At most one object at a time.
class Interrupts final : public QObject {
    Q_OBJECT
public:
    explicit Interrupts(QObject* parent = nullptr);
    ~Interrupts() override;
    Q_DISABLE_COPY_MOVE(Interrupts)

    //! A signal came already.
    [[nodiscard]] bool isInterrupted() const { return m_interrupted; }

Q_SIGNALS:
    //! The first signal.
    void interrupted();

private:
    void onReadable();

    QSocketNotifier* m_notifier = nullptr;
    bool m_interrupted = false;
};

} // namespace drover
