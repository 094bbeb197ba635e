// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/healthfeed.h"

#include <QTimer>

namespace drover::ui {

//! A health that the test wrote; answers at the next turn of the event loop.
class FakeHealthFeed final : public HealthFeed {
    Q_OBJECT
public:
    using HealthFeed::HealthFeed;

    HealthReport reportValue;
    SlowLog slowLog;
    TopCause topCause;
    std::vector<Finding> verdict;
    DiagnosisReport diagnosis;
    std::vector<PlannedSetting> plan;
    AppliedFix applied;
    PersistenceCost cost;
    QStringList appliedRules; //!< "rule", or "rule kept"
    std::optional<Error> fixError;
    std::optional<Error> error;
    int checks = 0;
    int measurements = 0;
    int serverMeasurements = 0;
    int causeReadings = 0;

    [[nodiscard]] const HealthReport& report() const override { return reportValue; }
    void check(QObject* context, Answer<Done> answer) override
    {
        ++checks;
        QTimer::singleShot(0, context, [this, answer] {
            if (!error)
                Q_EMIT checked(reportValue);
            answer(error ? Result<Done>(*error) : Result<Done>(Done{}));
        });
    }
    void readSlowLog(int /*count*/, QObject* context, Answer<SlowLog> answer) override
    {
        const Result<SlowLog> result = error ? Result<SlowLog>(*error) : Result<SlowLog>(slowLog);
        QTimer::singleShot(0, context, [answer, result] { answer(result); });
    }
    void readVerdict(const QueueId& /*queue*/, QObject* context, Answer<std::vector<Finding>> answer) override
    {
        const auto result =
            error ? Result<std::vector<Finding>>(*error) : Result<std::vector<Finding>>(verdict);
        QTimer::singleShot(0, context, [answer, result] { answer(result); });
    }
    void diagnose(const QueueId& /*queue*/, QObject* context, Answer<DiagnosisReport> answer) override
    {
        const auto result = error ? Result<DiagnosisReport>(*error) : Result<DiagnosisReport>(diagnosis);
        QTimer::singleShot(0, context, [this, answer, result] {
            Q_EMIT diagnosisProgressed({1, 2, 3});
            answer(result);
        });
    }
    void measurePersistence(QObject* context, Answer<PersistenceCost> answer) override
    {
        ++measurements;
        QTimer::singleShot(0, context, [this, answer] {
            answer(fixError ? Result<PersistenceCost>(*fixError) : Result<PersistenceCost>(cost));
        });
    }
    void measureOnServer(QObject* context, Answer<PersistenceCost> answer) override
    {
        ++serverMeasurements;
        QTimer::singleShot(0, context, [this, answer] {
            answer(fixError ? Result<PersistenceCost>(*fixError) : Result<PersistenceCost>(cost));
        });
    }
    void planFix(
        const Finding& /*finding*/, QObject* context, Answer<std::vector<PlannedSetting>> answer) override
    {
        QTimer::singleShot(0, context, [this, answer] { answer(Result<std::vector<PlannedSetting>>(plan)); });
    }
    void applyFix(const Finding& finding, bool keep, QObject* context, Answer<AppliedFix> answer) override
    {
        appliedRules.append(keep ? finding.rule + QStringLiteral(" kept") : finding.rule);
        QTimer::singleShot(0, context, [this, answer] {
            answer(fixError ? Result<AppliedFix>(*fixError) : Result<AppliedFix>(applied));
        });
    }
    void readTopCause(
        const QueueId& queue, int /*newest*/, QObject* context, Answer<TopCause> answer) override
    {
        ++causeReadings;
        TopCause cause = topCause;
        cause.queue = queue;
        const Result<TopCause> result = error ? Result<TopCause>(*error) : Result<TopCause>(cause);
        QTimer::singleShot(0, context, [answer, result] { answer(result); });
    }
    void tell(const HealthReport& report)
    {
        reportValue = report;
        Q_EMIT checked(report);
    }
};

} // namespace drover::ui
