// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queuepage.h"

#include "delegates/rowdelegate.h"
#include "dialogs/retrydialog.h"
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
    : QWidget(parent)
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
    updateColumns();
    updateActions();
    updateBody();
}

void QueuePage::buildTop(QVBoxLayout& layout)
{
    m_title = new PlainLabel({}, PlainLabel::Tone::Title);
    m_title->setElided(true);
    m_summary = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_summary->setElided(true);
    m_rowsButton = new QToolButton;
    m_rowsButton->setText(tr("Jobs", "view: one row a job"));
    m_rowsButton->setIcon(icon(u"table"_s));
    m_causesButton = new QToolButton;
    m_causesButton->setText(tr("By cause", "view: failures grouped"));
    m_causesButton->setIcon(icon(u"group"_s));
    for (QToolButton* button : {m_rowsButton, m_causesButton}) {
        button->setProperty("framed", true);
        button->setCheckable(true);
        button->setAutoExclusive(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    }
    m_rowsButton->setChecked(true);
    connect(m_causesButton, &QToolButton::toggled, this, &QueuePage::showGroups);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(spaceM, spaceM, spaceM, spaceXs);
    head->setSpacing(spaceS);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_summary);
    head->addLayout(words, 1);
    head->addWidget(m_rowsButton);
    head->addWidget(m_causesButton);
    layout.addLayout(head);

    m_tabs = new StateTabs;
    auto* tabLine = new QHBoxLayout;
    tabLine->setContentsMargins(0, spaceXs, 0, 0);
    tabLine->addWidget(m_tabs, 1);
    layout.addLayout(tabLine);

    m_notice = new NoticeBar;
    auto* noticeLine = new QHBoxLayout;
    noticeLine->setContentsMargins(spaceM, 0, spaceM, 0);
    noticeLine->addWidget(m_notice);
    layout.addLayout(noticeLine);
    connect(m_notice, &NoticeBar::actionTriggered, this, [this] {
        if (m_action != 0)
            m_session.cancel(m_action);
    });
}

void QueuePage::buildTables()
{
    m_table = new QTableView;
    m_table->setModel(&m_jobs);
    m_table->setItemDelegate(
        new RowDelegate({JobTableModel::MutedRole, JobTableModel::MonospaceRole, -1}, m_table));
    setUpTable(*m_table);
    m_table->setAccessibleName(tr("Jobs"));
    m_table->installEventFilter(this);
    m_groups = new QTableView;
    m_groups->setModel(&m_groupModel);
    m_groups->setItemDelegate(
        new RowDelegate({FailureGroupModel::MutedRole, -1, FailureGroupModel::SampleRole}, m_groups));
    setUpTable(*m_groups);
    m_groups->setSelectionMode(QAbstractItemView::SingleSelection);
    m_groups->verticalHeader()->setDefaultSectionSize(qRound(fontMetrics().height() * 2.9));
    m_groups->setAccessibleName(tr("Failures by cause"));
    m_skeleton = new Skeleton;
    m_empty = new EmptyState;
    m_body = new QStackedWidget;
    for (QWidget* page : std::initializer_list<QWidget*>{m_skeleton, m_table, m_groups, m_empty})
        m_body->addWidget(page);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        updateActions();
        chooseCurrent();
    });
    connect(m_groups->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        updateActions();
        chooseCurrent();
    });
    connect(m_empty, &EmptyState::actionTriggered, this, [this] { m_workerToggle->setChecked(true); });
}

void QueuePage::buildActions(QVBoxLayout& layout)
{
    m_retry = new QPushButton(icon(u"retry"_s, true), tr("Retry"));
    m_retry->setProperty("primary", true);
    m_retry->setToolTip(tr("Retry the selected jobs (R or Ctrl+Enter)"));
    m_retryAll = new QPushButton(tr("Retry all\u2026"));
    m_pause = new QPushButton(tr("Pause queue"));
    m_workerToggle = new QToolButton;
    m_workerToggle->setProperty("framed", true);
    m_workerToggle->setText(tr("Local worker"));
    m_workerToggle->setIcon(icon(u"worker"_s));
    m_workerToggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_workerToggle->setCheckable(true);
    m_workerToggle->setToolTip(tr("Run the jobs of this queue on this computer (Ctrl+L)"));
    m_workerToggle->setShortcut(QKeySequence(u"Ctrl+L"_s));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    bar->setSpacing(spaceS);
    bar->addWidget(m_retry);
    bar->addWidget(m_retryAll);
    bar->addStretch(1);
    bar->addWidget(m_pause);
    bar->addWidget(m_workerToggle);
    layout.addLayout(bar);
    connect(m_retry, &QPushButton::clicked, this, &QueuePage::retrySelected);
    connect(m_retryAll, &QPushButton::clicked, this, &QueuePage::retryAll);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_facts)
            m_action = m_session.setPaused(m_queue, !m_facts->summary.paused);
    });
}

void QueuePage::showQueue(const QueueId& queue)
{
    if (queue == m_queue)
        return;
    m_queue = queue;
    m_facts.reset();
    m_title->setText(plainText(queue.name));
    m_tabs->setCounts(std::nullopt);
    m_notice->dismiss();
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

void QueuePage::updateColumns()
{
    QHeaderView* header = m_table->horizontalHeader();
    const JobState state = m_tabs->current();
    const int wide = state == JobState::Failed ? JobTableModel::Reason : JobTableModel::Data;
    const int character = fontMetrics().averageCharWidth();
    for (int column = 0; column < JobTableModel::ColumnCount; ++column) {
        header->setSectionHidden(
            column, !JobTableModel::isShown(static_cast<JobTableModel::Column>(column), state));
        header->setSectionResizeMode(
            column, column == wide ? QHeaderView::Stretch : QHeaderView::Interactive);
        if (column != wide)
            header->resizeSection(
                column, std::clamp(header->sectionSize(column), 9 * character, 26 * character));
    }
    QHeaderView* groups = m_groups->horizontalHeader();
    groups->setSectionResizeMode(FailureGroupModel::Cause, QHeaderView::Stretch);
    for (const int column :
        {FailureGroupModel::LastHour, FailureGroupModel::LastDay, FailureGroupModel::Count})
        groups->resizeSection(column, 7 * character);
    groups->resizeSection(FailureGroupModel::Names, 18 * character);
    groups->resizeSection(FailureGroupModel::Last, 12 * character);
    groups->setSectionHidden(FailureGroupModel::First, true);
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

void QueuePage::showEmpty()
{
    const JobState state = m_tabs->current();
    const bool nobody = m_facts && m_facts->workers == 0;
    switch (state) {
    case JobState::Failed:
        m_empty->show(
            u"check"_s, tr("No failed jobs"), tr("Jobs that fail for good appear here within seconds."));
        break;
    case JobState::Completed:
        m_empty->show(u"empty"_s, tr("No completed jobs are kept"),
            tr("Producers and workers decide how many completed jobs stay (removeOnComplete)."));
        break;
    case JobState::Active:
        m_empty->show(u"worker"_s, tr("Nothing is running"),
            nobody ? tr("No worker listens to this queue.")
                   : tr("Jobs appear here while a worker runs them."),
            tr("Start a local worker"));
        break;
    case JobState::Waiting:
        m_empty->show(
            u"check"_s, tr("Nothing is waiting"), tr("Everything that could start has been started."));
        break;
    default:
        m_empty->show(u"empty"_s, tr("No jobs in this state"), {});
        break;
    }
    m_body->setCurrentWidget(m_empty);
}

QList<JobId> QueuePage::selectedJobs() const
{
    QList<JobId> jobs;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        jobs.append(m_jobs.row(index.row()).id);
    return jobs;
}

bool QueuePage::canRetry() const
{
    const JobState state = m_tabs->current();
    return (state == JobState::Failed || state == JobState::Completed) && !m_session.identity().readOnly
        && m_linkUp;
}

void QueuePage::updateActions()
{
    const JobState state = m_tabs->current();
    const bool finished = state == JobState::Failed || state == JobState::Completed;
    const auto selected = isGrouped() ? 0 : m_table->selectionModel()->selectedRows().size();
    m_retry->setVisible(finished && !isGrouped());
    m_retryAll->setVisible(finished);
    m_retry->setEnabled(canRetry() && selected > 0);
    m_retry->setText(
        selected > 1 ? tr("Retry %n job(s)\u2026", "button", static_cast<int>(selected)) : tr("Retry"));
    const qint64 total = m_facts ? m_facts->summary.counts[state] : m_jobs.total();
    m_retryAll->setText(tr("Retry all %1\u2026", "%1 is a number").arg(formatCount(total)));
    m_retryAll->setEnabled(canRetry() && total > 0);
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
    if (isGrouped()) {
        const QModelIndexList rows = m_groups->selectionModel()->selectedRows();
        if (!rows.isEmpty() && !m_groupModel.row(rows.first().row()).jobs.isEmpty())
            Q_EMIT jobChosen(m_queue, m_groupModel.row(rows.first().row()).jobs.first());
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
    const QList<JobId> jobs = selectedJobs();
    if (!canRetry() || jobs.isEmpty() || isGrouped())
        return;
    retry({m_queue, m_tabs->current(), jobs, true}, jobs.size());
}

void QueuePage::retryAll()
{
    if (!canRetry() || !m_facts)
        return;
    retry({m_queue, m_tabs->current(), {}, true}, m_facts->summary.counts[m_tabs->current()]);
}

void QueuePage::retry(RetryRequest request, qint64 count)
{
    RetryPlan plan{
        m_session.identity(), m_queue, request.from, count, 0, 0, m_facts ? m_facts->workers : -1, {}};
    for (const JobRow& row : m_jobs.rows()) {
        if (!request.jobs.isEmpty() && !request.jobs.contains(row.id))
            continue;
        ++plan.looked;
        plan.exhausted += row.attemptsMade >= row.attempts ? 1 : 0;
        if (plan.sample.size() < 5 && !plan.sample.contains(row.name))
            plan.sample.append(row.name);
    }
    const bool ask = count > 1 || plan.connection.environment == Environment::Production;
    if (!ask) {
        request.resetAttempts = plan.exhausted > 0;
        m_action = m_session.retry(request);
        return;
    }
    auto* dialog = new RetryDialog(plan, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, request]() mutable {
        request.resetAttempts = dialog->resetsAttempts();
        m_action = m_session.retry(request);
    });
    dialog->open();
}

void QueuePage::onReport(const ActionReport& report)
{
    if (report.request != m_action || m_action == 0)
        return;
    if (!report.finished) {
        m_notice->show(Card::Mood::Plain,
            tr("Retrying: %1 of %2 done", "two numbers")
                .arg(formatCount(report.done), formatCount(report.matched)),
            {}, tr("Cancel"));
        return;
    }
    m_action = 0;
    if (report.error) {
        const ErrorWords words = errorWords(*report.error);
        m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
    } else if (report.skippedTotal > 0) {
        const ErrorWords words =
            report.skipped.isEmpty() ? ErrorWords() : errorWords(report.skipped.first().error);
        m_notice->show(Card::Mood::Warn,
            tr("%1 of %2 jobs went back to waiting; %3 were left alone.", "three numbers")
                .arg(formatCount(report.done), formatCount(report.matched), formatCount(report.skippedTotal)),
            words.sentence);
    } else if (report.matched > 0) {
        m_notice->show(Card::Mood::Good,
            tr("%n job(s) went back to waiting.", "after a retry", static_cast<int>(report.done)));
    } else {
        m_notice->dismiss();
    }
    refresh();
}

bool QueuePage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        const bool plainR = key->key() == Qt::Key_R && key->modifiers() == Qt::NoModifier;
        if (plainR || (enter && key->modifiers().testFlag(Qt::ControlModifier))) {
            retrySelected();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace drover::ui
