// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "history/eventtally.h"
#include "profiles/environment.h"
#include "protocol/jobstate.h"
#include "queue/failuregroups.h"
#include "queue/queuereader.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace drover::ui {

//! Numbers of requests; an answer carries the number of its question, so that late ones can be dropped. 0 =
//! none.
using RequestId = quint64;

using drover::Environment;

//! Who we are connected to; fixed for the life of a session but for `readOnly`.
struct ConnectionIdentity {
    QString title; //!< "Embedded Redis", "shop-eu"
    QString address; //!< without secrets
    Environment environment = Environment::Unspecified;
    bool readOnly = false; //!< now; a production connection may be unlocked
    bool canUnlock = false; //!< it is read-only for the one reason that it is production
    bool embedded = false;
    QByteArrayList prefixes{"bull"}; //!< of the queues' keys, at least one

    //! Of queues that are named without one.
    [[nodiscard]] QByteArray prefix() const { return prefixes.value(0); }
    bool operator==(const ConnectionIdentity&) const = default;
};

enum class LinkState : quint8 { Closed, Starting, Connecting, Ready, Waiting, Refused };

//! How the connection is. Times are ms since the epoch.
struct LinkFacts {
    LinkState state = LinkState::Closed;
    int attempt = 0;
    qint64 nextTryAt = 0; //!< of Waiting
    std::optional<Error> error;
    double latency = -1; //!< ms, of the last ping; negative = unknown
    QByteArray version;
    QByteArray evictionPolicy; //!< empty = unknown
    std::optional<bool> aof;
    qint64 usedMemory = -1;
    qint64 maxMemory = 0; //!< 0 = no limit
    double commandsPerSecond = 0; //!< caused by Drover

    bool operator==(const LinkFacts&) const = default;
};

struct QueueFacts {
    QueueSummary summary;
    int workers = -1; //!< listening, of all hosts; -1 = unknown
    qint64 countedAt = 0; //!< ms since the epoch
    QueueFlow flow; //!< of the last minute
    QueueFlow last; //!< since the reading before
    qint64 nextSince = 0; //!< when the job that is next was added or became due; 0 = none or unknown

    bool operator==(const QueueFacts&) const = default;
};

//! A worker that should take jobs and has said nothing for a while.
struct SilentWorker {
    QueueId queue;
    QByteArray name; //!< its own; may be empty
    QByteArray address;
    qint64 silence = 0; //!< ms

    bool operator==(const SilentWorker&) const = default;
};

//! Who listens, of all hosts, as Redis lists its clients.
struct ListenerFacts {
    bool known = false; //!< false: Redis does not let us look
    int workers = 0;
    int hosts = 0;
    QList<SilentWorker> silent;

    bool operator==(const ListenerFacts&) const = default;
};

//! How much of the counts a reading shall ask for.
enum class Extent : quint8 {
    Usual, //!< queues that have changed, within the budget of commands
    Full, //!< every queue, new ones too: a person asks, or something was changed here
};

struct QueuesSnapshot {
    QList<QueueFacts> queues;
    qint64 readAt = 0;
    qint64 keysSeen = 0; //!< by discovery
    ListenerFacts listeners;
    QMap<QByteArray, int> otherPrefixes; //!< with queues under them that are not shown
    bool complete = false; //!< discovery has been through all keys once
    std::optional<Error> error; //!< the read failed; queues is empty then and what is shown grows old
};

//! What a table shows of a job; texts are cut, the inspector reads the whole job.
struct JobEntry {
    JobId id;
    QByteArray name;
    QByteArray reason;
    QByteArray data; //!< its beginning, with secrets masked; empty when it is long
    qint64 dataSize = 0;
    QByteArray progress;
    QByteArray parent; //!< key of the parent job
    QByteArrayList extra; //!< values of the paths that were asked for; empty = not there
    int attemptsMade = 0;
    int attempts = 1;
    qint64 priority = 0;
    QByteArray worker;
    qint64 added = 0;
    qint64 due = 0;
    qint64 started = 0;
    qint64 finished = 0;
    bool damaged = false;
    bool missing = false; //!< the id is in the set, but there is no such job
    bool elsewhere = false; //!< it has left the state in which it was found

    [[nodiscard]] QByteArray key() const { return id; }
    [[nodiscard]] static JobEntry fromJob(const Job& job);
    bool operator==(const JobEntry&) const = default;
};

} // namespace drover::ui
