// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queuepage.h"

#include "delegates/rowdelegate.h"
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
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

//! What the page consists of and how its parts look; what they do is in queuepage.cpp.
namespace drover::ui {

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
    m_groups->installEventFilter(this);
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
            setPaused(!m_facts->summary.paused);
    });
}

void QueuePage::buildPageActions()
{
    m_retryAction = new QAction(tr("&Retry selected"), this);
    connect(m_retryAction, &QAction::triggered, this, &QueuePage::retrySelected);
    m_retryAllAction = new QAction(tr("Retry &all\u2026"), this);
    connect(m_retryAllAction, &QAction::triggered, this, &QueuePage::retryAll);
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

} // namespace drover::ui
