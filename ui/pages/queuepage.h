// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/failuregroupmodel.h"
#include "models/jobtablemodel.h"
#include "pages/page.h"
#include "session/jobselection.h"
#include "session/refresher.h"
#include "session/session.h"

class QAbstractButton;
class QButtonGroup;
class QPushButton;
class QStackedWidget;
class QTableView;
class QToolButton;
class QVBoxLayout;

namespace drover::ui {

class EmptyState;
class NoticeBar;
class PlainLabel;
class RetryFlow;
class Skeleton;
class StateTabs;
class WorkerPanel;
struct RetryPlan;

//! The jobs of one queue, one state at a time; failures as rows or by cause; retry; the local worker below.
class QueuePage final : public Page {
    Q_OBJECT
public:
    explicit QueuePage(Session& session, QWidget* parent = nullptr);

    void showQueue(const QueueId& queue);
    void showState(JobState state);
    void showGroups(bool grouped);
    [[nodiscard]] const QueueId& queue() const { return m_queue; }
    [[nodiscard]] QTableView* table() const { return m_table; }
    [[nodiscard]] WorkerPanel* workerPanel() const { return m_workers; }

    void setActive(bool active) override;
    void setInterval(std::chrono::milliseconds interval) override;
    void refresh() override;
    void setLink(const LinkFacts& link) override;
    void applyQueues(const QueuesSnapshot& snapshot) override;
    [[nodiscard]] bool isSettled() const override { return m_read; }
    [[nodiscard]] QList<QAction*> pageActions() const override;

    //! What is selected now.
    [[nodiscard]] JobSelection selection() const;
    //! The keyboard goes to the table; its first row is chosen when none is.
    void focusJobs();
    void retrySelected();
    void retryAll();

Q_SIGNALS:
    void selectionChanged(const drover::ui::JobSelection& selection);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTop(QVBoxLayout& layout);
    void buildTables();
    void buildActions(QVBoxLayout& layout);
    void ask();
    void onJobs(const JobsSnapshot& snapshot);
    void onGroups(const GroupsSnapshot& snapshot);
    void onReport(const ActionReport& report);
    void updateColumns();
    void buildPageActions();
    void updateActions();
    void updateBody();
    void showEmpty();
    void showError(const Error& error);
    void chooseCurrent();
    void retryCause();
    [[nodiscard]] RetryPlan knownPlan(const RetryRequest& request) const;
    void setPaused(bool paused);
    [[nodiscard]] QList<JobId> selectedJobs() const;
    [[nodiscard]] bool isGrouped() const;
    [[nodiscard]] bool canRetry() const;

    Session& m_session;
    QueueId m_queue;
    std::optional<QueueFacts> m_facts;
    JobTableModel m_jobs;
    FailureGroupModel m_groupModel;
    Refresher m_refresher;
    RequestId m_asked = 0;
    RequestId m_pausing = 0;
    bool m_read = false;
    bool m_linkUp = false;

    StateTabs* m_tabs = nullptr;
    PlainLabel* m_title = nullptr;
    PlainLabel* m_summary = nullptr;
    QToolButton* m_rowsButton = nullptr;
    QToolButton* m_causesButton = nullptr;
    NoticeBar* m_notice = nullptr;
    RetryFlow* m_flow = nullptr;
    QStackedWidget* m_body = nullptr;
    QTableView* m_table = nullptr;
    QTableView* m_groups = nullptr;
    Skeleton* m_skeleton = nullptr;
    EmptyState* m_empty = nullptr;
    QPushButton* m_retry = nullptr;
    QPushButton* m_retryAll = nullptr;
    QPushButton* m_pause = nullptr;
    QToolButton* m_workerToggle = nullptr;
    QAction* m_retryAction = nullptr;
    QAction* m_retryAllAction = nullptr;
    WorkerPanel* m_workers = nullptr;
};

} // namespace drover::ui
