// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/healthchecker.h"

#include "core/clock.h"
#include "health/healthcollector.h"
#include "session/enginecore.h"

#include <chrono>

using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr qint64 shortestGrowth = 240000; //!< ms
constexpr qint64 longestGrowth = 3600000;
constexpr auto checkAgainAfter = 5min; //!< of the server: seventeen commands

qint64 now()
{
    return Clock::system().now().count();
}
} // namespace

void HealthChecker::start(EngineCore& core)
{
    m_core = &core;
    connect(&core, &EngineCore::linkChanged, this, [this](const LinkFacts& link) {
        const bool isUp = link.state == LinkState::Ready;
        if (isUp && !std::exchange(m_wasUp, isUp))
            checkServer({});
        m_wasUp = isUp;
    });
    m_again.setInterval(checkAgainAfter);
    connect(&m_again, &QTimer::timeout, this, [this] { checkServer({}); });
    m_again.start();
}

void HealthChecker::checkAll(Finished finished)
{
    checkServer([this, finished](const Result<Done>& result) {
        if (result)
            checkQueues(finished);
        else
            finished(result);
    });
}

void HealthChecker::checkServer(Finished finished)
{
    if (!m_core->isUp()) {
        if (finished)
            finished(m_core->downError());
        return;
    }
    collectServerFacts(m_core->connection()).then(this, [this, finished](const Result<ServerFacts>& facts) {
        if (facts)
            takeServer(*facts);
        if (finished)
            finished(facts ? Result<Done>(Done{}) : Result<Done>(facts.error()));
    });
}

//! By a reading of some minutes up to an hour ago.
void HealthChecker::measureGrowth(ServerFacts& facts)
{
    const qint64 used = facts.info.fields.value("used_memory").toLongLong();
    const qint64 at = now();
    if (m_memoryAt > 0 && at - m_memoryAt >= shortestGrowth)
        facts.memoryGrowth = (used - m_memory) * 3600000 / (at - m_memoryAt);
    if (m_memoryAt == 0 || at - m_memoryAt > longestGrowth) {
        m_memory = used;
        m_memoryAt = at;
    }
}

void HealthChecker::takeServer(ServerFacts facts)
{
    measureGrowth(facts);
    m_report.checkedAt = now();
    m_report.server = judgeServer(facts);
    m_report.info = facts.info;
    m_report.latency = facts.latencyMs;
    m_report.missingRights = facts.missingRights;
    Q_EMIT checked(m_report);
}

void HealthChecker::checkQueues(Finished finished)
{
    if (!m_core->isUp())
        return finished(m_core->downError());
    collectQueueFacts(m_core->connection(), m_core->queues())
        .then(this, [this, finished](const Result<std::vector<drover::QueueFacts>>& queues) {
            if (!queues)
                return finished(queues.error());
            m_report.queues.clear();
            for (const drover::QueueFacts& facts : *queues) {
                for (Finding& finding : judgeQueue(facts))
                    m_report.queues.push_back(std::move(finding));
            }
            m_report.queuesCheckedAt = now();
            Q_EMIT checked(m_report);
            finished(Done{});
        });
}

void HealthChecker::diagnose(const QueueId& queue, std::function<void(Result<DiagnosisReport>)> finished)
{
    if (!m_core->isUp())
        return finished(m_core->downError());
    if (m_diagnosis)
        m_diagnosis->cancel();
    m_diagnosed = queue;
    auto* diagnosis = new Diagnosis(m_core->connection(), queue, {}, this);
    m_diagnosis = diagnosis;
    connect(diagnosis, &Diagnosis::progressed, this, &HealthChecker::diagnosisProgressed);
    connect(diagnosis, &Diagnosis::finished, this,
        [this, diagnosis, finished = std::move(finished)](const Result<DiagnosisReport>& report) {
            if (m_diagnosis == diagnosis)
                m_diagnosis = nullptr;
            diagnosis->deleteLater();
            finished(report);
        });
    diagnosis->start();
}

void HealthChecker::measurePersistence(std::function<void(Result<PersistenceCost>)> finished)
{
    auto* bench = new PersistenceBench({}, this);
    connect(bench, &PersistenceBench::finished, this,
        [bench, finished = std::move(finished)](const Result<PersistenceCost>& cost) {
            bench->deleteLater();
            finished(cost);
        });
    bench->start();
}

void HealthChecker::endDiagnosis(const QueueId& queue)
{
    if (m_diagnosis && m_diagnosed == queue)
        m_diagnosis->cancel();
}

} // namespace drover::ui
