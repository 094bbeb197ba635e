// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"

#include "mainwindow/sidebar.h"
#include "mainwindow/statusline.h"
#include "pages/inspectorpane.h"
#include "pages/overviewpage.h"
#include "pages/queuepage.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/environmentchip.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QMessageBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

MainWindow::MainWindow(Session& session, QWidget* parent)
    : QMainWindow(parent)
    , m_session(session)
{
    const ConnectionIdentity identity = session.identity();
    setWindowTitle(tr("%1 \u2014 Drover", "window title, %1 is a connection").arg(plainText(identity.title)));
    m_sidebar = new Sidebar(m_queues, identity);
    m_overview = new OverviewPage(m_queues, identity);
    m_queue = new QueuePage(session);
    m_inspector = new InspectorPane(session);
    m_status = new StatusLine;
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_overview);
    m_pages->addWidget(m_queue);
    m_pages->setAutoFillBackground(true);
    m_splitter = new QSplitter;
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    for (QWidget* part : std::initializer_list<QWidget*>{m_sidebar, m_pages, m_inspector})
        m_splitter->addWidget(part);
    m_splitter->setStretchFactor(1, 1);
    const int character = fontMetrics().averageCharWidth();
    m_sidebar->setMinimumWidth(character * 24);
    m_inspector->setMinimumWidth(character * 36);
    m_splitter->setSizes({character * 34, character * 110, character * 50});

    auto* central = new QWidget;
    auto* layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildTopBar());
    m_notice = new NoticeBar;
    layout->addWidget(m_notice);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_status);
    setCentralWidget(central);
    buildMenus();
    connectSession();
    showOverview();
    m_sidebar->focusList();
}

QWidget* MainWindow::buildTopBar()
{
    const ConnectionIdentity identity = m_session.identity();
    auto* bar = new QWidget;
    bar->setObjectName(u"topBar"_s);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(spaceM, spaceXs + 2, spaceM, spaceXs + 2);
    layout->setSpacing(spaceS);
    layout->addWidget(new EnvironmentChip(identity.environment, EnvironmentChip::Form::Word));
    layout->addWidget(new PlainLabel(plainText(identity.title), PlainLabel::Tone::Strong));
    auto* address = new PlainLabel(plainText(identity.address), PlainLabel::Tone::Muted);
    address->setElided(true);
    layout->addWidget(address, 1);
    if (identity.readOnly)
        layout->addWidget(new PlainLabel(tr("Read-only"), PlainLabel::Tone::Strong));
    auto* refresh = new QToolButton;
    refresh->setProperty("framed", true);
    refresh->setText(tr("Refresh"));
    refresh->setIcon(icon(u"refresh"_s));
    refresh->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    refresh->setToolTip(tr("Read everything again (F5)"));
    connect(refresh, &QToolButton::clicked, this, [this] {
        m_refresher.refreshNow();
        m_queue->refresh();
        m_inspector->refresh();
    });
    auto* theme = new QToolButton;
    theme->setProperty("framed", true);
    theme->setIcon(icon(u"sun"_s));
    theme->setToolTip(tr("Light or dark"));
    theme->setAccessibleName(tr("Light or dark"));
    connect(theme, &QToolButton::clicked, this,
        [this] { setTheme(Theme::tokens().dark ? u"light"_s : u"dark"_s); });
    layout->addWidget(refresh);
    layout->addWidget(theme);
    return bar;
}

void MainWindow::buildMenus()
{
    QMenu* file = menuBar()->addMenu(tr("&File"));
    const ConnectionIdentity identity = m_session.identity();
    m_demoAction = file->addAction(tr("&Demo queues"), this, &MainWindow::startDemo);
    m_demoAction->setToolTip(tr("Fill the embedded Redis with the queues of a made-up shop"));
    m_demoAction->setVisible(identity.embedded && !identity.readOnly);
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);
    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addAction(tr("&Refresh"), QKeySequence::Refresh, this, [this] {
        m_refresher.refreshNow();
        m_queue->refresh();
        m_inspector->refresh();
    });
    view->addAction(tr("&Overview"), QKeySequence(u"Ctrl+1"_s), this, &MainWindow::showOverview);
    view->addAction(
        tr("&Jobs of the queue"), QKeySequence(u"Ctrl+J"_s), this, [this] { m_queue->focusJobs(); });
    view->addAction(tr("&Find a queue"), QKeySequence(u"Ctrl+T"_s), m_sidebar, &Sidebar::focusFilter);
    QAction* inspector = view->addAction(tr("&Inspector"), QKeySequence(u"F4"_s), this,
        [this](bool shown) { m_inspector->setVisible(shown); });
    inspector->setCheckable(true);
    inspector->setChecked(true);
    view->addSeparator();
    QMenu* interval = view->addMenu(tr("Refresh &every"));
    auto* intervals = new QActionGroup(this);
    for (const auto seconds : {1, 2, 5, 10, 30, 60, 0}) {
        QAction* action = interval->addAction(
            seconds == 0 ? tr("Only by hand") : tr("%n second(s)", "refresh interval", seconds));
        action->setCheckable(true);
        action->setChecked(seconds == 5);
        intervals->addAction(action);
        connect(action, &QAction::triggered, this,
            [this, seconds] { setRefreshInterval(std::chrono::seconds(seconds)); });
    }
    QMenu* theme = view->addMenu(tr("&Theme"));
    auto* themes = new QActionGroup(this);
    for (const auto& [name, text] : {std::pair(u"system"_s, tr("As the &system")),
             std::pair(u"light"_s, tr("&Light")), std::pair(u"dark"_s, tr("&Dark"))}) {
        QAction* action = theme->addAction(text);
        action->setCheckable(true);
        action->setChecked(themeName(Theme::choice()) == name);
        themes->addAction(action);
        connect(action, &QAction::triggered, this, [this, wanted = name] { setTheme(wanted); });
    }
    QMenu* job = menuBar()->addMenu(tr("&Job"));
    job->addAction(tr("&Retry selected"), QKeySequence(u"Ctrl+Return"_s), m_queue, &QueuePage::retrySelected);
    job->addAction(tr("Retry &all\u2026"), m_queue, &QueuePage::retryAll);
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    m_logAction = help->addAction(
        tr("Open the &log"), this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_logFile)); });
    m_logAction->setVisible(false);
    help->addAction(tr("&About Drover"), this, &MainWindow::showAbout);
}

void MainWindow::connectSession()
{
    connect(&m_session, &Session::queuesRead, this, &MainWindow::onQueues);
    connect(&m_session, &Session::linkChanged, this, &MainWindow::onLink);
    connect(&m_refresher, &Refresher::due, this, [this] { m_askedQueues = m_session.readQueues(); });
    connect(m_sidebar, &Sidebar::overviewChosen, this, &MainWindow::showOverview);
    connect(m_sidebar, &Sidebar::queueChosen, this, &MainWindow::showQueue);
    connect(m_overview, &OverviewPage::queueChosen, this, &MainWindow::showQueue);
    connect(m_overview, &OverviewPage::demoWanted, this, &MainWindow::startDemo);
    connect(&m_session, &Session::actionReported, this, &MainWindow::onReport);
    connect(m_queue, &QueuePage::changedQueue, &m_refresher, &Refresher::refreshNow);
    connect(m_queue, &QueuePage::jobChosen, m_inspector, &InspectorPane::showJob);
    connect(m_queue, &QueuePage::nothingChosen, m_inspector, &InspectorPane::showNothing);
    connect(m_queue, &QueuePage::dataRead, m_status, &StatusLine::setReadAt);
    connect(m_queue, &QueuePage::settled, this, [this] {
        if (isSettled())
            Q_EMIT settled();
    });
    connect(&m_session, &Session::localWorkerChanged, this, [this] {
        if (m_closing && !workersRun())
            close();
    });
    connect(m_status, &StatusLine::retryWanted, this, [this] { m_session.reconnectNow(); });
    onLink(m_session.link());
}

void MainWindow::onQueues(RequestId request, const QueuesSnapshot& snapshot)
{
    if (request != m_askedQueues)
        return;
    m_refresher.answered();
    if (!snapshot.error) {
        m_queues.apply(snapshot);
        m_sidebar->updateCount();
        m_status->setReadAt(snapshot.readAt);
        m_queue->applyQueues(snapshot);
    }
    m_overview->applyQueues(snapshot);
    const bool first = !m_queuesRead && (!snapshot.queues.isEmpty() || snapshot.complete);
    m_queuesRead = m_queuesRead || first;
    if (first && isSettled())
        Q_EMIT settled();
}

void MainWindow::onLink(const LinkFacts& link)
{
    m_status->setLink(link);
    m_sidebar->setLink(link);
    m_overview->setLink(link);
    m_queue->setLink(link);
    m_inspector->setLink(link);
    if (link.state != LinkState::Ready)
        return;
    if (std::exchange(m_demoWanted, false))
        startDemo();
    if (!m_queuesRead)
        m_refresher.refreshNow();
}

void MainWindow::showOverview()
{
    m_pages->setCurrentWidget(m_overview);
    m_sidebar->setShownOverview();
    m_inspector->hide();
    updateActivity();
}

void MainWindow::showQueue(const QueueId& queue)
{
    m_queue->showQueue(queue);
    for (const QueueRow& row : m_queues.rows()) {
        if (row.facts.summary.queue == queue) {
            QueuesSnapshot one;
            one.queues.append(row.facts);
            m_queue->applyQueues(one);
        }
    }
    m_pages->setCurrentWidget(m_queue);
    m_inspector->show();
    m_sidebar->setShownQueue(queue);
    updateActivity();
}

void MainWindow::wantDemo()
{
    m_demoWanted = true;
    onLink(m_session.link());
}

void MainWindow::startDemo()
{
    if (m_askedDemo != 0)
        return;
    m_askedDemo = m_session.startDemo();
    m_demoAction->setEnabled(false);
    m_notice->show(Card::Mood::Plain, tr("Filling the demo queues\u2026"));
}

void MainWindow::onReport(const ActionReport& report)
{
    if (report.request != m_askedDemo || m_askedDemo == 0 || !report.finished)
        return;
    m_askedDemo = 0;
    m_demoAction->setEnabled(report.error.has_value()); // otherwise it lives as long as the window
    if (report.error) {
        const ErrorWords words = errorWords(*report.error);
        m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
    } else {
        m_notice->dismiss();
    }
    m_refresher.refreshNow();
}

void MainWindow::setLogFile(const QString& file)
{
    m_logFile = file;
    m_logAction->setVisible(!file.isEmpty());
}

void MainWindow::setRefreshInterval(std::chrono::milliseconds interval)
{
    m_refresher.setInterval(interval);
    m_queue->setInterval(interval);
    m_inspector->setInterval(interval);
    m_status->setInterval(interval);
}

bool MainWindow::isSettled() const
{
    return m_queuesRead && (m_pages->currentWidget() == m_overview || m_queue->isSettled());
}

void MainWindow::updateActivity()
{
    // Nobody looks, nobody asks.
    const bool seen = isVisible() && !isMinimized();
    m_refresher.setActive(seen);
    m_queue->setActive(seen && m_pages->currentWidget() == m_queue);
    m_inspector->setActive(seen && m_pages->currentWidget() == m_queue);
}

void MainWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::WindowStateChange)
        updateActivity();
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

bool MainWindow::workersRun() const
{
    const QList<LocalWorkerFacts> workers = m_session.localWorkers();
    return std::any_of(workers.begin(), workers.end(),
        [](const LocalWorkerFacts& worker) { return worker.state != LocalWorkerState::Stopped; });
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!workersRun()) {
        event->accept();
        return;
    }
    // The first time their jobs may end; the second time they are handed back at once.
    for (const LocalWorkerFacts& worker : m_session.localWorkers())
        m_session.stopWorker(worker.worker);
    m_notice->show(Card::Mood::Warn, tr("Stopping the local workers: running jobs get ten seconds to end."),
        tr("Then they go back to waiting. Close again to hand them back at once."));
    m_closing = true;
    event->ignore();
}

void MainWindow::setTheme(const QString& name)
{
    if (const auto choice = themeFromName(name))
        Theme::apply(*qApp, *choice);
}

void MainWindow::showAbout()
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About Drover"),
        tr("Drover %1", "%1 is a version").arg(QStringLiteral(DROVER_VERSION)), QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIconPixmap(applicationIcon().pixmap(64));
    box->setInformativeText(tr("A dashboard and engine for BullMQ queues on Redis. The window is free "
                               "software under the GNU General Public "
                               "License, version 3 or later; the engine and the command line are under the "
                               "MIT licence. BullMQ's scripts are "
                               "\u00a9 their authors, MIT licence. Qt, hiredis, spdlog, QCoro: see the "
                               "notices that come with Drover."));
    box->open();
}

} // namespace drover::ui
