// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queuetablemodel.h"
#include "pages/page.h"

class QStackedWidget;
class QTableView;

namespace drover::ui {

class EmptyState;
class Tile;

//! What fails, what waits, how Redis is, who works; then every queue.
class OverviewPage final : public Page {
    Q_OBJECT
public:
    explicit OverviewPage(QueueTableModel& queues, ConnectionIdentity identity, QWidget* parent = nullptr);

    //! The frame reads the counts; there is nothing else to ask for.
    void setActive(bool /*active*/) override { }
    void applyQueues(const QueuesSnapshot& snapshot) override;
    void setLink(const LinkFacts& link) override;
    [[nodiscard]] bool isSettled() const override { return m_read; }
    [[nodiscard]] QTableView* table() const { return m_table; }

Q_SIGNALS:
    void demoWanted();

private:
    void updateTiles();
    void showRedis();

    QueueTableModel& m_queues;
    ConnectionIdentity m_identity;
    LinkFacts m_link;
    bool m_read = false;
    Tile* m_failing;
    Tile* m_backlog;
    Tile* m_redis;
    Tile* m_workers;
    QStackedWidget* m_body;
    QTableView* m_table;
    EmptyState* m_empty;
};

} // namespace drover::ui
