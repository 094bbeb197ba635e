// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queuepage.h"

#include "delegates/rowdelegate.h"
#include "pages/retryflow.h"
#include "pages/workerpanel.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/emptystate.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/statetabs.h"
#include "widgets/tables.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

QueuePage::QueuePage(Session& session, QWidget* parent)
    : Page(parent)
    , m_session(session)
{
    auto* upper = new QWidget;
    auto* layout = new QVBoxLayout(upper);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildTop(*layout);
    buildTables();
    layout->addWidget(m_body, 1);
    buildActions(*layout);
    buildPageActions();
    m_workers = new WorkerPanel(session);
    m_workers->hide();
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(upper);
    splitter->addWidget(m_workers);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(splitter);

    connect(&m_refresher, &Refresher::due, this, &QueuePage::ask);
    connect(&m_jobs, &JobTableModel::moreWanted, this, &QueuePage::refresh);
    connect(&session, &Session::jobsRead, this, &QueuePage::onJobs);
    connect(&session, &Session::groupsRead, this, &QueuePage::onGroups);
    connect(&session, &Session::actionReported, this, &QueuePage::onReport);
    connect(m_tabs, &StateTabs::stateChosen, this, &QueuePage::showState);
    connect(m_workerToggle, &QToolButton::toggled, m_workers, &QWidget::setVisible);
    connect(m_workers, &WorkerPanel::startedWorker, this, &QueuePage::refresh);
    m_flow = new RetryFlow(session, *m_notice, this);
    connect(m_flow, &RetryFlow::busyChanged, this, &QueuePage::updateActions);
    connect(m_flow, &RetryFlow::finished, this, [this] {
        refresh();
        Q_EMIT changedQueue();
    });
    updateColumns();
    updateActions();
    updateBody();
}

void QueuePage::showQueue(const QueueId& queue)
{
    if (queue == m_queue)
        return;
    m_queue = queue;
    m_session.setShownQueue(queue);
    m_facts.reset();
    m_title->setText(plainText(queue.name));
    m_tabs->setCounts(std::nullopt);
    m_workers->setQueue(queue);
    m_groupModel.clear();
    showState(m_tabs->current());
}

void QueuePage::showState(JobState state)
{
    if (m_tabs->current() != state) {
        m_tabs->setCurrent(state); // comes back here
        return;
    }
    m_read = false;
    m_asked = 0;
    m_jobs.clear(state);
    if (state != JobState::Failed)
        m_rowsButton->setChecked(true);
    m_causesButton->setVisible(state == JobState::Failed);
    m_rowsButton->setVisible(state == JobState::Failed);
    updateColumns();
    updateActions();
    updateBody();
    Q_EMIT nothingChosen();
    m_refresher.answered();
    m_refresher.refreshNow();
}

void QueuePage::showGroups(bool grouped)
{
    m_causesButton->setChecked(grouped);
    m_rowsButton->setChecked(!grouped);
    m_read = false;
    m_asked = 0;
    updateBody();
    updateActions();
    m_refresher.answered();
    m_refresher.refreshNow();
}

bool QueuePage::isGrouped() const
{
    return m_causesButton->isChecked() && m_tabs->current() == JobState::Failed;
}

void QueuePage::setActive(bool active)
{
    m_session.setShownQueue(active ? m_queue : QueueId());
    m_refresher.setActive(active && !m_queue.name.isEmpty());
}

void QueuePage::setInterval(std::chrono::milliseconds interval)
{
    m_refresher.setInterval(interval);
}

void QueuePage::refresh()
{
    m_refresher.refreshNow();
}

void QueuePage::focusJobs()
{
    QTableView* shown = isGrouped() ? m_groups : m_table;
    shown->setFocus();
    if (shown->selectionModel()->selectedRows().isEmpty() && shown->model()->rowCount() > 0)
        shown->selectRow(0);
}

void QueuePage::ask()
{
    if (m_queue.name.isEmpty()) {
        m_refresher.answered();
        return;
    }
    m_asked = isGrouped() ? m_session.readGroups(m_queue)
                          : m_session.readJobs(m_queue, m_tabs->current(), m_jobs.wanted());
}

void QueuePage::onJobs(const JobsSnapshot& snapshot)
{
    if (snapshot.request != m_asked || m_asked == 0)
        return;
    m_asked = 0;
    m_refresher.answered();
    if (snapshot.error) {
        showError(*snapshot.error);
        return;
    }
    const bool first = !m_read;
    m_read = true;
    m_jobs.apply(snapshot);
    setStale(*m_table, false);
    if (first) {
        m_table->resizeColumnsToContents();
        updateColumns();
    }
    updateBody();
    updateActions();
    Q_EMIT dataRead(snapshot.readAt);
    if (first)
        Q_EMIT settled();
}

void QueuePage::onGroups(const GroupsSnapshot& snapshot)
{
    if (snapshot.request != m_asked || m_asked == 0)
        return;
    m_asked = 0;
    m_refresher.answered();
    if (snapshot.error) {
        showError(*snapshot.error);
        return;
    }
    const bool first = !m_read;
    m_read = true;
    m_groupModel.apply(snapshot);
    setStale(*m_groups, false);
    if (first)
        updateColumns();
    updateBody();
    updateActions();
    Q_EMIT dataRead(snapshot.readAt);
    if (first)
        Q_EMIT settled();
}

void QueuePage::showError(const Error& error)
{
    if (m_read) {
        setStale(*m_table, true);
        setStale(*m_groups, true);
        if (error.code == ErrorCode::ConnectionClosed || error.code == ErrorCode::Timeout)
            return; // the status bar tells, with the countdown; what was read stays in sight, looking old
        const ErrorWords words = errorWords(error);
        m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
        return;
    }
    const ErrorWords words = errorWords(error);
    m_empty->show(u"unplugged"_s, words.sentence, words.remedy);
    m_body->setCurrentWidget(m_empty);
}

void QueuePage::applyQueues(const QueuesSnapshot& snapshot)
{
    for (const QueueFacts& facts : snapshot.queues) {
        if (!(facts.summary.queue == m_queue))
            continue;
        m_facts = facts;
        m_tabs->setCounts(facts.summary.counts);
        m_workers->setListeners(facts.workers);
        break;
    }
    updateActions();
}

void QueuePage::setLink(const LinkFacts& link)
{
    const bool up = link.state == LinkState::Ready;
    if (up && !m_linkUp)
        m_refresher.refreshNow();
    m_linkUp = up;
    if (!up) {
        setStale(*m_table, true);
        setStale(*m_groups, true);
    }
    updateActions();
}

void QueuePage::updateBody()
{
    const qint64 total = isGrouped() ? m_groupModel.rowCount() : m_jobs.rowCount();
    if (!m_read)
        m_body->setCurrentWidget(m_skeleton);
    else if (total == 0)
        showEmpty();
    else if (isGrouped())
        m_body->setCurrentWidget(m_groups);
    else
        m_body->setCurrentWidget(m_table);

    QStringList facts;
    if (m_read && !isGrouped() && m_jobs.total() > m_jobs.rowCount())
        facts.append(tr("the newest %1 of %2", "rows shown")
                         .arg(formatCount(m_jobs.rowCount()), formatCount(m_jobs.total())));
    if (m_read && isGrouped())
        facts.append(tr("%n cause(s)", "groups of failures", m_groupModel.rowCount()));
    if (m_facts && m_facts->summary.paused)
        facts.append(tr("paused: workers take no jobs"));
    if (m_facts && m_facts->workers >= 0)
        facts.append(m_facts->workers == 0 ? tr("no worker listens")
                                           : tr("%n worker(s) listen", "queue", m_facts->workers));
    if (m_facts && !m_facts->summary.version.isEmpty())
        facts.append(plainText(m_facts->summary.version, Lines::Single, 40));
    m_summary->setText(facts.join(u" \u00b7 "_s));
}

QList<JobId> QueuePage::selectedJobs() const
{
    QList<JobId> jobs;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        jobs.append(m_jobs.row(index.row()).id);
    return jobs;
}

JobSelection QueuePage::selection() const
{
    JobSelection selection;
    selection.queue = m_queue;
    selection.state = m_tabs->current();
    if (isGrouped()) {
        const QModelIndexList chosen = m_groups->selectionModel()->selectedRows();
        if (chosen.isEmpty())
            return selection;
        const FailureGroupRow& group = m_groupModel.row(chosen.first().row());
        selection.kind = JobSelection::Kind::Matching;
        selection.filter.cause = FailureCause{group.cause, group.frame};
        selection.count = group.count;
        selection.names = group.names.mid(0, 5);
        return selection;
    }
    selection.ids = selectedJobs();
    selection.count = selection.ids.size();
    if (!selection.ids.isEmpty())
        selection.kind = JobSelection::Kind::Jobs;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
        const QByteArray name = m_jobs.row(index.row()).name;
        if (selection.names.size() < 5 && !selection.names.contains(name))
            selection.names.append(name);
    }
    return selection;
}

QList<QAction*> QueuePage::pageActions() const
{
    return {m_retryAction, m_retryAllAction};
}

bool QueuePage::canRetry() const
{
    const JobState state = m_tabs->current();
    return (state == JobState::Failed || state == JobState::Completed) && !m_session.identity().readOnly
        && m_linkUp && !m_flow->isBusy();
}

void QueuePage::updateActions()
{
    const JobState state = m_tabs->current();
    const bool finished = state == JobState::Failed || state == JobState::Completed;
    const auto* shown = isGrouped() ? m_groups->selectionModel() : m_table->selectionModel();
    const auto selected = static_cast<int>(shown->selectedRows().size());
    m_retry->setVisible(finished);
    m_retryAll->setVisible(finished);
    m_retry->setEnabled(canRetry() && selected > 0);
    if (isGrouped())
        m_retry->setText(tr("Retry this cause\u2026"));
    else
        m_retry->setText(selected > 1 ? tr("Retry %n job(s)\u2026", "button", selected) : tr("Retry"));
    const qint64 total = m_facts ? m_facts->summary.counts[state] : m_jobs.total();
    m_retryAll->setText(tr("Retry all %1\u2026", "%1 is a number").arg(formatCount(total)));
    m_retryAll->setEnabled(canRetry() && total > 0);
    m_retryAction->setEnabled(m_retry->isEnabled());
    m_retryAllAction->setEnabled(m_retryAll->isEnabled());
    const bool paused = m_facts && m_facts->summary.paused;
    m_pause->setText(paused ? tr("Resume queue") : tr("Pause queue"));
    m_pause->setEnabled(m_facts && m_linkUp && !m_session.identity().readOnly);
    if (m_session.identity().readOnly) {
        for (QPushButton* button : {m_retry, m_retryAll, m_pause})
            button->setToolTip(tr("This connection is read-only"));
    }
}

void QueuePage::chooseCurrent()
{
    Q_EMIT selectionChanged(selection());
    if (isGrouped()) {
        const QModelIndexList rows = m_groups->selectionModel()->selectedRows();
        if (!rows.isEmpty())
            Q_EMIT jobChosen(m_queue, m_groupModel.row(rows.first().row()).sample);
        return;
    }
    const QModelIndex current = m_table->selectionModel()->currentIndex();
    if (m_table->selectionModel()->selectedRows().isEmpty())
        Q_EMIT nothingChosen();
    else if (current.isValid())
        Q_EMIT jobChosen(m_queue, m_jobs.row(current.row()).id);
}

void QueuePage::retrySelected()
{
    if (isGrouped()) {
        retryCause();
        return;
    }
    const QList<JobId> jobs = selectedJobs();
    if (!canRetry() || jobs.isEmpty())
        return;
    RetryRequest request;
    request.queue = m_queue;
    request.from = m_tabs->current();
    request.jobs = jobs;
    if (jobs.size() > 1 || m_session.identity().environment == Environment::Production) {
        m_flow->plan(request, knownPlan(request));
        return;
    }
    for (const JobEntry& row : m_jobs.rows()) {
        if (row.id == jobs.first())
            request.resetAttempts = row.attemptsMade >= row.attempts;
    }
    m_flow->run(request);
}

void QueuePage::retryCause()
{
    const QModelIndexList chosen = m_groups->selectionModel()->selectedRows();
    if (!canRetry() || chosen.isEmpty())
        return;
    const FailureGroupRow& group = m_groupModel.row(chosen.first().row());
    RetryRequest request;
    request.queue = m_queue;
    request.cause = FailureCause{group.cause, group.frame};
    RetryPlan known = knownPlan(request);
    known.sample = group.names.mid(0, 5);
    known.cause = plainText(group.cause, Lines::Single, 120);
    m_flow->plan(request, known);
}

void QueuePage::retryAll()
{
    if (!canRetry())
        return;
    RetryRequest request;
    request.queue = m_queue;
    request.from = m_tabs->current();
    m_flow->plan(request, knownPlan(request));
}

RetryPlan QueuePage::knownPlan(const RetryRequest& request) const
{
    RetryPlan plan;
    plan.connection = m_session.identity();
    plan.queue = m_queue;
    plan.from = request.from;
    plan.workers = m_facts ? m_facts->workers : -1;
    for (const JobEntry& row : m_jobs.rows()) {
        if (plan.sample.size() >= 5)
            break;
        if ((request.jobs.isEmpty() || request.jobs.contains(row.id)) && !plan.sample.contains(row.name))
            plan.sample.append(row.name);
    }
    return plan;
}

void QueuePage::setPaused(bool paused)
{
    m_pausing = m_session.setPaused(m_queue, paused);
}

void QueuePage::onReport(const ActionReport& report)
{
    if (report.request != m_pausing || m_pausing == 0 || !report.finished)
        return;
    m_pausing = 0;
    if (report.error) {
        const ErrorWords words = errorWords(*report.error);
        m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
    }
    Q_EMIT changedQueue();
}

bool QueuePage::eventFilter(QObject* watched, QEvent* event)
{
    if ((watched == m_table || watched == m_groups) && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        const bool plainR = key->key() == Qt::Key_R && key->modifiers() == Qt::NoModifier;
        if (plainR || (enter && key->modifiers().testFlag(Qt::ControlModifier))) {
            retrySelected();
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

} // namespace drover::ui
