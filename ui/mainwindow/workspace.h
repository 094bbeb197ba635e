// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/pagekind.h"
#include "models/queuetablemodel.h"
#include "session/refresher.h"
#include "session/session.h"
#include "session/workervalues.h"
#include "widgets/card.h"

#include <QHash>
#include <QWidget>

#include <optional>

class QSplitter;
class QStackedWidget;

namespace drover::ui {

class ActionPanel;
class InspectorPane;
class LayoutMemory;
class JobActions;
class NoticeBar;
class OverviewPage;
class Page;
class QueuePage;

//! A few words beside a page's name that make one look.
struct PageBadge {
    QString words; //!< empty = nothing to say
    Card::Mood mood = Card::Mood::Plain;
};

//! The screens of one open connection with the inspector beside them. Reads the counts of all queues for
//! everybody; the only place where the pages of a connection meet.
class Workspace final : public QWidget {
    Q_OBJECT
public:
    explicit Workspace(Session& session, QWidget* parent = nullptr);
    ~Workspace() override;

    [[nodiscard]] Session& session() const { return m_session; }
    [[nodiscard]] QueueTableModel& queues() { return m_queues; }
    [[nodiscard]] const QueueTableModel& queues() const { return m_queues; }

    void showPage(PageKind page);
    //! None: in the state that was shown last.
    void showQueue(const QueueId& queue, std::optional<JobState> state = std::nullopt);
    [[nodiscard]] PageKind shownPage() const { return m_shown; }
    //! Of the page Queue; empty name = none yet.
    [[nodiscard]] QueueId shownQueue() const;
    //! The page, made when it is first wanted.
    [[nodiscard]] Page* page(PageKind kind);
    [[nodiscard]] QueuePage* queuePage();
    [[nodiscard]] OverviewPage* overviewPage();
    [[nodiscard]] Page* currentPage() const;

    //! Somebody looks at it: it polls; nobody looks, nobody asks.
    void setActive(bool active);
    void setInterval(std::chrono::milliseconds interval);
    void refresh();
    void setInspectorWanted(bool wanted);
    //! Where pages keep widths and columns; may be null.
    void setLayoutMemory(LayoutMemory* memory);

    //! Fills the embedded Redis with demo queues as soon as it is there.
    void wantDemo();
    [[nodiscard]] bool canDemo() const;
    //! When what is shown was read; ms since the epoch.
    [[nodiscard]] qint64 readAt() const { return m_readAt; }
    //! What the sidebar says beside a page.
    [[nodiscard]] PageBadge badge(PageKind page) const;
    //! Everything on the shown page has been read at least once.
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] bool workersRun() const;
    //! Jobs are being changed: closing would end that half-way.
    [[nodiscard]] bool actionsRun() const;
    //! Asks the local workers to stop in good order; asked again, their jobs go back at once.
    void stopWorkers();
    [[nodiscard]] InspectorPane& inspectorPane() const { return *m_inspector; }
    [[nodiscard]] NoticeBar& notice() const { return *m_notice; }
    [[nodiscard]] ActionPanel& actionPanel() const { return *m_panel; }
    [[nodiscard]] JobActions& jobActions() const { return *m_jobActions; }
    //! Local workers as they were remembered, and what a new one begins with.
    void showWorker(const QueueId& queue);
    [[nodiscard]] QSplitter& splitter() const { return *m_splitter; }

Q_SIGNALS:
    //! Another page, or another queue on it.
    void placeChanged();
    void linkChanged(const drover::ui::LinkFacts& link);
    //! The connection was unlocked or locked.
    void lockChanged();
    //! Counts of the queues, or the number of queues, are others.
    void queuesChanged();
    void dataRead(qint64 readAt);
    void settled();
    void canDemoChanged();
    void badgesChanged();
    //! The last local worker has stopped.
    void workersStopped();
    //! They are to be remembered.

private:
    [[nodiscard]] Page* makePage(PageKind kind);
    void connectPage(Page& page);
    void connectSession();
    void onQueues(RequestId request, const QueuesSnapshot& snapshot);
    void onLink(const LinkFacts& link);
    void onLock();
    void onDemo(const std::optional<Error>& error);
    void onRead(qint64 readAt);
    void startDemo();
    void updateActivity();
    void updateInspector();
    void updateShownQueue();
    [[nodiscard]] bool isInspectorShown() const;
    void checkSettled();

    Session& m_session;
    QueueTableModel m_queues;
    Refresher m_refresher;
    std::chrono::milliseconds m_interval{5000};
    QHash<PageKind, Page*> m_pages;
    PageKind m_shown = PageKind::Overview;
    Page* m_polling = nullptr; //!< the page that was told that it is seen
    bool m_active = false;
    bool m_queuesRead = false;
    bool m_wasSettled = false;
    LayoutMemory* m_memory = nullptr;
    bool m_inspectorWanted = true;
    bool m_demoWanted = false;
    qint64 m_readAt = 0;
    QueuesSnapshot m_lastQueues; //!< for pages that come later
    RequestId m_askedQueues = 0;
    QueueId m_inView; //!< as the session was told
    bool m_demoAsked = false;
    bool m_demoRuns = false;

    NoticeBar* m_notice;
    QStackedWidget* m_stack;
    InspectorPane* m_inspector;
    QSplitter* m_splitter;
    ActionPanel* m_panel;
    JobActions* m_jobActions;
};

} // namespace drover::ui
