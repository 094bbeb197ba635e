// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/workspace.h"

#include "pages/actions/actionpanel.h"
#include "pages/actions/jobactions.h"
#include "pages/activity/activitypage.h"
#include "pages/health/healthpage.h"
#include "pages/inspector/inspectorpane.h"
#include "pages/overview/overviewpage.h"
#include "pages/queue/jobspane.h"
#include "pages/queuepage.h"
#include "pages/trash/trashpage.h"
#include "pages/workers/workerspage.h"
#include "session/feeds/actionsfeed.h"
#include "session/feeds/healthfeed.h"
#include "session/feeds/historyfeed.h"
#include "session/feeds/workersfeed.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/noticebar.h"

#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace drover::ui {

Workspace::Workspace(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_notice(new NoticeBar)
    , m_stack(new QStackedWidget)
    , m_inspector(new InspectorPane(session))
    , m_splitter(new QSplitter)
    , m_panel(new ActionPanel(session.actions()))
    , m_jobActions(new JobActions(session, *m_panel, this))
{
    m_stack->setAutoFillBackground(true);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(m_inspector);
    m_splitter->setStretchFactor(0, 1);
    const int character = fontMetrics().averageCharWidth();
    m_inspector->setMinimumWidth(character * 36);
    m_splitter->setSizes({character * 110, character * 50});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_notice);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_panel);
    connectSession();
    showPage(PageKind::Overview);
    onLink(session.link());
}

Workspace::~Workspace()
{
    m_session.disconnect(this);
}

void Workspace::connectSession()
{
    connect(&m_session, &Session::queuesRead, this, &Workspace::onQueues);
    connect(&m_session, &Session::linkChanged, this, &Workspace::onLink);
    connect(&m_session, &Session::lockChanged, this, &Workspace::onLock);
    connect(&m_session, &Session::demoStarted, this, [this] { onDemo({}); });
    connect(&m_session, &Session::demoFailed, this, [this](const Error& error) { onDemo(error); });
    connect(&m_session.health(), &HealthFeed::checked, this, &Workspace::badgesChanged);
    connect(&m_session.history(), &HistoryFeed::setAside, this, [this](const QString& path) {
        m_notice->show(Card::Mood::Warn,
            tr("The history of this connection was damaged; a new one was begun."),
            tr("The old file is kept: %1", "path").arg(plainText(path, Lines::Single, 300)));
    });
    connect(&m_session.workers(), &WorkersFeed::changed, this, [this] {
        if (!workersRun())
            Q_EMIT workersStopped();
    });
    connect(m_jobActions, &JobActions::changedQueue, this, &Workspace::refresh);
    connect(m_inspector, &Page::queueWanted, this, &Workspace::showQueue);
    connect(m_inspector, &Page::jobChosen, m_inspector, &InspectorPane::showJob);
    connect(m_inspector, &Page::actionWanted, m_jobActions, &JobActions::run);
    connect(m_inspector, &InspectorPane::columnWanted, this,
        [this](const QByteArrayList& path) { queuePage()->jobsPane()->addPath(path); });
    connect(&m_refresher, &Refresher::due, this, [this] {
        m_askedQueues = m_session.readQueues(m_refresher.isByHand() ? Extent::Full : Extent::Usual);
    });
}

Page* Workspace::makePage(PageKind kind)
{
    switch (kind) {
    case PageKind::Overview: {
        auto* overview = new OverviewPage(m_session, m_queues);
        connect(overview, &OverviewPage::demoWanted, this, &Workspace::startDemo);
        return overview;
    }
    case PageKind::Queue: {
        auto* queue = new QueuePage(m_session);
        queue->setLayoutMemory(m_memory);
        return queue;
    }
    case PageKind::Workers:
        return new WorkersPage(m_session);
    case PageKind::Trash:
        return new TrashPage(m_session);
    case PageKind::Health:
        return new HealthPage(m_session);
    case PageKind::Activity: {
        auto* activity = new ActivityPage(m_session);
        connect(activity, &ActivityPage::restoreWanted, this, [this](const QueueId& /*queue*/, qint64 batch) {
            showPage(PageKind::Trash);
            static_cast<TrashPage*>(page(PageKind::Trash))->showBatch(batch);
        });
        return activity;
    }
    }
    return nullptr;
}

Page* Workspace::page(PageKind kind)
{
    if (Page* known = m_pages.value(kind))
        return known;
    Page* made = makePage(kind);
    m_pages.insert(kind, made);
    m_stack->addWidget(made);
    connectPage(*made);
    made->setInterval(m_interval);
    made->setLink(m_session.link());
    if (m_queuesRead)
        made->applyQueues(m_lastQueues);
    return made;
}

void Workspace::connectPage(Page& page)
{
    connect(&page, &Page::dataRead, this, &Workspace::onRead);
    connect(&page, &Page::settled, this, &Workspace::checkSettled);
    connect(&page, &Page::jobChosen, m_inspector, &InspectorPane::showJob);
    connect(&page, &Page::nothingChosen, m_inspector, &InspectorPane::showNothing);
    connect(&page, &Page::inspectorWanted, this, [this] {
        setInspectorWanted(true);
        m_inspector->setFocus();
    });
    connect(&page, &Page::queueWanted, this, &Workspace::showQueue);
    connect(&page, &Page::pageWanted, this, [this](const QString& name) {
        if (const auto kind = pageFromName(name))
            showPage(*kind);
    });
    connect(&page, &Page::changedQueue, &m_refresher, &Refresher::refreshNow);
    connect(&page, &Page::actionWanted, m_jobActions, &JobActions::run);
    connect(&page, &Page::pauseWanted, m_jobActions, &JobActions::setPaused);
    connect(&page, &Page::newJobWanted, m_jobActions, &JobActions::newJob);
    connect(&page, &Page::limitsWanted, m_jobActions, &JobActions::limits);
    connect(&page, &Page::retentionWanted, m_jobActions, &JobActions::retention);
    connect(&page, &Page::workerWanted, this, &Workspace::showWorker);
}

QueuePage* Workspace::queuePage()
{
    return static_cast<QueuePage*>(page(PageKind::Queue));
}

OverviewPage* Workspace::overviewPage()
{
    return static_cast<OverviewPage*>(page(PageKind::Overview));
}

Page* Workspace::currentPage() const
{
    return m_pages.value(m_shown);
}

QueueId Workspace::shownQueue() const
{
    const Page* shown = m_pages.value(PageKind::Queue);
    return shown == nullptr ? QueueId() : static_cast<const QueuePage*>(shown)->queue();
}

void Workspace::showPage(PageKind kind)
{
    m_stack->setCurrentWidget(page(kind));
    m_shown = kind;
    m_wasSettled = false;
    updateInspector();
    updateActivity();
    Q_EMIT placeChanged();
}

void Workspace::showQueue(const QueueId& queue, std::optional<JobState> state)
{
    QueuePage* shown = queuePage();
    shown->showQueue(queue);
    if (state)
        shown->showState(*state);
    if (m_queuesRead)
        shown->applyQueues(m_lastQueues);
    showPage(PageKind::Queue);
}

void Workspace::onQueues(RequestId request, const QueuesSnapshot& snapshot)
{
    if (request != m_askedQueues)
        return;
    m_refresher.answered();
    if (!snapshot.error) {
        m_lastQueues = snapshot;
        m_queues.apply(snapshot);
        m_readAt = std::max(m_readAt, snapshot.readAt);
        Q_EMIT queuesChanged();
        Q_EMIT dataRead(snapshot.readAt);
    }
    for (Page* each : std::as_const(m_pages))
        each->applyQueues(snapshot);
    m_inspector->applyQueues(snapshot);
    updateShownQueue(); // the page may have followed a job to another one
    m_queuesRead = m_queuesRead || !snapshot.queues.isEmpty() || snapshot.complete;
    checkSettled();
}

void Workspace::onLink(const LinkFacts& link)
{
    for (Page* each : std::as_const(m_pages))
        each->setLink(link);
    m_inspector->setLink(link);
    Q_EMIT linkChanged(link);
    if (link.state != LinkState::Ready)
        return;
    if (std::exchange(m_demoWanted, false))
        startDemo();
    if (!m_queuesRead)
        m_refresher.refreshNow();
}

//! Pages look again at what is possible.
void Workspace::onLock()
{
    for (Page* each : std::as_const(m_pages))
        each->onLock();
    m_inspector->onLock();
    Q_EMIT lockChanged();
}

void Workspace::onRead(qint64 readAt)
{
    m_readAt = std::max(m_readAt, readAt);
    Q_EMIT dataRead(readAt);
    checkSettled();
}

PageBadge Workspace::badge(PageKind page) const
{
    if (page != PageKind::Health)
        return {};
    const HealthReport& report = m_session.health().report();
    if (const int critical = report.count(Severity::Critical); critical > 0)
        return {tr("%n critical", "findings", critical), Card::Mood::Bad};
    if (const int warnings = report.count(Severity::Warning); warnings > 0)
        return {tr("%n warning(s)", "findings", warnings), Card::Mood::Warn};
    return {};
}

bool Workspace::isSettled() const
{
    const Page* shown = currentPage();
    return m_queuesRead && shown != nullptr && shown->isSettled();
}

void Workspace::checkSettled()
{
    if (!m_wasSettled && isSettled()) {
        m_wasSettled = true;
        Q_EMIT settled();
    }
}

void Workspace::setActive(bool active)
{
    m_active = active;
    updateActivity();
}

//! The counts that somebody looks at are kept freshest.
void Workspace::updateShownQueue()
{
    const QueueId inView = m_active && m_shown == PageKind::Queue ? shownQueue() : QueueId();
    if (inView == m_inView)
        return;
    m_inView = inView;
    m_session.setShownQueue(inView);
}

void Workspace::updateActivity()
{
    updateShownQueue();
    m_refresher.setActive(m_active);
    m_inspector->setActive(m_active && isInspectorShown());
    Page* polls = m_active ? currentPage() : nullptr;
    if (polls == m_polling)
        return;
    if (m_polling != nullptr)
        m_polling->setActive(false);
    m_polling = polls;
    if (m_polling != nullptr)
        m_polling->setActive(true);
}

void Workspace::setInterval(std::chrono::milliseconds interval)
{
    m_interval = interval;
    m_refresher.setInterval(interval);
    for (Page* each : std::as_const(m_pages))
        each->setInterval(interval);
    m_inspector->setInterval(interval);
}

void Workspace::refresh()
{
    m_refresher.refreshNow();
    if (Page* shown = currentPage())
        shown->refresh();
    m_inspector->refresh();
}

void Workspace::setLayoutMemory(LayoutMemory* memory)
{
    m_memory = memory;
    if (m_pages.contains(PageKind::Queue))
        queuePage()->setLayoutMemory(memory);
}

void Workspace::setInspectorWanted(bool wanted)
{
    m_inspectorWanted = wanted;
    updateInspector();
    updateActivity();
}

void Workspace::updateInspector()
{
    m_inspector->setVisible(isInspectorShown());
}

bool Workspace::isInspectorShown() const
{
    return m_inspectorWanted && m_shown == PageKind::Queue;
}

bool Workspace::canDemo() const
{
    const ConnectionIdentity identity = m_session.identity();
    return identity.embedded && !identity.readOnly && !m_demoAsked && !m_demoRuns;
}

void Workspace::wantDemo()
{
    m_demoWanted = true;
    onLink(m_session.link());
}

void Workspace::startDemo()
{
    if (!canDemo())
        return;
    m_demoAsked = true;
    m_session.startDemo();
    m_notice->show(Card::Mood::Plain, tr("Filling the demo queues\u2026"));
    Q_EMIT canDemoChanged();
}

void Workspace::onDemo(const std::optional<Error>& error)
{
    m_demoAsked = false;
    m_demoRuns = !error.has_value(); // it lives as long as the connection is open
    if (error) {
        const ErrorWords words = errorWords(*error);
        m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
    } else {
        m_notice->dismiss();
    }
    m_refresher.refreshNow();
    Q_EMIT canDemoChanged();
}

bool Workspace::workersRun() const
{
    return m_session.workers().isRunning();
}

void Workspace::showWorker(const QueueId& queue)
{
    showPage(PageKind::Workers);
    static_cast<WorkersPage*>(page(PageKind::Workers))->wantWorker(queue);
}

bool Workspace::actionsRun() const
{
    return m_session.actions().isRunning();
}

void Workspace::stopWorkers()
{
    for (const LocalWorkerFacts& worker : m_session.workers().workers())
        m_session.workers().stop(worker.worker, false);
}

} // namespace drover::ui
