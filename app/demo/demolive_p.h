// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "demo/demo.h"
#include "demo/demoprocessor_p.h"
#include "demo/story_p.h"
#include "worker/worker.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace drover {

//! The living demo: a worker for each queue, a producer, and causes that clear up one by one.
class DemoLive final : public QObject {
    Q_OBJECT
public:
    DemoLive(RedisConnection& connection, const DemoOptions& options, std::shared_ptr<MendedCauses> mended,
        QObject* parent);
    ~DemoLive() override;

    void start();
    void stop();

Q_SIGNALS:
    void stopped();

private:
    std::shared_ptr<MendedCauses> m_mended;
    Story m_story;
    std::vector<std::unique_ptr<Queue>> m_queues;
    std::vector<std::unique_ptr<Worker>> m_workers;
    QTimer m_producer;
    int m_open = 0;

    void produce();
};

} // namespace drover
