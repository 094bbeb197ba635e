// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/runningjobmodel.h"
#include "session/feeds/workersfeed.h"
#include "session/session.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTableView;
class QToolButton;

namespace drover::ui {

class PlainLabel;

//! Runs the jobs of the shown queue on this computer: what runs them, start and stop, running jobs, output.
class WorkerPanel final : public QWidget {
    Q_OBJECT
public:
    explicit WorkerPanel(Session& session, QWidget* parent = nullptr);

    void setQueue(const QueueId& queue);
    //! Workers of all hosts that take jobs of the queue; negative = unknown.
    void setListeners(int count);
    void start();
    void stop();

Q_SIGNALS:
    void startedWorker();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    void updateForm();
    void updateState();
    void browse();
    void onWorker(const LocalWorkerFacts& worker);
    void onLines(const QList<WorkerLine>& lines);
    [[nodiscard]] const LocalWorkerFacts* worker() const;

    Session& m_session;
    QueueId m_queue;
    int m_listeners = -1;
    QHash<int, LocalWorkerFacts> m_workers; //!< by their number
    QHash<QByteArray, int> m_ofQueue; //!< the newest worker of each queue
    QHash<int, QStringList> m_output;
    RunningJobModel m_running;
    QTimer m_clock;

    QComboBox* m_kind = nullptr;
    QLineEdit* m_program = nullptr;
    QToolButton* m_browse = nullptr;
    QSpinBox* m_concurrency = nullptr;
    QPushButton* m_startStop = nullptr;
    PlainLabel* m_state = nullptr;
    PlainLabel* m_warning = nullptr;
    QTableView* m_table = nullptr;
    QPlainTextEdit* m_text = nullptr;
};

} // namespace drover::ui
