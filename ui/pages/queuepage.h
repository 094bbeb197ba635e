// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/health/whydialog.h"
#include "pages/page.h"
#include "session/jobselection.h"
#include "session/refresher.h"
#include "session/session.h"
#include "util/filterquery.h"

#include <functional>

class QHBoxLayout;
class QPushButton;
class QStackedWidget;
class QTableView;
class QToolButton;
class QVBoxLayout;

namespace drover::ui {

class EmptyState;
class FailuresPane;
class FilterLine;
class JobsPane;
class JobTable;
class LayoutMemory;
class NoticeBar;
class PlainLabel;
class Skeleton;
class StateTabs;
class QueueWorkers;
struct JobPlace;

//! The jobs of one queue, one state at a time, whole or filtered; failures by cause; what can be done about
//! them; the local worker below.
class QueuePage final : public Page {
    Q_OBJECT
public:
    explicit QueuePage(Session& session, QWidget* parent = nullptr);

    void showQueue(const QueueId& queue);
    void showState(JobState state);
    void showGroups(bool grouped);
    //! Shows a job where it is now.
    void showPlace(const JobPlace& place);
    void setFilter(const QString& text);
    void setLayoutMemory(LayoutMemory* memory);
    [[nodiscard]] const QueueId& queue() const { return m_queue; }
    [[nodiscard]] JobState state() const;
    //! Of the jobs of a state.
    [[nodiscard]] QTableView* table() const;
    [[nodiscard]] JobsPane* jobsPane() const { return m_jobs; }
    [[nodiscard]] FailuresPane* failuresPane() const { return m_failures; }
    [[nodiscard]] FilterLine* filterLine() const { return m_filter; }
    [[nodiscard]] QueueWorkers* workers() const { return m_workers; }

    void setActive(bool active) override;
    void setInterval(std::chrono::milliseconds interval) override;
    void refresh() override;
    void setLink(const LinkFacts& link) override;
    void onLock() override;
    void applyQueues(const QueuesSnapshot& snapshot) override;
    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] QList<QAction*> pageActions() const override;

    //! What is selected now, as far as the ids are known here.
    [[nodiscard]] JobSelection selection() const;
    //! The keyboard goes to the table; its first row is chosen when none is.
    void focusJobs();
    void focusFilter();
    //! Asks for an id, or takes this one, and goes to the job wherever it is.
    void goToJob(const JobId& job = {});
    void retryAll();

private:
    void buildTop(QVBoxLayout& layout);
    void buildFilter(QVBoxLayout& layout);
    void buildBody();
    void buildActions(QVBoxLayout& layout);
    void buildPageActions();
    void connectTable(JobTable& table);
    void ask();
    void onRead(qint64 readAt);
    void onFailed(const Error& error);
    void onQuery(const FilterQuery& query);
    void applyQuery();
    void updateActions();
    void updateVerbs(const JobSelection& selected);
    void updateAll();
    void updateQueueButtons();
    void updateToolTips();
    void updateBody();
    void updateSummary();
    void showEmpty();
    void tellNoState(const JobPlace& place);
    void showNoHits();
    //! Says what is wanted for the selection, or for the whole state.
    void want(JobVerb verb);
    void wantAll(JobVerb verb);
    void resolve(std::function<void(const JobSelection& resolved)> then);
    void tellUnresolved(const Error& error);
    void copySelection(bool asJson);
    void copyJson(const QList<JobId>& ids);
    void showRowMenu(const QPoint& at);
    void showMore();
    void askWhy();
    void diagnose();
    void showAnswer(WhyDialog::Question question);
    void addVerbs(QMenu& menu);
    [[nodiscard]] bool isGrouped() const;
    [[nodiscard]] bool isFiltered() const;
    [[nodiscard]] bool canChange() const;
    //! For jobs of this state and on this connection as it is now.
    [[nodiscard]] bool isOffered(JobVerb verb) const;
    [[nodiscard]] bool can(JobVerb verb) const;
    [[nodiscard]] bool can(JobVerb verb, const JobSelection& selected) const;
    [[nodiscard]] bool isRead() const;
    [[nodiscard]] qint64 stateCount() const;

    Session& m_session;
    QueueId m_queue;
    std::optional<QueueFacts> m_facts;
    Refresher m_refresher;
    bool m_linkUp = false;
    std::optional<Error> m_firstError; //!< of a set that was never read

    StateTabs* m_tabs = nullptr;
    PlainLabel* m_title = nullptr;
    PlainLabel* m_summary = nullptr;
    FilterLine* m_filter = nullptr;
    PlainLabel* m_filterProblem = nullptr;
    QToolButton* m_rowsButton = nullptr;
    QToolButton* m_causesButton = nullptr;
    NoticeBar* m_notice = nullptr;
    QStackedWidget* m_body = nullptr;
    JobsPane* m_jobs = nullptr;
    FailuresPane* m_failures = nullptr;
    Skeleton* m_skeleton = nullptr;
    EmptyState* m_empty = nullptr;
    QPushButton* m_retry = nullptr;
    QPushButton* m_sample = nullptr;
    QPushButton* m_edit = nullptr;
    QPushButton* m_promote = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_retryAll = nullptr;
    QPushButton* m_new = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_why = nullptr;
    QToolButton* m_more = nullptr;
    QToolButton* m_workerToggle = nullptr;
    QueueWorkers* m_workers = nullptr;
    QList<QAction*> m_actions;
    QAction* m_retryAction = nullptr;
    QAction* m_editAction = nullptr;
    QAction* m_optionsAction = nullptr;
    QAction* m_exportAction = nullptr;
    QAction* m_retryAllAction = nullptr;
    QAction* m_whyAction = nullptr;
    QAction* m_diagnoseAction = nullptr;
    QAction* m_limitsAction = nullptr;
    QAction* m_retentionAction = nullptr;
    QAction* m_exportAllAction = nullptr;
};

} // namespace drover::ui
