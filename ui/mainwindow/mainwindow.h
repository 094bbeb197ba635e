// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queuetablemodel.h"
#include "session/refresher.h"
#include "session/session.h"

#include <QMainWindow>

class QAction;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace drover::ui {

class InspectorPane;
class NoticeBar;
class OverviewPage;
class QueuePage;
class Sidebar;
class StatusLine;

//! The frame: sidebar, pages, inspector, status line. The only place where pages meet.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(Session& session, QWidget* parent = nullptr);

    void showOverview();
    void showQueue(const QueueId& queue);
    //! Fills the embedded Redis with demo queues as soon as it is there.
    void wantDemo();
    //! Offers the log in the menu.
    void setLogFile(const QString& file);
    void setRefreshInterval(std::chrono::milliseconds interval);

    [[nodiscard]] QueuePage* queuePage() const { return m_queue; }
    [[nodiscard]] OverviewPage* overviewPage() const { return m_overview; }
    [[nodiscard]] StatusLine* statusLine() const { return m_status; }
    [[nodiscard]] const QueueTableModel& queues() const { return m_queues; }
    //! Everything on the shown page has been read at least once.
    [[nodiscard]] bool isSettled() const;

Q_SIGNALS:
    void settled();

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    [[nodiscard]] QWidget* buildTopBar();
    void buildMenus();
    void connectSession();
    void onQueues(RequestId request, const QueuesSnapshot& snapshot);
    void onLink(const LinkFacts& link);
    void startDemo();
    void onReport(const ActionReport& report);
    void updateActivity();
    [[nodiscard]] bool workersRun() const;
    void setTheme(const QString& name);
    void showAbout();

    Session& m_session;
    QueueTableModel m_queues;
    Refresher m_refresher;
    RequestId m_askedQueues = 0;
    RequestId m_askedDemo = 0;
    NoticeBar* m_notice = nullptr;
    bool m_closing = false;
    bool m_demoWanted = false;
    bool m_queuesRead = false;

    Sidebar* m_sidebar = nullptr;
    QStackedWidget* m_pages = nullptr;
    OverviewPage* m_overview = nullptr;
    QueuePage* m_queue = nullptr;
    InspectorPane* m_inspector = nullptr;
    StatusLine* m_status = nullptr;
    QSplitter* m_splitter = nullptr;
    QAction* m_demoAction = nullptr;
    QAction* m_logAction = nullptr;
    QString m_logFile;
};

} // namespace drover::ui
