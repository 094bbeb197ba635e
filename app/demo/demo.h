// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "redis/connectionoptions.h"

#include <QObject>

#include <memory>

namespace drover {

//! What the demo makes.
struct DemoOptions {
    ConnectionOptions connection;
    QByteArray prefix = QByteArrayLiteral("bull");
    quint32 seed = 20; //!< same seed, same story
    double scale = 1.0; //!< 1 = about 700 jobs; 0.1 for tests
};

//! What stands in the demo queues after fill().
struct DemoReport {
    int queues = 0;
    int added = 0; //!< by this run; 0 when the demo was there already
    int failed = 0; //!< failed jobs that now stand there
    bool operator==(const DemoReport&) const = default;
};

//! Fills a Redis with the queues of a made-up shop (mail.outgoing, billing.invoices, media.transcode,
//! search.index, webhooks.deliver): history, several causes of failure, delays, priorities, progress, logs,
//! retries in back-off and a stalled job. Everything goes through real queues and workers, so that any BullMQ
//! client sees the same.
//!
//! A second fill() adds only what is missing. Causes clear up while live() runs: retrying those jobs
//! completes them. Lives on the thread that made it; never blocks.
class Demo final : public QObject {
    Q_OBJECT
public:
    explicit Demo(DemoOptions options, QObject* parent = nullptr);
    ~Demo() override;

    void fill();
    //! Keeps adding jobs and working on them until stop(). Causes end by themselves: smtp after 45 s, then
    //! partner, search, cdn.
    void live();
    void stop();
    //! Says that a cause ("smtp", "cdn", "search", "partner") is mended: its jobs complete when retried from
    //! now on.
    void mend(const QByteArray& cause);

Q_SIGNALS:
    void filled(const drover::DemoReport& report);
    void failed(const drover::Error& error);
    void stopped();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover
