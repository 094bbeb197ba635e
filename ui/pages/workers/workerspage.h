// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/listenermodel.h"
#include "models/localworkermodel.h"
#include "pages/page.h"
#include "session/feeds/workersfeed.h"
#include "session/refresher.h"
#include "session/session.h"

class QPushButton;
class QStackedWidget;
class QTableView;

namespace drover::ui {

class EmptyState;
class LocalWorkerView;
class NoticeBar;
class PlainLabel;

//! Everybody who takes jobs from this connection's queues, and the workers that this window runs on it.
class WorkersPage final : public Page {
    Q_OBJECT
public:
    explicit WorkersPage(Session& session, QWidget* parent = nullptr);

    //! The worker of this queue is shown; a new one is offered when there is none.
    void wantWorker(const QueueId& queue);

    void setActive(bool active) override;
    void setInterval(std::chrono::milliseconds interval) override;
    void refresh() override;
    void setLink(const LinkFacts& link) override;
    void onLock() override;
    void applyQueues(const QueuesSnapshot& snapshot) override;
    [[nodiscard]] bool isSettled() const override { return m_read; }
    [[nodiscard]] QList<QAction*> pageActions() const override;

    [[nodiscard]] QTableView* listenerTable() const { return m_listenerTable; }
    [[nodiscard]] QTableView* workerTable() const { return m_workerTable; }
    [[nodiscard]] LocalWorkerView* view() const { return m_view; }

private:
    [[nodiscard]] QWidget* buildHead();
    [[nodiscard]] QWidget* buildListeners();
    [[nodiscard]] QWidget* buildLocal();
    void ask();
    void onListeners(const Result<ListenersSnapshot>& listeners);
    void onWorker(const LocalWorkerFacts& facts);
    void applyListeners();
    void applyLocal();
    void showChosen();
    void edit(const LocalWorkerDefinition& definition);
    void remove(const QString& definition);
    void choose(const QString& definition);
    void updateSummary();
    [[nodiscard]] int othersOn(const QueueId& queue) const;

    Session& m_session;
    WorkersFeed& m_feed;
    WorkerBook& m_book;
    QHash<int, LocalWorkerState> m_states; //!< of this window's workers, by number
    ListenersSnapshot m_listeners;
    QHash<QueueId, ListenedQueue> m_queues;
    QList<QueueId> m_known;
    ListenerModel m_listenerModel;
    LocalWorkerModel m_workerModel;
    Refresher m_refresher;
    bool m_read = false;
    bool m_linkUp = false;

    PlainLabel* m_summary = nullptr;
    NoticeBar* m_notice = nullptr;
    QStackedWidget* m_listenerBody = nullptr;
    QTableView* m_listenerTable = nullptr;
    EmptyState* m_nobody = nullptr;
    QStackedWidget* m_localBody = nullptr;
    QTableView* m_workerTable = nullptr;
    EmptyState* m_none = nullptr;
    LocalWorkerView* m_view = nullptr;
    QAction* m_add = nullptr;
};

} // namespace drover::ui
