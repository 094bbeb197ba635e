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

namespace drover {

//! Fills one queue, unless it was filled before: adds its history, has a worker play it, then adds what
//! stands there and, where asked for, leaves a job behind as a crashed worker would.
class DemoFill final : public QObject {
    Q_OBJECT
public:
    DemoFill(RedisConnection& connection, const DemoOptions& options, StoryQueue story, bool leaveStalled,
        QObject* parent);
    ~DemoFill() override;

    void start();

Q_SIGNALS:
    void done(int added, int failed);
    void failed(const drover::Error& error);

private:
    RedisConnection& m_connection;
    DemoOptions m_options;
    StoryQueue m_story;
    bool m_leaveStalled;
    Queue m_queue;
    std::unique_ptr<Worker> m_worker;
    QTimer m_limit;
    int m_added = 0;
    int m_expected = 0;
    int m_settled = 0;
    int m_failed = 0;

    void addHistory();
    void play();
    void settle(bool failed);
    void addStanding();
    void leaveStalled();
    void end(const Error& error);
};

} // namespace drover
