// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "alerts/alert.h"

#include <memory>
#include <vector>

namespace drover {

//! What is known of a queue at one moment, and what happened to it since the moment before.
struct QueueAlertSample {
    QueueId queue;
    qint64 waiting = 0; //!< jobs that a worker could take
    bool paused = false; //!< they wait on purpose
    int workers = -1; //!< who listen; -1 = unknown
    qint64 nextSince = 0; //!< when the job that is next was added or became due; 0 = none or unknown
    bool isFlowKnown = false; //!< false: nobody looked, and the three below mean nothing
    qint64 added = 0;
    qint64 completed = 0;
    qint64 failed = 0; //!< for good
    bool exact = true; //!< false: there was more than could be counted

    bool operator==(const QueueAlertSample&) const = default;
};

//! One reading of a connection.
struct AlertSample {
    qint64 at = 0; //!< ms since the epoch
    std::vector<QueueAlertSample> queues; //!< all of them: who is missing is gone
    qint64 usedMemory = -1; //!< negative = unknown
    qint64 maxMemory = 0; //!< 0 = no limit

    bool operator==(const AlertSample&) const = default;
};

//! Decides when the readings of one connection are a problem, and when no longer. Each problem begins once,
//! however long it lasts, and ends at a milder value than it began at, so that nothing flickers around a
//! limit: at half of what is counted or waited for, four fifths of a rate, five percent less memory. Failures
//! tell again whenever they have doubled. Pure: time is what the readings say.
class AlertWatch final {
public:
    explicit AlertWatch(AlertRules rules = {});
    ~AlertWatch();
    AlertWatch(const AlertWatch&) = delete;
    AlertWatch& operator=(const AlertWatch&) = delete;

    //! Counts from now on; what a rule that is switched off had begun ends with the next reading.
    void setRules(const AlertRules& rules);
    [[nodiscard]] std::vector<AlertChange> take(const AlertSample& sample);
    //! Whether the connection is there: told when that changes, and now and then while it is not.
    [[nodiscard]] std::vector<AlertChange> takeLink(bool isConnected, qint64 at);

    //! A rate needs so many ended jobs ...
    static constexpr qint64 leastEnded = 20;
    //! ... within this time.
    static constexpr Milliseconds rateWithin{600000};

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover
