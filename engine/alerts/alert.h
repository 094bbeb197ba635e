// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "protocol/queueid.h"

#include <QHash>
#include <QString>

#include <array>

namespace drover {

//! What can be wrong with a queue, or with the connection as a whole.
enum class AlertKind : quint8 {
    Failures, //!< jobs that failed for good; the value counts them, from the beginning of the problem on
    FailureRate, //!< of the jobs that ended; percent
    Waiting, //!< the job that is next; ms
    Unattended, //!< nobody listens while jobs wait; how many wait
    Silence, //!< nothing was added; ms
    Memory, //!< Redis', of its limit; percent
    Lost, //!< a connection that was there; ms
};

inline constexpr std::array allAlertKinds{AlertKind::Failures, AlertKind::FailureRate, AlertKind::Waiting,
    AlertKind::Unattended, AlertKind::Silence, AlertKind::Memory, AlertKind::Lost};

//! When a queue is a problem. Zero switches a rule off.
struct QueueAlertRules {
    qint64 failures = 5; //!< so many within ...
    Milliseconds failuresWithin{300000};
    int failureRate = 0; //!< percent
    Milliseconds waiting{60000}; //!< of the job that is next
    Milliseconds unattended{60000}; //!< nobody listens for so long; a deployment is shorter
    Milliseconds silence{0}; //!< nothing added for so long

    bool operator==(const QueueAlertRules&) const = default;
};

//! All rules of one connection.
struct AlertRules {
    QueueAlertRules queues;
    QHash<QueueId, QueueAlertRules> own; //!< of queues that have rules of their own
    int memory = 90; //!< percent of the limit
    Milliseconds lost{30000}; //!< away for so long; shorter gaps mend themselves

    [[nodiscard]] QueueAlertRules of(const QueueId& queue) const { return own.value(queue, queues); }
    bool operator==(const AlertRules&) const = default;
};

//! A problem. Never more than counts and names: neither what jobs hold nor what errors say.
struct Alert {
    AlertKind kind = AlertKind::Failures;
    QueueId queue; //!< without a name: the connection itself
    qint64 since = 0; //!< when it became one; ms since the epoch
    qint64 value = 0; //!< see AlertKind
    bool exact = true; //!< false: there are more, for not everything could be counted

    bool operator==(const Alert&) const = default;
};

//! Something became a problem, a known one grew much, or it is over.
struct AlertChange {
    enum class What : quint8 { Began, Grew, Ended };
    What what = What::Began;
    Alert alert;

    bool operator==(const AlertChange&) const = default;
};

} // namespace drover
