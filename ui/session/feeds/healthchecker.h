// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/healthfeed.h"

#include <QPointer>
#include <QTimer>

#include <functional>

namespace drover {
struct ServerFacts;
}

namespace drover::ui {

class EngineCore;

//! Collects facts and lets the rules speak; on the engine thread.
class HealthChecker final : public QObject {
    Q_OBJECT
public:
    using Finished = std::function<void(Result<Done>)>;

    HealthChecker() = default;

    void start(EngineCore& core);
    //! Server and queues; `finished` is called once while this lives.
    void checkAll(Finished finished);

    //! Ends one that is under way.
    void diagnose(const QueueId& queue, std::function<void(Result<DiagnosisReport>)> finished);
    void measurePersistence(std::function<void(Result<PersistenceCost>)> finished);
    //! If it is this queue's.
    void endDiagnosis(const QueueId& queue);

Q_SIGNALS:
    void checked(const drover::ui::HealthReport& report);
    void diagnosisProgressed(const drover::DiagnosisProgress& progress);

private:
    void checkServer(Finished finished);
    void checkQueues(Finished finished);
    void measureGrowth(ServerFacts& facts);
    void takeServer(ServerFacts facts);

    EngineCore* m_core = nullptr;
    HealthReport m_report;
    qint64 m_memory = 0; //!< in use at m_memoryAt
    qint64 m_memoryAt = 0;
    QPointer<Diagnosis> m_diagnosis; //!< under way; deletes itself
    QueueId m_diagnosed;
    QTimer m_again{this};
    bool m_wasUp = false;
};

} // namespace drover::ui
