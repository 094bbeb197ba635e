// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/failuregroupmodel.h"
#include "session/feeds/jobsfeed.h"
#include "session/jobselection.h"

#include <QWidget>

class QButtonGroup;
class QSplitter;
class QTableView;

namespace drover::ui {

class JobsPane;
class LayoutMemory;
class PlainLabel;

//! The failures of a queue by cause, in a window of time, and below them the jobs of the cause that is
//! chosen.
class FailuresPane final : public QWidget {
    Q_OBJECT
public:
    explicit FailuresPane(JobsFeed& feed, QWidget* parent = nullptr);

    void setLayoutMemory(LayoutMemory* memory);
    void showQueue(const QueueId& queue);
    //! read() or failed() follows. Groups anew only when the failures are others, or a minute has passed.
    void refresh(qint64 failedNow);
    [[nodiscard]] bool isRead() const { return m_read; }
    //! Causes in the window of time that is chosen.
    [[nodiscard]] int causeCount() const { return m_groups.rowCount(); }
    //! All failures that were looked at, not those of some last hours.
    [[nodiscard]] bool isWhole() const { return m_groups.span() == FailureSpan::All; }
    [[nodiscard]] QTableView* table() const { return m_table; }
    [[nodiscard]] JobsPane* jobs() const { return m_jobs; }
    [[nodiscard]] const FailureGroupModel& groups() const { return m_groups; }

    //! Jobs selected below, or else the whole cause.
    [[nodiscard]] JobSelection selection() const;
    void resolveSelection(Answer<JobSelection> answer);
    void setStale(bool stale);

Q_SIGNALS:
    void read(qint64 readAt);
    void failed(const drover::Error& error);
    void selectionChanged();
    void jobChosen(const drover::JobId& job);
    void nothingChosen();
    void verbPressed(drover::ui::JobVerb verb);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTable();
    void buildHead();
    void onAnswer(int reading, const Result<FailureReport>& report);
    void onCauseChosen();
    void updateJobs();
    [[nodiscard]] const FailureGroupRow* chosenCause() const;
    [[nodiscard]] MassFilter filterOf(const FailureGroupRow& row) const;
    void chooseSpan(FailureSpan span);
    void describe();
    [[nodiscard]] std::optional<qint64> since() const;

    JobsFeed& m_feed;
    FailureGroupModel m_groups;
    QueueId m_queue;
    FailureReport m_report;
    qint64 m_readAt = 0;
    qint64 m_failedThen = -1; //!< failed jobs of the queue when they were grouped
    int m_reading = 0;
    bool m_read = false;
    QByteArray m_shownCause; //!< key of the group whose jobs are below
    qint64 m_shownCount = 0; //!< of its failures in the window of time, when they were looked for

    QWidget* m_head;
    PlainLabel* m_about;
    QButtonGroup* m_spans;
    QTableView* m_table;
    JobsPane* m_jobs;
    QSplitter* m_splitter;
};

} // namespace drover::ui
