// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/answer.h"
#include "session/workerbook.h"

#include <QObject>

namespace drover::ui {

//! Who takes jobs from the queues of a connection, and the workers that this window runs on it. Lives on the
//! GUI thread; nothing here waits.
class WorkersFeed : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    //! Everybody who listens, over all queues, by one CLIENT LIST.
    virtual void readListeners(QObject* context, Answer<ListenersSnapshot> answer) = 0;

    //! Those that run or were started since the connection was opened.
    [[nodiscard]] virtual QList<LocalWorkerFacts> workers() const = 0;
    //! The number of the new worker; its state arrives by changed().
    virtual int start(const LocalWorkerSpec& spec, const QString& definition) = 0;
    //! Lets running jobs end for the worker's grace period, then hands them back. Asked again, or `atOnce`:
    //! hands them back now.
    virtual void stop(int worker, bool atOnce) = 0;
    virtual void setConcurrency(int worker, int concurrency) = 0;
    //! Tells the program of a running job to stop; the job fails.
    virtual void cancelJob(int worker, const JobId& job) = 0;

    [[nodiscard]] bool isRunning() const;
    //! The last start of a definition; worker 0 = never started.
    [[nodiscard]] LocalWorkerFacts newestOf(const QString& definition) const;
    //! How workers of this connection are started.
    [[nodiscard]] WorkerBook& book() { return m_book; }
    [[nodiscard]] const WorkerBook& book() const { return m_book; }

Q_SIGNALS:
    void changed(const drover::ui::LocalWorkerFacts& worker);
    void lines(const QList<drover::ui::WorkerLine>& lines);

private:
    WorkerBook m_book;
};

} // namespace drover::ui
