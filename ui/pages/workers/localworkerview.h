// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/localjobmodel.h"
#include "models/localworkermodel.h"
#include "session/feeds/workersfeed.h"

#include <QTimer>
#include <QWidget>

class QPushButton;
class QSpinBox;
class QTableView;

namespace drover::ui {

class Card;
class PlainLabel;
class WorkerOutput;

//! One local worker: start and stop, jobs at once, what runs and has run, and what it printed for each.
class LocalWorkerView final : public QWidget {
    Q_OBJECT
public:
    LocalWorkerView(WorkersFeed& feed, bool readOnly, QWidget* parent = nullptr);

    void setReadOnly(bool readOnly);
    void show(const LocalWorkerRow& worker);
    //! Workers of others on its queue; -1 = cannot be known.
    void setOthers(int count);
    //! Whether it offers to forget how the worker is started; true at first.
    void setForgettable(bool forgettable);
    void start();
    void stop(bool atOnce);
    [[nodiscard]] QString shownDefinition() const { return m_row.definition.id; }
    [[nodiscard]] QTableView* table() const { return m_table; }
    [[nodiscard]] WorkerOutput* output() const { return m_output; }
    [[nodiscard]] QPushButton* startButton() const { return m_start; }
    [[nodiscard]] QPushButton* stopButton() const { return m_stop; }
    [[nodiscard]] QSpinBox* concurrencyField() const { return m_concurrency; }
    [[nodiscard]] QString warning() const;

Q_SIGNALS:
    void editWanted(const QString& definition);
    void removeWanted(const QString& definition);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    [[nodiscard]] QWidget* buildHead();
    [[nodiscard]] QWidget* buildBody();
    void onLines(const QList<WorkerLine>& lines);
    void onSelection();
    void onConcurrency(int concurrency);
    void updateState();
    void updateWarning();
    void tick();

    WorkersFeed& m_feed;
    bool m_readOnly;
    LocalWorkerRow m_row;
    int m_others = -1;
    QHash<int, QList<WorkerLine>> m_lines; //!< by the worker's number
    QHash<int, QList<LocalJobRow>> m_ended; //!< newest first
    LocalJobModel m_jobs;
    QTimer m_clock;
    PlainLabel* m_title = nullptr;
    PlainLabel* m_state = nullptr;
    QSpinBox* m_concurrency = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_edit = nullptr;
    QPushButton* m_remove = nullptr;
    Card* m_warning = nullptr;
    PlainLabel* m_warningText = nullptr;
    QTableView* m_table = nullptr;
    WorkerOutput* m_output = nullptr;
};

} // namespace drover::ui
