// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/samples.h"
#include "pages/page.h"
#include "session/feeds/healthfeed.h"

#include <QTimer>

class QPushButton;
class QTableView;

namespace drover::ui {

class Card;
class FactGrid;
class FindingsList;
class LatencyChart;
class LinkEventModel;
class NoticeBar;
class PlainLabel;
class RangeBar;
class Session;
class SlowLogModel;

//! How the connection is and was, whether this Redis is fit for BullMQ, and what makes it slow.
class HealthPage final : public Page {
    Q_OBJECT
public:
    explicit HealthPage(Session& session, QWidget* parent = nullptr);
    ~HealthPage() override;

    void setActive(bool active) override;
    void refresh() override;
    void setLink(const LinkFacts& link) override;
    //! Shows what the fix changes, asks, and carries it out.
    void wantFix(const Finding& finding);
    void applyQueues(const QueuesSnapshot& snapshot) override;
    [[nodiscard]] bool isSettled() const override { return m_checked && m_eventsRead; }

    [[nodiscard]] QString stateText() const;
    [[nodiscard]] QString checkedText() const;
    [[nodiscard]] QPushButton* retryButton() const { return m_retry; }
    [[nodiscard]] QPushButton* checkButton() const { return m_check; }
    [[nodiscard]] QPushButton* measureButton() const { return m_measure; }
    [[nodiscard]] FindingsList* findings() const { return m_findings; }
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }
    [[nodiscard]] LatencyChart* chart() const { return m_chart; }
    [[nodiscard]] QTableView* timeline() const { return m_timeline; }
    [[nodiscard]] QTableView* slowLog() const { return m_slowTable; }
    [[nodiscard]] QString slowLogNote() const;

private:
    void build();
    [[nodiscard]] Card* buildState();
    [[nodiscard]] QWidget* buildFindings();
    [[nodiscard]] Card* buildLatency();
    [[nodiscard]] Card* buildTimeline();
    [[nodiscard]] Card* buildFacts();
    [[nodiscard]] Card* buildSlowLog();
    void connectParts();
    void check();
    void tick();
    void showState();
    void showAge();
    void showReport(const HealthReport& report);
    void showSlowLog(const Result<SlowLog>& log);
    void readChart();
    void readEvents();
    void readSlowLog();
    void settle();
    void askToMeasure();
    void measurePersistence(bool onServer);
    void tellCostError(const Error& error);
    void askToApply(const Finding& finding, const std::vector<PlannedSetting>& plan);
    void apply(const Finding& finding, bool keep);

    Session& m_session;
    LinkFacts m_link;
    LinkEventModel* m_events;
    SlowLogModel* m_slow;
    QTimer m_clock;
    qint64 m_queues = 0;
    std::optional<Error> m_refusal; //!< why the last check came to nothing
    qint64 m_checkAt = 0; //!< when the next check is due, monotonic ms
    qint64 m_chartAt = 0;
    bool m_active = false;
    bool m_isChecking = false;
    bool m_checked = false; //!< an answer has come, good or bad
    bool m_eventsRead = false;
    bool m_chartDue = false;

    PlainLabel* m_state = nullptr;
    PlainLabel* m_reason = nullptr;
    Card* m_stateCard = nullptr;
    QPushButton* m_retry = nullptr;
    PlainLabel* m_checkedAgo = nullptr;
    QPushButton* m_check = nullptr;
    QPushButton* m_measure = nullptr;
    FindingsList* m_findings = nullptr;
    NoticeBar* m_notice = nullptr; //!< how applying a fix went
    PlainLabel* m_missing = nullptr;
    RangeBar* m_ranges = nullptr;
    LatencyChart* m_chart = nullptr;
    QTableView* m_timeline = nullptr;
    FactGrid* m_facts = nullptr;
    QTableView* m_slowTable = nullptr;
    PlainLabel* m_slowNote = nullptr;
};

} // namespace drover::ui
