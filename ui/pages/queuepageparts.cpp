// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queuepage.h"

#include "pages/health/whydialog.h"
#include "pages/queue/failurespane.h"
#include "pages/queue/gotodialog.h"
#include "pages/queue/jobspane.h"
#include "pages/workers/queueworkers.h"
#include "session/feeds/healthfeed.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "widgets/emptystate.h"
#include "widgets/filterline.h"
#include "widgets/jobtable.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/statetabs.h"
#include "widgets/toolbuttons.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
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
    m_pause = new QPushButton(tr("Pause queue"));
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_facts)
            Q_EMIT pauseWanted(m_queue, !m_facts->summary.paused);
    });
    auto* head = new QHBoxLayout;
    head->setContentsMargins(spaceM, spaceM, spaceM, spaceXs);
    head->setSpacing(spaceS);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_summary);
    head->addLayout(words, 1);
    m_new = iconButton(u"plus"_s, tr("New job\u2026"));
    connect(m_new, &QPushButton::clicked, this, [this] { Q_EMIT newJobWanted(m_queue); });
    m_why = iconButton(u"help"_s, tr("Why\u2026", "button: why does nothing move?"));
    m_why->setAccessibleName(tr("Why does nothing move?"));
    m_why->setToolTip(tr("Why does nothing move? One verdict with its evidence"));
    connect(m_why, &QPushButton::clicked, this, &QueuePage::askWhy);
    head->addWidget(m_why);
    head->addWidget(m_new);
    head->addWidget(m_pause);
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

void QueuePage::buildFilter(QVBoxLayout& layout)
{
    m_filter = new FilterLine;
    m_rowsButton = new QToolButton;
    m_rowsButton->setText(tr("All rows", "view: one row a job"));
    m_rowsButton->setIcon(icon(u"table"_s));
    m_causesButton = new QToolButton;
    m_causesButton->setText(tr("By cause", "view: failures grouped"));
    m_causesButton->setIcon(icon(u"group"_s));
    for (QToolButton* button : {m_causesButton, m_rowsButton}) {
        button->setProperty("framed", true);
        button->setCheckable(true);
        button->setAutoExclusive(true);
        showBeside(*button);
    }
    m_rowsButton->setChecked(true);
    connect(m_causesButton, &QToolButton::toggled, this, &QueuePage::showGroups);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    line->setSpacing(spaceS);
    line->addWidget(m_filter, 1);
    line->addWidget(m_causesButton);
    line->addWidget(m_rowsButton);
    layout.addLayout(line);
    m_filterProblem = new PlainLabel({}, PlainLabel::Tone::Error);
    m_filterProblem->setContentsMargins(spaceM, 0, spaceM, spaceS);
    m_filterProblem->hide();
    layout.addWidget(m_filterProblem);
    connect(m_filter, &FilterLine::queryChanged, this, &QueuePage::onQuery);
    connect(m_filter, &QLineEdit::textChanged, this, [this] {
        m_filterProblem->setText(m_filter->problem());
        m_filterProblem->setVisible(!m_filterProblem->text().isEmpty());
    });
    connect(m_filter, &FilterLine::left, this, &QueuePage::focusJobs);
    connect(m_filter, &QLineEdit::returnPressed, this, &QueuePage::focusJobs);
}

void QueuePage::buildBody()
{
    m_jobs = new JobsPane(m_session.jobs());
    m_failures = new FailuresPane(m_session.jobs());
    m_skeleton = new Skeleton;
    m_empty = new EmptyState;
    m_empty->setObjectName(u"noJobs"_s);
    m_body = new QStackedWidget;
    for (QWidget* part : std::initializer_list<QWidget*>{m_skeleton, m_jobs, m_failures, m_empty})
        m_body->addWidget(part);
    connectTable(*m_jobs->table());
    connectTable(*m_failures->jobs()->table());
    const auto chosen = [this](const JobId& job) { Q_EMIT jobChosen(m_queue, job); };
    connect(m_jobs, &JobsPane::read, this, &QueuePage::onRead);
    connect(m_jobs, &JobsPane::failed, this, &QueuePage::onFailed);
    connect(m_jobs, &JobsPane::rowsChanged, this, &QueuePage::updateBody);
    connect(m_jobs, &JobsPane::searchEnded, this, &QueuePage::updateBody);
    connect(m_jobs, &JobsPane::selectionChanged, this, &QueuePage::updateActions);
    connect(m_jobs, &JobsPane::jobChosen, this, chosen);
    connect(m_jobs, &JobsPane::nothingChosen, this, &Page::nothingChosen);
    connect(m_failures, &FailuresPane::read, this, &QueuePage::onRead);
    connect(m_failures, &FailuresPane::failed, this, &QueuePage::onFailed);
    connect(m_failures, &FailuresPane::selectionChanged, this, &QueuePage::updateActions);
    connect(m_failures, &FailuresPane::jobChosen, this, chosen);
    connect(m_failures, &FailuresPane::nothingChosen, this, &Page::nothingChosen);
    connect(m_failures, &FailuresPane::verbPressed, this, &QueuePage::want);
    connect(m_empty, &EmptyState::actionTriggered, this, [this] {
        if (m_firstError)
            refresh();
        else if (isFiltered())
            setFilter({});
        else
            m_workerToggle->setChecked(true);
    });
}

void QueuePage::connectTable(JobTable& table)
{
    connect(&table, &JobTable::verbPressed, this, &QueuePage::want);
    connect(&table, &JobTable::copyPressed, this, &QueuePage::copySelection);
    connect(&table, &JobTable::openPressed, this, &Page::inspectorWanted);
    table.setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&table, &QWidget::customContextMenuRequested, this,
        [this, view = &table](const QPoint& at) { showRowMenu(view->viewport()->mapToGlobal(at)); });
}

void QueuePage::buildActions(QVBoxLayout& layout)
{
    m_retry = iconButton(u"retry"_s, tr("Retry"), true);
    m_retry->setProperty("primary", true);
    m_retry->setToolTip(tr("Retry the selected jobs (R or Ctrl+Enter)"));
    m_sample = new QPushButton(tr("Try 5 first\u2026"));
    m_sample->setToolTip(tr("Retry five of them, look how they fare, then the rest"));
    m_edit = new QPushButton(tr("Edit and retry\u2026"));
    m_edit->setToolTip(tr("Change the data or the options of the selected job, then retry it"));
    m_promote = new QPushButton(tr("Promote"));
    m_promote->setProperty("primary", true);
    m_promote->setToolTip(tr("Run the selected jobs now instead of later (P)"));
    m_remove = new QPushButton(tr("Remove\u2026"));
    m_remove->setToolTip(tr("Remove the selected jobs; they go to the trash first (Del)"));
    m_retryAll = new QPushButton(tr("Retry all\u2026"));
    m_more = new QToolButton;
    m_more->setProperty("framed", true);
    m_more->setText(tr("More"));
    m_more->setIcon(icon(u"chevron-down"_s));
    showBeside(*m_more);
    m_workerToggle = new QToolButton;
    m_workerToggle->setProperty("framed", true);
    m_workerToggle->setText(tr("Local worker"));
    m_workerToggle->setIcon(icon(u"worker"_s));
    showBeside(*m_workerToggle);
    m_workerToggle->setCheckable(true);
    m_workerToggle->setToolTip(tr("Run the jobs of this queue on this computer (Ctrl+L)"));
    m_workerToggle->setShortcut(QKeySequence(u"Ctrl+L"_s));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    bar->setSpacing(spaceS);
    for (QWidget* button :
        std::initializer_list<QWidget*>{m_retry, m_sample, m_edit, m_promote, m_remove, m_more, m_retryAll})
        bar->addWidget(button);
    bar->addStretch(1);
    bar->addWidget(m_workerToggle);
    layout.addLayout(bar);
    const auto does = [this](QPushButton* button, JobVerb verb) {
        connect(button, &QPushButton::clicked, this, [this, verb] { want(verb); });
    };
    does(m_retry, JobVerb::Retry);
    does(m_sample, JobVerb::RetrySample);
    does(m_edit, JobVerb::EditAndRetry);
    does(m_promote, JobVerb::Promote);
    does(m_remove, JobVerb::Remove);
    connect(m_retryAll, &QPushButton::clicked, this, &QueuePage::retryAll);
    connect(m_more, &QToolButton::clicked, this, &QueuePage::showMore);
}

void QueuePage::buildPageActions()
{
    const auto make = [this](const QString& text, const QKeySequence& keys, auto&& slot) {
        auto* action = new QAction(text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        m_actions.append(action);
        return action;
    };
    m_retryAction = make(tr("&Retry selected"), {}, [this] { want(JobVerb::Retry); });
    m_editAction = make(tr("&Edit and retry\u2026"), {}, [this] { want(JobVerb::EditAndRetry); });
    m_optionsAction = make(tr("Change &options\u2026"), {}, [this] { want(JobVerb::EditOptions); });
    m_exportAction = make(tr("E&xport selected\u2026"), {}, [this] { want(JobVerb::Export); });
    m_retryAllAction = make(tr("Retry &all\u2026"), {}, &QueuePage::retryAll);
    m_exportAllAction = make(tr("Ex&port all\u2026"), {}, [this] { wantAll(JobVerb::Export); });
    make(tr("&Find jobs"), QKeySequence::Find, &QueuePage::focusFilter);
    make(tr("&Go to a job\u2026"), QKeySequence(u"Ctrl+G"_s), [this] { goToJob(); });
    m_whyAction = make(tr("&Why does nothing move?\u2026"), {}, &QueuePage::askWhy);
    m_diagnoseAction = make(tr("&Diagnose\u2026"), {}, &QueuePage::diagnose);
    m_limitsAction = make(tr("&Limits of the queue\u2026"), {}, [this] { Q_EMIT limitsWanted(m_queue); });
    m_retentionAction = make(tr("Rete&ntion\u2026"), {}, [this] { Q_EMIT retentionWanted(m_queue); });
    make(tr("Failures by &cause"), {}, [this] {
        showState(JobState::Failed);
        showGroups(true);
    });
}

QList<QAction*> QueuePage::pageActions() const
{
    return m_actions;
}

void QueuePage::askWhy()
{
    showAnswer(WhyDialog::Question::WhyNothingMoves);
}

void QueuePage::diagnose()
{
    showAnswer(WhyDialog::Question::IsAllSound);
}

void QueuePage::showAnswer(WhyDialog::Question question)
{
    auto* dialog = new WhyDialog(m_session.health(), m_queue, question, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void QueuePage::goToJob(const JobId& job)
{
    auto* dialog = new GotoDialog(m_session.jobs(), m_queue, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &GotoDialog::placeChosen, this, [this](const JobPlace& place) {
        if (!(place.queue == m_queue) || !isVisible())
            Q_EMIT queueWanted(place.queue, place.state);
        showPlace(place);
    });
    dialog->open();
    if (!job.isEmpty())
        dialog->lookFor(job);
}

void QueuePage::addVerbs(QMenu& menu)
{
    const JobSelection selected = selection();
    const auto add = [&](JobVerb verb, const QString& text, const QKeySequence& keys = {}) {
        if (!isOffered(verb))
            return;
        QAction* action = menu.addAction(text, this, [this, verb] { want(verb); });
        action->setEnabled(can(verb, selected));
        action->setShortcut(keys);
        action->setShortcutVisibleInContextMenu(true);
    };
    add(JobVerb::Retry, tr("Retry\u2026"), QKeySequence(u"R"_s));
    add(JobVerb::RetrySample, tr("Try 5 first\u2026"));
    add(JobVerb::EditAndRetry, tr("Edit and retry\u2026"));
    add(JobVerb::Promote, tr("Promote"), QKeySequence(u"P"_s));
    add(JobVerb::Edit, tr("Edit\u2026"));
    add(JobVerb::EditOptions, tr("Change options\u2026"));
    add(JobVerb::Duplicate, tr("Duplicate\u2026"));
    add(JobVerb::RunHere, tr("Copy to this computer"));
    add(JobVerb::Reencrypt, tr("Re-encrypt\u2026"));
    menu.addSeparator();
    add(JobVerb::Export, tr("Export\u2026"));
    add(JobVerb::Remove, tr("Remove\u2026"), QKeySequence(QKeySequence::Delete));
}

void QueuePage::showRowMenu(const QPoint& at)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const JobSelection selected = selection();
    addVerbs(*menu);
    menu->addSeparator();
    QAction* copyId = menu->addAction(
        selected.ids.size() > 1 ? tr("Copy ids") : tr("Copy id"), this, [this] { copySelection(false); });
    copyId->setShortcut(QKeySequence::Copy);
    QAction* copyJson = menu->addAction(tr("Copy as JSON"), this, [this] { copySelection(true); });
    copyJson->setShortcut(QKeySequence(u"Ctrl+Shift+C"_s));
    for (QAction* action : {copyId, copyJson}) {
        action->setShortcutVisibleInContextMenu(true);
        action->setEnabled(!selected.ids.isEmpty());
    }
    if (selected.isOne() && !selected.names.isEmpty() && !isGrouped()) {
        menu->addSeparator();
        const QString name = QString::fromUtf8(selected.names.first());
        menu->addAction(tr("Only jobs named %1", "filter, %1 is a name")
                            .arg(plainText(selected.names.first(), Lines::Single, 40).replace(u'&', u"&&"_s)),
            this, [this, name] {
                setFilter(
                    u"name:\"%1\""_s.arg(QString(name).replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s)));
            });
    }
    menu->popup(at);
}

void QueuePage::showMore()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addVerbs(*menu);
    menu->addSeparator();
    QAction* clean = menu->addAction(tr("Clean old jobs\u2026"), this, [this] { wantAll(JobVerb::Clean); });
    clean->setEnabled(can(JobVerb::Clean) && stateCount() > 0);
    if (isOffered(JobVerb::Reencrypt)) {
        QAction* renew =
            menu->addAction(tr("Re-encrypt all\u2026"), this, [this] { wantAll(JobVerb::Reencrypt); });
        renew->setEnabled(can(JobVerb::Reencrypt) && stateCount() > 0);
    }
    QAction* all = menu->addAction(tr("Export all\u2026"), this, [this] { wantAll(JobVerb::Export); });
    all->setEnabled(can(JobVerb::Export) && stateCount() > 0);
    QAction* options =
        menu->addAction(tr("Change options of all\u2026"), this, [this] { wantAll(JobVerb::EditOptions); });
    options->setEnabled(can(JobVerb::EditOptions) && stateCount() > 0);
    menu->addSeparator();
    menu->addAction(m_retentionAction);
    menu->addAction(m_limitsAction);
    menu->popup(m_more->mapToGlobal(QPoint(0, 0)) - QPoint(0, menu->sizeHint().height()));
}

void QueuePage::showNoHits()
{
    m_empty->show(u"search-x"_s, tr("No job matches"),
        tr("Nothing of this state matches the filter. Texts are found anywhere in a field, whatever their "
           "case."),
        tr("Clear the filter"));
    m_body->setCurrentWidget(m_empty);
}

void QueuePage::showEmpty()
{
    const bool nobody = m_facts && m_facts->workers == 0;
    switch (state()) {
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
    case JobState::Delayed:
        m_empty->show(u"empty"_s, tr("Nothing is delayed"),
            tr("Jobs with a delay, and failed ones between two attempts, wait here for their time."));
        break;
    case JobState::Prioritized:
        m_empty->show(u"empty"_s, tr("No prioritized jobs"),
            tr("Jobs that were added with a priority wait here, after those without one."));
        break;
    case JobState::WaitingChildren:
        m_empty->show(u"empty"_s, tr("No job waits for children"),
            tr("Parents of flows wait here until all of their children are done."));
        break;
    case JobState::Paused:
        m_empty->show(u"empty"_s, tr("No jobs in this state"), {});
        break;
    }
    m_body->setCurrentWidget(m_empty);
}

} // namespace drover::ui
