// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/healthfeed.h"

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

Q_SIGNALS:
    void checked(const drover::ui::HealthReport& report);

private:
    void checkServer(Finished finished);
    void checkQueues(Finished finished);
    void takeServer(const ServerFacts& facts);

    EngineCore* m_core = nullptr;
    HealthReport m_report;
    QTimer m_again{this};
    bool m_wasUp = false;
};

} // namespace drover::ui
