// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/diagnosis/diagnosis.h"
#include "health/finding.h"
#include "health/settingchange.h"
#include "measure/persistencecost.h"
#include "redis/serverinfo.h"
#include "session/feeds/answer.h"
#include "session/values.h"

#include <QObject>

#include <optional>
#include <vector>

namespace drover::ui {

//! What the rules say. Server findings are there after every check, those about queues after a full one.
struct HealthReport {
    qint64 checkedAt = 0; //!< ms since the epoch; 0 = never
    qint64 queuesCheckedAt = 0;
    std::vector<Finding> server; //!< every rule, Ok ones too
    std::vector<Finding> queues; //!< only what is worth knowing
    ServerInfo info;
    std::optional<double> latency; //!< ms
    QStringList missingRights; //!< "+config|get": what could not be read

    //! Findings of this severity.
    [[nodiscard]] int count(Severity severity) const;
};

//! One entry of Redis's slow log.
struct SlowCommand {
    qint64 id = 0;
    qint64 at = 0; //!< ms since the epoch
    qint64 microseconds = 0;
    QByteArray command; //!< name and the first arguments; values are cut
    QByteArray client;

    bool operator==(const SlowCommand&) const = default;
};

struct SlowLog {
    bool allowed = true; //!< false: the user may not read it
    QString reason; //!< why not, Redis's words
    std::vector<SlowCommand> commands; //!< newest first
};

//! The cause that most of the newest failures of a queue share.
struct TopCause {
    QueueId queue;
    QByteArray cause; //!< empty = nothing has failed
    qint64 count = 0;
    qint64 looked = 0; //!< failures that were compared, from the newest on

    bool operator==(const TopCause&) const = default;
};

//! Is this Redis fit for BullMQ, and what is wrong? Plain reads. Lives on the GUI thread. The server is
//! checked by itself when the connection gets ready and every few minutes.
class HealthFeed : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual const HealthReport& report() const = 0;
    //! Server and all queues, now; checked() follows, or the answer says why not.
    virtual void check(QObject* context, Answer<Done> answer) = 0;
    virtual void readSlowLog(int count, QObject* context, Answer<SlowLog> answer) = 0;
    //! What holds the queue back, the verdict first; empty = nothing does.
    virtual void readVerdict(const QueueId& queue, QObject* context, Answer<std::vector<Finding>> answer) = 0;
    //! Holds the queue against the invariants of BullMQ; diagnosisProgressed() tells how far it is. One at a
    //! time: a second call ends the first one as Cancelled, and so does the end of its context.
    virtual void diagnose(const QueueId& queue, QObject* context, Answer<DiagnosisReport> answer) = 0;
    //! What the append-only file costs, measured on this computer with a Redis of its own; some seconds.
    virtual void measurePersistence(QObject* context, Answer<PersistenceCost> answer) = 0;
    //! What turning that file on would cost on the server of this connection, see measureOnServer().
    virtual void measureOnServer(QObject* context, Answer<PersistenceCost> answer) = 0;
    //! What applying the finding's fix would change.
    virtual void planFix(
        const Finding& finding, QObject* context, Answer<std::vector<PlannedSetting>> answer) = 0;
    //! Sets them; refused where the connection may not write. `keep`: CONFIG REWRITE too.
    virtual void applyFix(const Finding& finding, bool keep, QObject* context, Answer<AppliedFix> answer) = 0;
    //! Compares the newest `newest` failures.
    virtual void readTopCause(
        const QueueId& queue, int newest, QObject* context, Answer<TopCause> answer) = 0;

Q_SIGNALS:
    void checked(const drover::ui::HealthReport& report);
    void diagnosisProgressed(const drover::DiagnosisProgress& progress);
};

} // namespace drover::ui
