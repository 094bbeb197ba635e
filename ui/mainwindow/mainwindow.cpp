// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"

#include "mainwindow/closingcountdown.h"
#include "mainwindow/runhere.h"
#include "mainwindow/sidebar.h"
#include "mainwindow/statusline.h"
#include "mainwindow/topbar.h"
#include "mainwindow/windowactions.h"
#include "mainwindow/workspace.h"
#include "pages/actions/jobactions.h"
#include "pages/overview/overviewpage.h"
#include "pages/queuepage.h"
#include "style/theme.h"
#include "util/layoutmemory.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/emptystate.h"
#include "widgets/noticebar.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
QList<PageListModel::Entry> connectionPages()
{
    QList<PageListModel::Entry> entries;
    for (const PageKind page : listedPages())
        entries.append({pageName(page), pageTitle(page), pageIcon(page), {}, Card::Mood::Plain});
    return entries;
}
} // namespace

MainWindow::MainWindow(ConnectionHub& hub, QWidget* parent)
    : QMainWindow(parent)
    , m_hub(hub)
    , m_runHere(new RunHere(hub, *this))
    , m_pages(new PageListModel(connectionPages(), this))
    , m_actions(new WindowActions(this))
{
    build();
    connectActions();
    connectSidebar();
    connectHub();
    updateConnections();
    updateShown();
    for (const QString& id : hub.ids()) {
        if (Session* session = hub.session(id))
            onOpened(id, session);
    }
}

MainWindow::~MainWindow()
{
    m_hub.disconnect(this);
}

void MainWindow::build()
{
    m_top = new TopBar(m_actions->intervals());
    m_sidebar = new Sidebar(m_connections, *m_pages);
    m_stack = new QStackedWidget;
    m_stack->setAutoFillBackground(true);
    m_status = new StatusLine;
    m_splitter = new QSplitter;
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_sidebar);
    m_notice = new NoticeBar;
    m_countdown = new ClosingCountdown([this] { return awaitedWorkers(); });
    connect(m_countdown, &ClosingCountdown::atOnceWanted, this, &MainWindow::handBackNow);
    auto* front = new QWidget;
    m_front = new QVBoxLayout(front);
    m_front->setContentsMargins(0, 0, 0, 0);
    m_front->setSpacing(0);
    m_front->addWidget(m_countdown);
    m_front->addWidget(m_notice);
    m_front->addWidget(m_stack, 1);
    m_splitter->addWidget(front);
    m_splitter->setStretchFactor(1, 1);
    const int character = fontMetrics().averageCharWidth();
    m_sidebar->setMinimumWidth(std::max(character * 24, m_sidebar->minimumSizeHint().width()));
    m_splitter->setSizes({character * 34, character * 160});
    auto* central = new QWidget;
    auto* layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_top);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_status);
    setCentralWidget(central);
    m_actions->fill(*menuBar());
    m_actions->openLog->setVisible(false);
    auto* nothing = new EmptyState;
    nothing->show(u"unplugged"_s, tr("No connection is open"),
        tr("Choose one at the left, or add the Redis that your queues live in."), tr("New connection\u2026"));
    connect(nothing, &EmptyState::actionTriggered, this, &MainWindow::newConnectionWanted);
    setWelcome(nothing);
    setRefreshInterval(m_interval);
    m_sidebar->focusList();
}

void MainWindow::connectActions()
{
    connect(m_actions->newConnection, &QAction::triggered, this, &MainWindow::newConnectionWanted);
    connect(m_actions->editConnection, &QAction::triggered, this,
        [this] { Q_EMIT editConnectionWanted(m_shown); });
    connect(m_actions->closeConnection, &QAction::triggered, this, [this] { closeConnection(m_shown); });
    connect(m_actions->unlock, &QAction::triggered, this, &MainWindow::toggleLock);
    connect(m_status, &StatusLine::lockWanted, this, &MainWindow::toggleLock);
    connect(m_actions->demo, &QAction::triggered, this, [this] {
        if (Workspace* shown = workspace())
            shown->wantDemo();
    });
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->palette, &QAction::triggered, this, &MainWindow::openPalette);
    connect(m_actions->findQueue, &QAction::triggered, m_sidebar, &Sidebar::focusFilter);
    connect(m_actions->jobs, &QAction::triggered, this, [this] {
        if (workspace() != nullptr && workspace()->shownPage() == PageKind::Queue)
            queuePage()->focusJobs();
    });
    const auto refresh = [this] {
        if (Workspace* shown = workspace())
            shown->refresh();
    };
    connect(m_actions->refresh, &QAction::triggered, this, refresh);
    connect(m_top, &TopBar::refreshWanted, this, refresh);
    connect(m_top, &TopBar::paletteWanted, this, &MainWindow::openPalette);
    connect(m_top, &TopBar::themeToggled, this,
        [this] { setTheme(Theme::tokens().dark ? u"light"_s : u"dark"_s); });
    connect(m_actions->back, &QAction::triggered, this, [this] { step(-1); });
    connect(m_actions->forward, &QAction::triggered, this, [this] { step(1); });
    connect(m_actions->inspector, &QAction::triggered, this, [this](bool shown) {
        for (Workspace* each : std::as_const(m_workspaces))
            each->setInspectorWanted(shown);
    });
    connect(m_actions->fullScreen, &QAction::triggered, this,
        [this](bool full) { full ? showFullScreen() : showNormal(); });
    connect(m_actions->settings, &QAction::triggered, this, [this] { showApplicationPage(u"settings"_s); });
    connect(m_actions->shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(m_actions->about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(m_actions, &WindowActions::themeChosen, this, &MainWindow::setTheme);
    connect(m_actions, &WindowActions::intervalChosen, this, [this](std::chrono::milliseconds interval) {
        setRefreshInterval(interval);
        Q_EMIT refreshIntervalChosen(interval);
    });
    connect(m_actions->connections, &QMenu::aboutToShow, this, &MainWindow::fillConnectionsMenu);
    connect(m_actions->pages, &QMenu::aboutToShow, this, &MainWindow::fillPagesMenu);
    connect(m_actions->actions, &QMenu::aboutToShow, this, &MainWindow::fillActionsMenu);
    // Ctrl+1..9 switch connections.
    for (int number = 1; number <= 9; ++number) {
        auto* action = new QAction(this);
        action->setShortcut(QKeySequence(u"Ctrl+%1"_s.arg(number)));
        addAction(action);
        connect(action, &QAction::triggered, this, [this, number] {
            if (number <= m_hub.ids().size())
                showConnection(m_hub.ids().at(number - 1));
        });
    }
}

void MainWindow::connectSidebar()
{
    connect(m_sidebar, &Sidebar::connectionChosen, this, &MainWindow::showConnection);
    connect(m_sidebar, &Sidebar::connectionMenuWanted, this, &MainWindow::connectionMenu);
    connect(m_sidebar, &Sidebar::queueMenuWanted, this, &MainWindow::queueMenu);
    connect(m_sidebar, &Sidebar::newConnectionWanted, this, &MainWindow::newConnectionWanted);
    connect(m_sidebar, &Sidebar::queueChosen, this, [this](const QueueId& queue) { showQueue(queue); });
    connect(m_sidebar, &Sidebar::pageChosen, this, &MainWindow::showPageById);
    connect(m_status, &StatusLine::retryWanted, this, [this] {
        if (Workspace* shown = workspace())
            shown->session().reconnectNow();
    });
}

void MainWindow::connectHub()
{
    connect(&m_hub, &ConnectionHub::changed, this, &MainWindow::updateConnections);
    connect(&m_hub, &ConnectionHub::opened, this, &MainWindow::onOpened);
    connect(&m_hub, &ConnectionHub::closing, this, &MainWindow::onClosing);
    connect(&m_hub, &ConnectionHub::openFailed, this, [this](const QString& id, const Error& error) {
        updateConnections();
        m_sidebar->setShownConnection(m_shown);
        if (error.code == ErrorCode::Cancelled)
            return;
        const ErrorWords words = errorWords(error);
        say(Card::Mood::Bad,
            tr("%1: %2", "connection, what is wrong")
                .arg(plainText(m_hub.identity(id).title, Lines::Single, 60), words.sentence),
            words.remedy);
    });
}

void MainWindow::onOpened(const QString& id, Session* session)
{
    Workspace*& known = m_workspaces[id];
    if (known == nullptr) {
        known = new Workspace(*session);
        connect(&known->jobActions(), &JobActions::copyHereWanted, m_runHere, &RunHere::run);
        m_stack->addWidget(known);
        known->setInterval(m_interval);
        Q_EMIT workspaceMade(id, known);
        known->setInspectorWanted(m_actions->inspector->isChecked());
        known->setLayoutMemory(m_memory);
        if (m_memory != nullptr)
            known->splitter().restoreState(m_memory->state(u"workspace.splitter"_s));
        connect(known, &Workspace::linkChanged, this, [this, id](const LinkFacts& link) {
            updateConnections();
            if (id == m_shown)
                m_status->setLink(link);
        });
        connect(known, &Workspace::lockChanged, this, [this] {
            updateConnections();
            updateShown();
        });
        connect(known, &Workspace::queuesChanged, this, [this, id] {
            if (id != m_shown)
                return;
            m_sidebar->updateCount();
            if (m_applicationPage.isEmpty() && workspace()->shownPage() == PageKind::Queue)
                m_sidebar->setShownQueue(workspace()->shownQueue());
        });
        connect(known, &Workspace::dataRead, this, [this, id](qint64 readAt) {
            if (id == m_shown)
                m_status->setReadAt(readAt);
        });
        connect(known, &Workspace::settled, this, [this, id] {
            if (id == m_shown && m_applicationPage.isEmpty())
                Q_EMIT settled();
        });
        connect(known, &Workspace::placeChanged, this, &MainWindow::onPlace);
        connect(known, &Workspace::canDemoChanged, this, &MainWindow::updateActions);
        connect(known, &Workspace::badgesChanged, this, &MainWindow::updateBadges);
        // Queued: what closes then is the one that says so.
        connect(
            known, &Workspace::workersStopped, this, [this, id] { onWorkersStopped(id); },
            Qt::QueuedConnection);
    }
    m_shown = id;
    m_applicationPage.clear();
    updateConnections();
    updateShown();
}

void MainWindow::onClosing(const QString& id)
{
    Workspace* gone = m_workspaces.take(id);
    if (gone == nullptr)
        return;
    m_stack->removeWidget(gone);
    if (m_shown == id) {
        m_shown = m_workspaces.isEmpty() ? QString() : m_workspaces.cbegin().key();
        updateShown();
    }
    delete gone;
}

void MainWindow::showConnection(const QString& id)
{
    if (Workspace* known = m_workspaces.value(id); known != nullptr) {
        m_shown = id;
        m_applicationPage.clear();
        updateShown();
        return;
    }
    m_hub.open(id);
    updateConnections();
}

void MainWindow::showPage(PageKind page)
{
    if (Workspace* shown = workspace()) {
        m_applicationPage.clear();
        shown->showPage(page);
        updateShown();
    }
}

void MainWindow::goToJob(const JobId& job)
{
    if (Workspace* shown = workspace()) {
        m_applicationPage.clear();
        updateShown();
        shown->queuePage()->goToJob(job);
    }
}

void MainWindow::showQueue(const QueueId& queue, std::optional<JobState> state)
{
    if (Workspace* shown = workspace()) {
        m_applicationPage.clear();
        shown->showQueue(queue, state);
        updateShown();
    }
}

void MainWindow::showPageById(const QString& id)
{
    if (const auto page = pageFromName(id))
        showPage(*page);
    else
        showApplicationPage(id);
}

void MainWindow::addApplicationPage(const ApplicationPage& page)
{
    m_applicationKinds.append(page);
    m_pages->append({page.id, page.title, page.icon, {}, Card::Mood::Plain});
    updateActions();
}

QWidget* MainWindow::applicationPage(const QString& id)
{
    if (QWidget* known = m_applicationPages.value(id))
        return known;
    for (const ApplicationPage& kind : std::as_const(m_applicationKinds)) {
        if (kind.id != id)
            continue;
        QWidget* made = kind.make();
        m_applicationPages.insert(id, made);
        m_stack->addWidget(made);
        return made;
    }
    return nullptr;
}

void MainWindow::showApplicationPage(const QString& id)
{
    if (applicationPage(id) == nullptr)
        return;
    m_applicationPage = id;
    if (auto* page = qobject_cast<Page*>(applicationPage(id)))
        page->applyQueues(knownQueues());
    updateShown();
}

//! Of all open connections, as they were read last.
QueuesSnapshot MainWindow::knownQueues() const
{
    QueuesSnapshot known;
    for (const Workspace* each : m_workspaces) {
        for (const QueueRow& row : each->queues().rows())
            known.queues.append(row.facts);
    }
    return known;
}

void MainWindow::setWelcome(QWidget* welcome)
{
    delete m_welcome;
    m_welcome = welcome;
    m_stack->addWidget(welcome);
    updateShown();
}

void MainWindow::updateConnections()
{
    QList<ConnectionRow> rows;
    for (const QString& id : m_hub.ids()) {
        ConnectionRow row{id, m_hub.identity(id), m_hub.session(id) != nullptr, m_hub.isOpening(id), {}};
        if (const Session* session = m_hub.session(id))
            row.link = session->link();
        rows.append(row);
    }
    m_connections.apply(rows);
    m_sidebar->setShownConnection(m_shown);
}

//! Brings what is shown into line with m_shown and m_applicationPage.
void MainWindow::updateShown()
{
    Workspace* shown = workspace();
    QWidget* front = shown;
    if (!m_applicationPage.isEmpty())
        front = applicationPage(m_applicationPage);
    else if (shown == nullptr)
        front = m_welcome;
    m_stack->setCurrentWidget(front);
    m_sidebar->setQueues(shown == nullptr ? nullptr : &shown->queues());
    m_sidebar->setShownConnection(m_shown);
    m_status->setVisible(shown != nullptr);
    if (shown != nullptr) {
        const ConnectionIdentity identity = shown->session().identity();
        m_top->setConnection(&identity);
        m_status->setLink(shown->session().link());
        m_status->setLock(identity.canUnlock, shown->session().unlockedUntil());
        m_status->startOver(shown->readAt());
    } else {
        m_top->setConnection(nullptr);
    }
    onPlace();
    updateActivity();
    updateActions();
    updateBadges();
}

//! Words beside the names of pages, of the connection that is shown.
void MainWindow::updateBadges()
{
    const Workspace* shown = workspace();
    for (const PageKind page : listedPages()) {
        const PageBadge badge = shown == nullptr ? PageBadge() : shown->badge(page);
        m_pages->setBadge(pageName(page), badge.words, badge.mood);
    }
}

MainWindow::Place MainWindow::place() const
{
    if (!m_applicationPage.isEmpty())
        return {{}, m_applicationPage, {}};
    const Workspace* shown = workspace();
    if (shown == nullptr)
        return {};
    const bool queue = shown->shownPage() == PageKind::Queue;
    return {m_shown, pageName(shown->shownPage()), queue ? shown->shownQueue() : QueueId()};
}

//! The place is another one: sidebar, title and history follow.
void MainWindow::onPlace()
{
    const Place now = place();
    const bool queue = now.page == pageName(PageKind::Queue);
    if (queue)
        m_sidebar->setShownQueue(now.queue);
    else
        m_sidebar->setShownPage(now.page);
    QStringList title;
    if (queue)
        title.append(plainText(now.queue.name, Lines::Single, 80));
    if (const Workspace* shown = workspace())
        title.append(plainText(shown->session().identity().title, Lines::Single, 80));
    title.append(tr("Drover"));
    setWindowTitle(title.join(u" \u2014 "_s));
    if (!m_stepping && !now.page.isEmpty() && (m_visitedAt < 0 || !(m_visited.at(m_visitedAt) == now))) {
        m_visited.resize(m_visitedAt + 1);
        m_visited.append(now);
        if (m_visited.size() > 100)
            m_visited.removeFirst();
        m_visitedAt = m_visited.size() - 1;
    }
    updateActions();
}

void MainWindow::step(int by)
{
    const qsizetype next = m_visitedAt + by;
    if (next < 0 || next >= m_visited.size())
        return;
    m_visitedAt = next;
    m_stepping = true;
    go(m_visited.at(next));
    m_stepping = false;
    updateActions();
}

void MainWindow::go(const Place& place)
{
    if (place.connection.isEmpty()) {
        showApplicationPage(place.page);
        return;
    }
    if (!m_workspaces.contains(place.connection))
        return; // closed meanwhile
    m_shown = place.connection;
    const auto page = pageFromName(place.page);
    if (page == PageKind::Queue && !place.queue.name.isEmpty())
        showQueue(place.queue);
    else if (page && page != PageKind::Queue)
        showPage(*page);
}

void MainWindow::updateActions()
{
    const Workspace* shown = workspace();
    m_actions->editConnection->setEnabled(shown != nullptr);
    m_actions->closeConnection->setEnabled(shown != nullptr);
    m_actions->unlock->setVisible(shown != nullptr && shown->session().identity().canUnlock);
    m_actions->showLock(
        shown != nullptr && shown->session().unlockedUntil() > 0, static_cast<int>(m_unlockTime.count()));
    m_actions->refresh->setEnabled(shown != nullptr);
    m_actions->findQueue->setEnabled(shown != nullptr);
    m_actions->jobs->setEnabled(shown != nullptr && shown->shownPage() == PageKind::Queue);
    m_actions->demo->setVisible(
        shown != nullptr && shown->session().identity().embedded && !shown->session().identity().readOnly);
    m_actions->demo->setEnabled(shown != nullptr && shown->canDemo());
    m_actions->back->setEnabled(m_visitedAt > 0);
    m_actions->forward->setEnabled(m_visitedAt + 1 < m_visited.size());
    m_actions->settings->setVisible(m_pages->find(u"settings"_s).isValid());
}

void MainWindow::setRefreshInterval(std::chrono::milliseconds interval)
{
    m_interval = interval;
    for (Workspace* each : std::as_const(m_workspaces))
        each->setInterval(interval);
    m_status->setInterval(interval);
    m_top->setInterval(interval);
    m_actions->showInterval(interval);
}

void MainWindow::say(Card::Mood mood, const QString& sentence, const QString& remedy)
{
    m_notice->show(mood, sentence, remedy);
}

void MainWindow::offer(
    const QString& sentence, const QString& remedy, const QString& action, const std::function<void()>& then)
{
    auto* notice = new NoticeBar;
    m_front->insertWidget(0, notice);
    notice->show(Card::Mood::Warn, sentence, remedy, action);
    connect(notice, &NoticeBar::dismissed, notice, &QObject::deleteLater);
    connect(notice, &NoticeBar::actionTriggered, this, [notice, then] {
        notice->dismiss();
        notice->deleteLater();
        then();
    });
}

QueuePage* MainWindow::queuePage() const
{
    return workspace() == nullptr ? nullptr : workspace()->queuePage();
}

OverviewPage* MainWindow::overviewPage() const
{
    return workspace() == nullptr ? nullptr : workspace()->overviewPage();
}

bool MainWindow::isSettled() const
{
    if (!m_applicationPage.isEmpty())
        return true;
    return workspace() != nullptr && workspace()->isSettled();
}

void MainWindow::updateActivity()
{
    // Nobody looks, nobody asks.
    const bool seen = isVisible() && !isMinimized();
    for (auto it = m_workspaces.cbegin(); it != m_workspaces.cend(); ++it)
        it.value()->setActive(seen && it.key() == m_shown && m_applicationPage.isEmpty());
}

void MainWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::WindowStateChange) {
        updateActivity();
        m_actions->fullScreen->setChecked(isFullScreen());
    }
    QMainWindow::changeEvent(event);
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    updateActivity();
}

void MainWindow::hideEvent(QHideEvent* event)
{
    QMainWindow::hideEvent(event);
    updateActivity();
}

void MainWindow::setTheme(const QString& name)
{
    if (const auto choice = themeFromName(name)) {
        Theme::apply(*qApp, *choice);
        m_actions->showTheme();
        Q_EMIT themeChosen(name);
    }
}

} // namespace drover::ui
