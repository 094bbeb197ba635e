// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/queue.h"
#include "session/connectionhub.h"

#include <QObject>

namespace drover::ui {

class MainWindow;

//! Takes a copy of somebody else's job to the embedded Redis, where it can be run on this computer without
//! harm: opens that connection, adds the job to the queue of the same name, and offers a worker for it.
class RunHere final : public QObject {
    Q_OBJECT
public:
    RunHere(ConnectionHub& hub, MainWindow& window);

    void run(const QueueId& queue, const NewJob& job);

private:
    void whenReady(const QString& id, const QueueId& queue, const NewJob& job);
    void add(const QString& id, const QueueId& queue, const NewJob& job);
    [[nodiscard]] QString embedded() const;

    ConnectionHub& m_hub;
    MainWindow& m_window;
};

} // namespace drover::ui
