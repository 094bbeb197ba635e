// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "protocol/joboptions.h"
#include "queue/queuereader.h"
#include "queue/workerlist.h"
#include "worker/worker.h"

#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace drover::ui {

//! A worker to be run by this window.
struct LocalWorkerSpec {
    enum class Kind : quint8 { Simulate, Node, Command, Plugin };
    QueueId queue;
    Kind kind = Kind::Simulate;
    QString program; //!< the processor file of Node, the program of Command, the library of Plugin
    QStringList arguments; //!< of Command
    QString simulation; //!< of Simulate: what the command line's --simulate takes
    int concurrency = 4;
    QString name; //!< seen by others; empty = drover@<this computer>
    std::optional<RateLimit> limiter;
    std::optional<KeepJobs> removeOnComplete; //!< for jobs that say nothing themselves
    std::optional<KeepJobs> removeOnFail;
    Milliseconds lockDuration{30000};
    int maxStalledCount = 1; //!< how often a job may stall before it fails
    Milliseconds grace{10000}; //!< for running jobs when it stops
    bool restartOnSave = false; //!< of Node: when the file is saved

    bool operator==(const LocalWorkerSpec&) const = default;
};

//! A worker as it is remembered.
struct LocalWorkerDefinition {
    QString id; //!< never shown
    LocalWorkerSpec spec;

    [[nodiscard]] QByteArray key() const { return id.toUtf8(); }
    bool operator==(const LocalWorkerDefinition&) const = default;
};

enum class LocalWorkerState : quint8 {
    Starting,
    Running,
    BackingOff, //!< it keeps crashing: takes no jobs until nextTryAt
    Stopping,
    Stopped,
};

struct RunningJob {
    JobId id;
    QByteArray name;
    qint64 since = 0;
    QByteArray progress;

    [[nodiscard]] QByteArray key() const { return id; }
    bool operator==(const RunningJob&) const = default;
};

struct LocalWorkerFacts {
    int worker = 0;
    QString definition; //!< the id of the one it was started from; may be empty
    LocalWorkerSpec spec;
    LocalWorkerState state = LocalWorkerState::Stopped;
    QList<RunningJob> running;
    qint64 completed = 0;
    qint64 failed = 0;
    qint64 startedAt = 0; //!< ms since the epoch
    qint64 stopBy = 0; //!< of Stopping: when running jobs are handed back
    qint64 nextTryAt = 0; //!< of BackingOff
    int crashes = 0; //!< of its program, one after the other
    QByteArray name; //!< as others see it
    std::optional<Error> error;

    [[nodiscard]] bool isRunning() const { return worker != 0 && state != LocalWorkerState::Stopped; }
    bool operator==(const LocalWorkerFacts&) const = default;
};

//! One line of what a local worker says or does.
struct WorkerLine {
    enum class Kind : quint8 { Info, Completed, Failed, Output };
    int worker = 0;
    qint64 time = 0;
    Kind kind = Kind::Info;
    JobId job;
    QByteArray name;
    QByteArray text;
    qint64 milliseconds = -1; //!< how long the job ran

    bool operator==(const WorkerLine&) const = default;
};

//! Somebody who takes jobs from a queue, wherever they are.
struct ListeningWorker {
    WorkerInfo info;
    bool own = false; //!< run by this window

    [[nodiscard]] QByteArray key() const { return info.queue.base() + info.addr + '\0' + info.rawName; }
    bool operator==(const ListeningWorker&) const = default;
};

struct ListenersSnapshot {
    bool known = true; //!< false: Redis does not let us look
    QString reason; //!< why not, in Redis' words
    QList<ListeningWorker> workers;
    qint64 readAt = 0;
};

//! Marks those that are these local workers: same queue and name, and of several the ones that connected when
//! ours started. Pure.
void markOwn(QList<ListeningWorker>& listeners, const QList<LocalWorkerFacts>& own, qint64 now);

//! Jobs could be taken and none runs. Only there silence says something: a worker that is busy with a long
//! job does not ask for more. Pure.
[[nodiscard]] bool hasIdleWork(const QueueSummary& queue);

} // namespace drover::ui

Q_DECLARE_METATYPE(drover::ui::LocalWorkerFacts)
Q_DECLARE_METATYPE(QList<drover::ui::WorkerLine>)
Q_DECLARE_METATYPE(QList<drover::ui::LocalWorkerDefinition>)
