// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queuepage.h"

#include "core/clock.h"
#include "pages/queue/failurespane.h"
#include "pages/queue/jobspane.h"
#include "pages/workers/queueworkers.h"
#include "session/feeds/writesfeed.h"
#include "style/theme.h"
#include "util/clipboard.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/emptystate.h"
#include "widgets/filterline.h"
#include "widgets/jobtable.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/statetabs.h"
#include "widgets/tables.h"

#include <QAction>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
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
    buildFilter(*layout);
    buildBody();
    layout->addWidget(m_body, 1);
    buildActions(*layout);
    buildPageActions();
    m_workers = new QueueWorkers(session);
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
    connect(m_tabs, &StateTabs::stateChosen, this, &QueuePage::showState);
    connect(m_workerToggle, &QToolButton::toggled, m_workers, &QWidget::setVisible);
    connect(m_workers, &QueueWorkers::workerTurned, this, &QueuePage::refresh);
    updateActions();
    updateBody();
}

JobState QueuePage::state() const
{
    return m_tabs->current();
}

QTableView* QueuePage::table() const
{
    return m_jobs->table();
}

void QueuePage::showQueue(const QueueId& queue)
{
    if (queue == m_queue)
        return;
    m_queue = queue;
    m_facts.reset();
    m_title->setText(plainText(queue.name));
    m_tabs->setCounts(std::nullopt);
    m_workers->setQueue(queue);
    m_failures->showQueue(queue);
    m_filter->setQuietly({});
    showState(m_tabs->current());
}

void QueuePage::showState(JobState state)
{
    if (m_tabs->current() != state) {
        m_tabs->setCurrent(state); // comes back here
        return;
    }
    if (state != JobState::Failed)
        m_rowsButton->setChecked(true);
    m_causesButton->setVisible(state == JobState::Failed);
    m_rowsButton->setVisible(state == JobState::Failed);
    applyQuery();
}

void QueuePage::showGroups(bool grouped)
{
    m_causesButton->setChecked(grouped);
    m_rowsButton->setChecked(!grouped);
    m_firstError.reset();
    m_filter->setEnabled(!grouped);
    updateBody();
    updateActions();
    Q_EMIT nothingChosen();
    m_refresher.answered();
    m_refresher.refreshNow();
}

//! Shows what the filter leaves of the state, from the start.
void QueuePage::applyQuery()
{
    m_firstError.reset();
    const FilterQuery& query = m_filter->query();
    const qint64 now = Clock::system().now().count();
    if (query.isSearch() && query.problem == FilterQuery::Problem::None)
        m_jobs->showHits(m_queue, state(), toMassFilter(query, now));
    else
        m_jobs->showState(m_queue, state());
    updateBody();
    updateActions();
    Q_EMIT nothingChosen();
    m_refresher.answered();
    m_refresher.refreshNow();
}

void QueuePage::onQuery(const FilterQuery& query)
{
    if (query.state && *query.state != state())
        m_tabs->setCurrent(*query.state); // applies the query too
    else
        applyQuery();
}

void QueuePage::setFilter(const QString& text)
{
    if (isGrouped())
        showGroups(false);
    m_filter->setQuietly(text);
    onQuery(m_filter->query());
}

bool QueuePage::isGrouped() const
{
    return m_causesButton->isChecked() && m_tabs->current() == JobState::Failed;
}

bool QueuePage::isFiltered() const
{
    return !isGrouped() && m_jobs->isSearch();
}

bool QueuePage::isRead() const
{
    return isGrouped() ? m_failures->isRead() : m_jobs->isRead();
}

bool QueuePage::isSettled() const
{
    return isRead() || m_firstError.has_value();
}

qint64 QueuePage::stateCount() const
{
    return m_facts ? m_facts->summary.counts[m_tabs->current()] : m_jobs->total();
}

void QueuePage::setLayoutMemory(LayoutMemory* memory)
{
    m_jobs->setLayoutMemory(memory);
    m_failures->setLayoutMemory(memory);
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
    QTableView* shown = isGrouped() ? m_failures->table() : m_jobs->table();
    shown->setFocus();
    if (!shown->selectionModel()->hasSelection() && shown->model()->rowCount() > 0)
        shown->selectRow(0);
}

void QueuePage::focusFilter()
{
    if (isGrouped())
        showGroups(false);
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void QueuePage::ask()
{
    if (m_queue.name.isEmpty())
        m_refresher.answered();
    else if (isGrouped())
        m_failures->refresh(m_facts ? m_facts->summary.counts[JobState::Failed] : -1);
    else
        m_jobs->refresh();
}

void QueuePage::onRead(qint64 readAt)
{
    m_refresher.answered();
    m_firstError.reset();
    setStale(*m_jobs->table(), false);
    m_failures->setStale(false);
    updateBody();
    updateActions();
    Q_EMIT dataRead(readAt);
    Q_EMIT settled();
}

void QueuePage::onFailed(const Error& error)
{
    m_refresher.answered();
    const ErrorWords words = errorWords(error);
    if (isRead()) {
        setStale(*m_jobs->table(), true);
        m_failures->setStale(true);
        if (error.code == ErrorCode::ConnectionClosed || error.code == ErrorCode::Timeout)
            return; // the status bar tells, with the countdown; what was read stays in sight, looking old
        m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
        return;
    }
    m_firstError = error;
    m_empty->show(u"unplugged"_s, words.sentence, words.remedy);
    m_body->setCurrentWidget(m_empty);
    Q_EMIT settled();
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
    updateSummary();
}

void QueuePage::setLink(const LinkFacts& link)
{
    const bool up = link.state == LinkState::Ready;
    if (up && !m_linkUp)
        m_refresher.refreshNow();
    m_linkUp = up;
    if (!up) {
        setStale(*m_jobs->table(), true);
        m_failures->setStale(true);
    }
    updateActions();
}

void QueuePage::updateBody()
{
    m_filterProblem->setText(m_filter->problem());
    m_filterProblem->setVisible(!m_filterProblem->text().isEmpty());
    updateSummary();
    if (m_firstError)
        return;
    if (isGrouped()) {
        if (!m_failures->isRead())
            m_body->setCurrentWidget(m_skeleton);
        else if (m_failures->causeCount() == 0 && m_failures->isWhole())
            showEmpty();
        else
            m_body->setCurrentWidget(m_failures);
        return;
    }
    if (m_jobs->isSearch()) {
        // Progress and hits in one place from the first moment on.
        if (!m_jobs->isSearching() && m_jobs->rowCount() == 0)
            showNoHits();
        else
            m_body->setCurrentWidget(m_jobs);
    } else if (!m_jobs->isRead()) {
        m_body->setCurrentWidget(m_skeleton);
    } else if (m_jobs->rowCount() == 0) {
        showEmpty();
    } else {
        m_body->setCurrentWidget(m_jobs);
    }
}

void QueuePage::updateSummary()
{
    QStringList facts;
    if (m_facts && m_facts->summary.paused)
        facts.append(tr("paused: workers take no jobs"));
    if (m_facts && m_facts->workers >= 0)
        facts.append(m_facts->workers == 0 ? tr("no worker listens")
                                           : tr("%n worker(s) listen", "queue", m_facts->workers));
    if (m_facts && !m_facts->summary.version.isEmpty())
        facts.append(plainText(m_facts->summary.version, Lines::Single, 40));
    m_summary->setText(facts.join(u" \u00b7 "_s));
}

JobSelection QueuePage::selection() const
{
    return isGrouped() ? m_failures->selection() : m_jobs->selection();
}

bool QueuePage::canChange() const
{
    return !m_session.identity().readOnly && m_linkUp;
}

//! What makes sense for the jobs of this state, on this connection.
bool QueuePage::isOffered(JobVerb verb) const
{
    if (!applies(verb, state()))
        return false;
    if (verb == JobVerb::Reencrypt)
        return m_session.writes().encrypts(m_queue);
    return verb != JobVerb::RunHere || !m_session.identity().embedded;
}

bool QueuePage::can(JobVerb verb) const
{
    return isOffered(verb) && (changesJobs(verb) ? canChange() : m_linkUp);
}

bool QueuePage::can(JobVerb verb, const JobSelection& selected) const
{
    if (!can(verb) || selected.isEmpty())
        return false;
    switch (verb) {
    case JobVerb::RetrySample:
        return selected.count > 5 || selected.kind == JobSelection::Kind::Matching;
    case JobVerb::Edit:
    case JobVerb::EditAndRetry:
    case JobVerb::Duplicate:
    case JobVerb::RunHere:
        return selected.isOne();
    default:
        return true;
    }
}

void QueuePage::updateActions()
{
    updateVerbs(selection());
    updateAll();
    updateQueueButtons();
}

//! What can be done with the selected jobs.
void QueuePage::updateVerbs(const JobSelection& selected)
{
    const auto update = [&](QPushButton* button, JobVerb verb) {
        button->setVisible(isOffered(verb));
        button->setEnabled(can(verb, selected));
    };
    update(m_retry, JobVerb::Retry);
    update(m_sample, JobVerb::RetrySample);
    update(m_edit, JobVerb::EditAndRetry);
    update(m_promote, JobVerb::Promote);
    update(m_remove, JobVerb::Remove);
    const bool cause = selected.kind == JobSelection::Kind::Matching && selected.filter.cause.has_value();
    m_retry->setText(cause ? tr("Retry this cause\u2026")
            : selected.count > 1
            ? tr("Retry %1 jobs\u2026", "%1 is a number above 1").arg(formatCount(selected.count))
            : tr("Retry"));
    m_retryAction->setEnabled(can(JobVerb::Retry, selected));
    m_editAction->setEnabled(can(JobVerb::EditAndRetry, selected));
    m_optionsAction->setEnabled(can(JobVerb::EditOptions, selected));
    m_exportAction->setEnabled(can(JobVerb::Export, selected));
}

//! What can be done with the whole state.
void QueuePage::updateAll()
{
    const qint64 total = stateCount();
    m_retryAll->setVisible(applies(JobVerb::Retry, state()));
    m_retryAll->setText(tr("Retry all %1\u2026", "%1 is a number").arg(formatCount(total)));
    m_retryAll->setEnabled(can(JobVerb::Retry) && total > 0);
    m_retryAllAction->setEnabled(m_retryAll->isEnabled());
    m_exportAllAction->setEnabled(can(JobVerb::Export) && total > 0);
}

void QueuePage::updateQueueButtons()
{
    const bool paused = m_facts && m_facts->summary.paused;
    m_pause->setText(paused ? tr("Resume queue") : tr("Pause queue"));
    m_pause->setEnabled(m_facts && canChange());
    m_new->setEnabled(canChange());
    m_why->setEnabled(m_linkUp);
    m_whyAction->setEnabled(m_linkUp);
    m_diagnoseAction->setEnabled(m_linkUp);
    m_limitsAction->setEnabled(m_linkUp);
    m_retentionAction->setEnabled(m_linkUp);
    updateToolTips();
}

//! Read-only says why nothing can be done, for as long as it is so.
void QueuePage::updateToolTips()
{
    constexpr auto usual = "usualToolTip";
    const bool readOnly = m_session.identity().readOnly;
    for (QPushButton* button : {m_retry, m_sample, m_edit, m_promote, m_remove, m_retryAll, m_new, m_pause}) {
        if (!button->property(usual).isValid())
            button->setProperty(usual, button->toolTip());
        button->setToolTip(
            readOnly ? tr("This connection is read-only") : button->property(usual).toString());
    }
}

void QueuePage::onLock()
{
    updateActions();
    m_workers->onLock();
}

void QueuePage::retryAll()
{
    wantAll(JobVerb::Retry);
}

void QueuePage::want(JobVerb verb)
{
    if (!can(verb, selection()))
        return;
    resolve([this, verb](const JobSelection& resolved) {
        if (can(verb, resolved))
            Q_EMIT actionWanted(verb, resolved);
    });
}

void QueuePage::wantAll(JobVerb verb)
{
    if (!can(verb))
        return;
    JobSelection all;
    all.kind = JobSelection::Kind::Matching;
    all.queue = m_queue;
    all.state = state();
    all.count = stateCount();
    Q_EMIT actionWanted(verb, all);
}

//! Reads what is not known of the selection; says why when it cannot.
void QueuePage::resolve(std::function<void(const JobSelection& resolved)> then)
{
    const auto tell = [this, then = std::move(then)](const Result<JobSelection>& resolved) {
        if (resolved)
            then(*resolved);
        else
            tellUnresolved(resolved.error());
    };
    if (isGrouped())
        m_failures->resolveSelection(tell);
    else
        m_jobs->resolveSelection(tell);
}

void QueuePage::tellUnresolved(const Error& error)
{
    if (error.code == ErrorCode::BadInput) {
        m_notice->show(Card::Mood::Warn, tr("That is more than can be picked one by one."),
            tr("Press Ctrl+A and choose all that match, or select fewer rows."));
    } else if (error.code == ErrorCode::JobNotInState) {
        m_notice->show(Card::Mood::Warn,
            tr("Jobs have come or gone between the selected rows meanwhile: nothing was done."),
            tr("The rows were read again: select those that you mean once more."));
    } else {
        const ErrorWords words = errorWords(error);
        m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
    }
}

void QueuePage::copySelection(bool asJson)
{
    if (selection().ids.isEmpty())
        return;
    resolve([this, asJson](const JobSelection& selected) {
        if (asJson)
            copyJson(selected.ids);
        else
            copyText(selected.ids.join('\n'));
    });
}

void QueuePage::copyJson(const QList<JobId>& ids)
{
    m_session.jobs().readJson(m_queue, ids, this, [this](const Result<QByteArray>& json) {
        if (json) {
            copyText(*json);
            return;
        }
        const ErrorWords words = errorWords(json.error());
        m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
    });
}

void QueuePage::tellNoState(const JobPlace& place)
{
    const QString id = plainText(place.id, Lines::Single, 80);
    if (place.lookedWithin)
        m_notice->show(Card::Mood::Warn,
            tr("Job %1 was not found within the newest and the oldest %2 jobs that wait.",
                "id, number of jobs")
                .arg(id, formatCount(*place.lookedWithin)),
            tr("It may stand between them. Its data is shown all the same."));
    else
        m_notice->show(Card::Mood::Warn, tr("Job %1 is in no state of the queue.", "%1 is an id").arg(id),
            tr("Its data is there, but no worker will ever see it."));
}

void QueuePage::showPlace(const JobPlace& place)
{
    showQueue(place.queue);
    if (isGrouped())
        showGroups(false);
    m_filter->setQuietly({});
    if (!place.state) {
        tellNoState(place);
        Q_EMIT jobChosen(m_queue, place.id);
        return;
    }
    showState(*place.state);
    applyQuery();
    m_jobs->showPlace(place.row.value_or(0), place.id);
}

} // namespace drover::ui
