// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/localworkermodel.h"
#include "session/session.h"

#include <QWidget>

class QStackedWidget;

namespace drover::ui {

class EmptyState;
class LocalWorkerView;

//! The worker of this window for the queue that is shown, below its jobs. Of several, the one that runs; the
//! page Workers has all of them.
class QueueWorkers final : public QWidget {
    Q_OBJECT
public:
    explicit QueueWorkers(Session& session, QWidget* parent = nullptr);

    void setQueue(const QueueId& queue);
    //! The connection was unlocked or locked.
    void onLock();
    //! Workers of all hosts that take jobs of the queue; negative = unknown.
    void setListeners(int count);
    [[nodiscard]] LocalWorkerView* view() const { return m_view; }
    [[nodiscard]] EmptyState* nothing() const { return m_none; }

Q_SIGNALS:
    //! One started or stopped: there is something to read.
    void workerTurned();

private:
    void update();
    void onWorker(const LocalWorkerFacts& facts);
    void edit(const LocalWorkerDefinition& definition);
    [[nodiscard]] LocalWorkerRow chosen() const;

    Session& m_session;
    QueueId m_queue;
    int m_listeners = -1;
    LocalWorkerState m_state = LocalWorkerState::Stopped; //!< of the one that is shown
    QStackedWidget* m_body = nullptr;
    LocalWorkerView* m_view = nullptr;
    EmptyState* m_none = nullptr;
};

} // namespace drover::ui
