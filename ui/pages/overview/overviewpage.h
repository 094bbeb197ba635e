// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queuetablemodel.h"
#include "pages/page.h"
#include "session/feeds/healthfeed.h"
#include "widgets/rangebar.h"

#include <QElapsedTimer>

class QLineEdit;
class QStackedWidget;
class QTableView;

namespace drover::ui {

class EmptyState;
class QueueFilter;
class Session;
class ThroughputChart;
class Tile;

//! What fails, when the waiting jobs will be done, how Redis is, who works; how it went; then every queue.
class OverviewPage final : public Page {
    Q_OBJECT
public:
    //! `queues` is kept up to date by the frame.
    OverviewPage(Session& session, QueueTableModel& queues, QWidget* parent = nullptr);
    ~OverviewPage() override;

    void setActive(bool active) override;
    void refresh() override;
    void setLink(const LinkFacts& link) override;
    void onLock() override;
    void applyQueues(const QueuesSnapshot& snapshot) override;
    [[nodiscard]] bool isSettled() const override { return m_read && m_chartRead; }

    [[nodiscard]] QTableView* table() const { return m_table; }
    [[nodiscard]] ThroughputChart* chart() const { return m_chart; }
    [[nodiscard]] RangeBar* ranges() const { return m_ranges; }
    [[nodiscard]] QLineEdit* filterLine() const { return m_filterLine; }
    [[nodiscard]] EmptyState* emptyState() const { return m_empty; }
    [[nodiscard]] const Tile& failingTile() const { return *m_failing; }
    [[nodiscard]] const Tile& clearTile() const { return *m_clear; }
    [[nodiscard]] const Tile& redisTile() const { return *m_redis; }
    [[nodiscard]] const Tile& workerTile() const { return *m_workers; }

Q_SIGNALS:
    void demoWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void setUpQueues();
    void connectParts();
    void openRow(const QModelIndex& index);
    void chooseColumns(const QPoint& position);
    void updateTiles();
    void updateBody();
    void readChart();
    void readCause();
    void seedTrends();
    void onEmptyAction();

    Session& m_session;
    QueueTableModel& m_queues;
    QueuesSnapshot m_snapshot;
    LinkFacts m_link;
    std::optional<TopCause> m_cause;
    qint64 m_causeFailures = -1; //!< failed jobs of the queue when its cause was read
    QElapsedTimer m_causeRead;
    QElapsedTimer m_chartAsked;
    std::optional<TimeRange> m_chartRange; //!< what was asked
    bool m_active = false;
    bool m_read = false;
    bool m_chartRead = false;
    bool m_chartDue = false; //!< asked, not answered
    bool m_seeded = false;

    Tile* m_failing;
    Tile* m_clear;
    Tile* m_redis;
    Tile* m_workers;
    RangeBar* m_ranges;
    ThroughputChart* m_chart;
    QLineEdit* m_filterLine;
    QueueFilter* m_filter;
    QStackedWidget* m_body;
    QTableView* m_table;
    EmptyState* m_empty;
};

} // namespace drover::ui
