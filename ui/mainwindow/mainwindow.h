// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/commandpalette.h"
#include "mainwindow/pagekind.h"
#include "models/connectionmodel.h"
#include "models/pagelistmodel.h"
#include "session/connectionhub.h"
#include "session/workervalues.h"
#include "util/queueverb.h"
#include "widgets/card.h"

#include <QHash>
#include <QMainWindow>

#include <functional>
#include <optional>

class QSplitter;
class QStackedWidget;
class QVBoxLayout;

namespace drover::ui {

class ClosingCountdown;
class LayoutMemory;
class NoticeBar;
class OverviewPage;
class QueuePage;
class RunHere;
class Sidebar;
class StatusLine;
class TopBar;
struct ConfirmQuestion;
class WindowActions;
class Workspace;

//! A page that belongs to the program and not to a connection (log, settings); made when first shown.
struct ApplicationPage {
    QString id;
    QString title;
    QString icon;
    std::function<QWidget*()> make;
};

//! The frame: connections, pages, queues at the left; a workspace for each open connection; status line.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(ConnectionHub& hub, QWidget* parent = nullptr);
    ~MainWindow() override;

    //! Opens it if need be and shows it.
    void showConnection(const QString& id);
    //! The workspace that is shown, or was before an application page came; null = none is open.
    [[nodiscard]] Workspace* workspace() const { return m_workspaces.value(m_shown); }
    [[nodiscard]] const QString& shownConnection() const { return m_shown; }
    //! In the shown workspace; nothing happens without one.
    void showPage(PageKind page);
    //! Looks for a job by its id, in whatever queue of the shown connection it is.
    void goToJob(const JobId& job);
    void showQueue(const QueueId& queue, std::optional<JobState> state = std::nullopt);

    void addApplicationPage(const ApplicationPage& page);
    void showApplicationPage(const QString& id);
    [[nodiscard]] QWidget* applicationPage(const QString& id);
    //! A few words beside the name of an application page; empty = nothing to say.
    void setPageBadge(const QString& id, const QString& words, Card::Mood mood);
    //! What the menu of a queue and the palette offer besides opening it.
    using QueueVerbs = std::function<QList<QueueVerb>(const QString& connection, const QueueId& queue)>;
    void setQueueVerbs(QueueVerbs verbs);
    //! What stands there when no connection is open; taken over.
    void setWelcome(QWidget* welcome);
    //! Restores sizes and the place where one was, and keeps them at the end; borrowed.
    void setLayoutMemory(LayoutMemory* memory);
    //! The page that was shown at the end of the last run, in the shown connection.
    void restorePlace();

    //! Closes a connection, whoever wants it: asks while jobs are being changed, and lets local workers end
    //! their jobs (asked again, these go back at once). `then` comes when it is closed; never, when the
    //! person thought better of it.
    void closeConnection(const QString& id, const std::function<void()>& then = {});
    //! Closes without a question, e.g. when the system ends: jobs that are being changed stay as they are.
    void closeAnyway();
    //! Offers the log in the menu.
    void setLogFile(const QString& file);
    void setRefreshInterval(std::chrono::milliseconds interval);
    //! For how long a production connection is unlocked.
    void setUnlockTime(std::chrono::minutes time);
    //! Says something in place of a dialog: above the page that is shown.
    void say(Card::Mood mood, const QString& sentence, const QString& remedy);
    //! Says that there is something to be done when the person likes: `then` does it. Stays beside what is
    //! said later.
    void offer(const QString& sentence, const QString& remedy, const QString& action,
        const std::function<void()>& then);

    [[nodiscard]] StatusLine* statusLine() const { return m_status; }
    [[nodiscard]] WindowActions& actions() const { return *m_actions; }
    // Of the shown workspace.
    [[nodiscard]] QueuePage* queuePage() const;
    [[nodiscard]] OverviewPage* overviewPage() const;
    //! Everything on the shown page has been read at least once.
    [[nodiscard]] bool isSettled() const;

    //! Everything that the palette offers just now.
    [[nodiscard]] QList<PaletteEntry> paletteEntries() const;
    void openPalette();

Q_SIGNALS:
    void settled();
    //! A connection has been opened: its workspace can be given what it shall begin with.
    void workspaceMade(const QString& id, drover::ui::Workspace* workspace);
    void newConnectionWanted();
    void editConnectionWanted(const QString& id);
    void removeConnectionWanted(const QString& id);
    void refreshIntervalChosen(std::chrono::milliseconds interval);
    void themeChosen(const QString& name);

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    //! Where one has been, for Back and Forward.
    struct Place {
        QString connection; //!< empty = an application page
        QString page;
        QueueId queue;
        bool operator==(const Place&) const = default;
    };
    void build();
    void connectActions();
    void connectHub();
    void connectSidebar();
    void onOpened(const QString& id, Session* session);
    void onClosing(const QString& id);
    void onPlace();
    void updateConnections();
    void updateShown();
    [[nodiscard]] QueuesSnapshot knownQueues() const;
    void updateBadges();
    void updateActivity();
    void updateActions();
    void closeAgreed(const QString& id, const std::function<void()>& then);
    void onWorkersStopped(const QString& id);
    void askBeforeClosing(
        const QString& acting, const ConfirmQuestion& question, const std::function<void()>& agreed);
    [[nodiscard]] bool workersRun() const;
    [[nodiscard]] QList<LocalWorkerFacts> awaitedWorkers() const;
    void handBackNow();
    void fillConnectionsMenu();
    void fillPagesMenu();
    void fillActionsMenu();
    void connectionMenu(const QString& id, const QPoint& position);
    void queueMenu(const QueueId& queue, const QPoint& position);
    void showPageById(const QString& id);
    void go(const Place& place);
    void step(int by);
    [[nodiscard]] Place place() const;
    void keepLayout();
    void toggleLock();
    void askToUnlock(Session& session);
    void setTheme(const QString& name);
    void showAbout();
    void showShortcuts();

    ConnectionHub& m_hub;
    RunHere* m_runHere;
    ConnectionModel m_connections;
    PageListModel* m_pages;
    QHash<QString, Workspace*> m_workspaces;
    QString m_shown; //!< connection
    QHash<QString, QWidget*> m_applicationPages;
    QList<ApplicationPage> m_applicationKinds;
    QString m_applicationPage; //!< the one in front; empty = a workspace is
    QList<Place> m_visited;
    qsizetype m_visitedAt = -1;
    bool m_stepping = false;
    bool m_closing = false; //!< the window waits for local workers
    QHash<QString, std::function<void()>>
        m_leaving; //!< connections that wait for theirs, and what comes then
    bool m_closeAnyway = false; //!< somebody agreed to end what runs
    std::chrono::milliseconds m_interval{5000};
    std::chrono::minutes m_unlockTime{10};
    LayoutMemory* m_memory = nullptr;
    QueueVerbs m_queueVerbs;
    QString m_logFile;

    WindowActions* m_actions;
    TopBar* m_top = nullptr;
    Sidebar* m_sidebar = nullptr;
    QVBoxLayout* m_front = nullptr; //!< notices and, below them, what is in front
    NoticeBar* m_notice = nullptr;
    ClosingCountdown* m_countdown = nullptr;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_welcome = nullptr;
    StatusLine* m_status = nullptr;
    QSplitter* m_splitter = nullptr;
};

} // namespace drover::ui
