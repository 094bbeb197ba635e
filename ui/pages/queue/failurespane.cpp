// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queue/failurespane.h"

#include "core/clock.h"
#include "delegates/rowdelegate.h"
#include "pages/queue/jobspane.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "widgets/jobtable.h"
#include "widgets/plainlabel.h"
#include "widgets/tables.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qint64 newest = 10000; // failures that are grouped
constexpr qint64 regroupAfter = 60000; // ms: the windows of time move on by themselves
constexpr qint64 hour = 3600 * 1000;
} // namespace

FailuresPane::FailuresPane(JobsFeed& feed, QWidget* parent)
    : QWidget(parent)
    , m_feed(feed)
    , m_head(new QWidget)
    , m_about(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_spans(new QButtonGroup(this))
    , m_table(new QTableView)
    , m_jobs(new JobsPane(feed))
    , m_splitter(new QSplitter(Qt::Vertical))
{
    buildHead();
    buildTable();
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_jobs);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setSizes({200, 300});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(m_splitter, 1);

    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &FailuresPane::onCauseChosen);
    connect(m_jobs, &JobsPane::selectionChanged, this, &FailuresPane::selectionChanged);
    connect(m_jobs, &JobsPane::jobChosen, this, &FailuresPane::jobChosen);
    connect(m_jobs, &JobsPane::failed, this, &FailuresPane::failed);
    m_jobs->showNone(JobState::Failed);
}

void FailuresPane::buildHead()
{
    auto* layout = new QHBoxLayout(m_head);
    layout->setContentsMargins(spaceM, spaceXs, spaceM, spaceXs);
    layout->setSpacing(spaceXs);
    m_about->setElided(true);
    layout->addWidget(m_about, 1);
    const auto add = [&](FailureSpan span, const QString& text, const QString& tip) {
        auto* button = new QToolButton;
        button->setText(text);
        button->setToolTip(tip);
        button->setProperty("framed", true);
        button->setCheckable(true);
        button->setChecked(span == FailureSpan::All);
        m_spans->addButton(button, static_cast<int>(span));
        layout->addWidget(button);
    };
    add(FailureSpan::All, tr("All", "window of time"), tr("All failures that were looked at"));
    add(FailureSpan::Day, tr("24 h", "window of time"), tr("Causes that failed within the last day"));
    add(FailureSpan::ThreeHours, tr("3 h", "window of time"),
        tr("Causes that failed within the last three hours"));
    add(FailureSpan::Hour, tr("1 h", "window of time"), tr("Causes that failed within the last hour"));
    connect(m_spans, &QButtonGroup::idClicked, this,
        [this](int id) { chooseSpan(static_cast<FailureSpan>(id)); });
}

void FailuresPane::buildTable()
{
    setUpTable(*m_table);
    m_table->setModel(&m_groups);
    m_table->setItemDelegate(new CauseRowDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->setDefaultSectionSize(qRound(fontMetrics().height() * 2.9));
    m_table->setAccessibleName(tr("Failures by cause"));
    m_table->installEventFilter(this);
    const int character = fontMetrics().averageCharWidth();
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(FailureGroupModel::Cause, QHeaderView::Stretch);
    for (const int column : {FailureGroupModel::LastHour, FailureGroupModel::LastThreeHours,
             FailureGroupModel::LastDay, FailureGroupModel::All})
        header->resizeSection(column, 9 * character);
    header->resizeSection(FailureGroupModel::Names, 22 * character);
    header->resizeSection(FailureGroupModel::First, 13 * character);
    header->resizeSection(FailureGroupModel::Last, 13 * character);
}

void FailuresPane::setLayoutMemory(LayoutMemory* memory)
{
    m_jobs->setLayoutMemory(memory);
}

void FailuresPane::showQueue(const QueueId& queue)
{
    m_queue = queue;
    ++m_reading;
    m_read = false;
    m_failedThen = -1;
    m_shownCause.clear();
    m_groups.clear();
    m_jobs->showNone(JobState::Failed);
    describe();
}

void FailuresPane::refresh(qint64 failedNow)
{
    const qint64 now = Clock::system().now().count();
    // Ten thousand jobs are a lot to read for news that the count rules out.
    if (m_read && failedNow == m_failedThen && now - m_readAt < regroupAfter) {
        updateJobs();
        Q_EMIT read(now);
        return;
    }
    m_failedThen = failedNow;
    m_feed.readCauses(m_queue, newest, this,
        [this, reading = ++m_reading](const Result<FailureReport>& report) { onAnswer(reading, report); });
}

void FailuresPane::onAnswer(int reading, const Result<FailureReport>& report)
{
    if (reading != m_reading)
        return;
    if (!report) {
        m_failedThen = -1;
        Q_EMIT failed(report.error());
        return;
    }
    const bool first = !std::exchange(m_read, true);
    m_readAt = Clock::system().now().count();
    m_report = *report;
    m_groups.apply(*report, m_readAt);
    describe();
    if (first && m_groups.rowCount() > 0)
        m_table->selectRow(0);
    else
        updateJobs();
    Q_EMIT read(m_readAt);
    Q_EMIT selectionChanged(); // the counts of the cause
}

void FailuresPane::chooseSpan(FailureSpan span)
{
    m_groups.setSpan(span);
    describe();
    m_shownCause.clear(); // its jobs are others in another window
    onCauseChosen();
    if (m_table->selectionModel()->selectedRows().isEmpty() && m_groups.rowCount() > 0)
        m_table->selectRow(0);
}

void FailuresPane::describe()
{
    if (!m_read) {
        m_about->setText({});
        return;
    }
    const QString causes = tr("%n cause(s)", "groups of failures", m_groups.rowCount());
    m_about->setText(m_report.total > m_report.looked
            ? tr("%1 among the newest %2 of %3 failures", "causes, failures looked at, all failures")
                  .arg(causes, formatCount(m_report.looked), formatCount(m_report.total))
            : tr("%1 of %2 failures", "causes, all failures").arg(causes, formatCount(m_report.total)));
}

std::optional<qint64> FailuresPane::since() const
{
    switch (m_groups.span()) {
    case FailureSpan::Hour:
        return m_readAt - hour;
    case FailureSpan::ThreeHours:
        return m_readAt - 3 * hour;
    case FailureSpan::Day:
        return m_readAt - 24 * hour;
    case FailureSpan::All:
        break;
    }
    return std::nullopt;
}

const FailureGroupRow* FailuresPane::chosenCause() const
{
    const QModelIndexList chosen = m_table->selectionModel()->selectedRows();
    return chosen.isEmpty() ? nullptr : &m_groups.row(chosen.first().row());
}

MassFilter FailuresPane::filterOf(const FailureGroupRow& row) const
{
    MassFilter filter;
    filter.cause = FailureCause{row.group.cause, row.group.frame};
    filter.since = since();
    return filter;
}

void FailuresPane::onCauseChosen()
{
    const FailureGroupRow* row = chosenCause();
    if (row == nullptr) {
        m_shownCause.clear();
        m_jobs->showNone(JobState::Failed);
        Q_EMIT nothingChosen();
        Q_EMIT selectionChanged();
        return;
    }
    if (row->key() == m_shownCause)
        return;
    m_shownCause = row->key();
    m_shownCount = row->count(m_groups.span());
    m_jobs->showHits(m_queue, JobState::Failed, filterOf(*row), newest);
    Q_EMIT jobChosen(row->group.sample);
    Q_EMIT selectionChanged();
}

//! Those of the cause are looked for anew when they are others by number; else the rows in sight are read
//! again, which shows what has become of them.
void FailuresPane::updateJobs()
{
    const FailureGroupRow* row = chosenCause();
    if (row == nullptr || row->key() != m_shownCause)
        return;
    const qint64 count = row->count(m_groups.span());
    if (count == std::exchange(m_shownCount, count))
        m_jobs->refresh();
    else
        m_jobs->searchAgain(filterOf(*row));
}

JobSelection FailuresPane::selection() const
{
    if (const JobSelection jobs = m_jobs->selection(); !jobs.isEmpty())
        return jobs;
    JobSelection selection;
    selection.queue = m_queue;
    const FailureGroupRow* row = chosenCause();
    if (row == nullptr)
        return selection;
    selection.kind = JobSelection::Kind::Matching;
    selection.filter = filterOf(*row);
    selection.count = row->count(m_groups.span());
    selection.names = row->group.names.mid(0, 5);
    return selection;
}

void FailuresPane::resolveSelection(Answer<JobSelection> answer)
{
    if (m_jobs->selection().isEmpty())
        answer(selection());
    else
        m_jobs->resolveSelection(std::move(answer));
}

bool FailuresPane::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        const bool plain = key->modifiers() == Qt::NoModifier;
        if ((plain && key->key() == Qt::Key_R) || (enter && key->modifiers() == Qt::ControlModifier)) {
            m_jobs->table()->clearSelection(); // the whole cause is meant
            Q_EMIT verbPressed(JobVerb::Retry);
            return true;
        }
        if (plain && key->matches(QKeySequence::Delete)) {
            m_jobs->table()->clearSelection();
            Q_EMIT verbPressed(JobVerb::Remove);
            return true;
        }
        if (plain && enter) {
            m_jobs->table()->setFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FailuresPane::setStale(bool stale)
{
    ui::setStale(*m_table, stale);
    ui::setStale(*m_jobs->table(), stale);
}

} // namespace drover::ui
