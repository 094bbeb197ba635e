// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/enginehelper.h"
#include "session/feeds/healthchecker.h"
#include "session/feeds/healthfeed.h"

namespace drover::ui {

//! The health of a session's server and queues.
class EngineHealthFeed final : public HealthFeed {
    Q_OBJECT
public:
    explicit EngineHealthFeed(EngineHost& host, QObject* parent = nullptr);

    [[nodiscard]] const HealthReport& report() const override { return m_report; }
    void check(QObject* context, Answer<Done> answer) override;
    void readSlowLog(int count, QObject* context, Answer<SlowLog> answer) override;
    void readVerdict(const QueueId& queue, QObject* context, Answer<std::vector<Finding>> answer) override;
    void diagnose(const QueueId& queue, QObject* context, Answer<DiagnosisReport> answer) override;
    void measurePersistence(QObject* context, Answer<PersistenceCost> answer) override;
    void measureOnServer(QObject* context, Answer<PersistenceCost> answer) override;
    void planFix(
        const Finding& finding, QObject* context, Answer<std::vector<PlannedSetting>> answer) override;
    void applyFix(const Finding& finding, bool keep, QObject* context, Answer<AppliedFix> answer) override;
    void readTopCause(const QueueId& queue, int newest, QObject* context, Answer<TopCause> answer) override;

private:
    EngineHost& m_host;
    HealthReport m_report;
    EngineHelper<HealthChecker> m_checker;
};

//! SLOWLOG GET's answer; arguments are shortened, so that no payload gets on the screen. Pure.
[[nodiscard]] SlowLog slowLogOf(const Reply& reply);

} // namespace drover::ui
