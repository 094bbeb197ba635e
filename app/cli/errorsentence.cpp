// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/errorsentence.h"

#include "cli/textformat.h"
#include "protocol/jsontext.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <iterator>

namespace drover::cli {
namespace {

struct CodeRow {
    ErrorCode code;
    const char* sentence; //!< empty = the engine's message
    const char* remedy;
};

constexpr CodeRow codeRows[]{
    {ErrorCode::JobNotExist, "There is no such job.",
        "It may have been removed; `drover jobs` lists what is there."},
    {ErrorCode::JobLockNotExist, "The job is not locked any more.",
        "Its worker lost it; look at the job again."},
    {ErrorCode::JobNotInState, "The job is in another state by now.",
        "`drover job QUEUE ID` shows where it is."},
    {ErrorCode::JobPendingChildren, "The job waits for its children.",
        "Finish or remove the children first."},
    {ErrorCode::ParentJobNotExist, "The job's parent does not exist.", ""},
    {ErrorCode::JobLockMismatch, "A worker is running the job.",
        "Wait until it is finished, or stop the worker."},
    {ErrorCode::ParentJobCannotBeReplaced, "The parent of an existing job cannot be replaced.", ""},
    {ErrorCode::JobBelongsToJobScheduler, "The job belongs to a scheduler.", "Remove the scheduler instead."},
    {ErrorCode::JobHasFailedChildren, "A child of the job has failed.", "Retry the child first."},
    {ErrorCode::SchedulerJobIdCollision, "The scheduler's next job exists already.", ""},
    {ErrorCode::SchedulerJobSlotsBusy, "The scheduler's next slots are taken.", ""},
    {ErrorCode::ConnectionClosed, "Cannot reach Redis%1.",
        "Is it running, and is the address right? See --connect."},
    {ErrorCode::InDoubt, "The connection broke while Redis was changing something: it may be done or not.",
        "Look at the queue before you repeat it."},
    {ErrorCode::ReadOnly, "Nothing was written: the connection is read-only.",
        "Leave out --read-only to write; a locked --profile needs --unlock."},
    {ErrorCode::Auth, "Redis%1 refused the user or the password.",
        "Give the user in the URL and the password by --password-stdin."},
    {ErrorCode::Denied, "The Redis user may not do this.", "Ask for the right that the message names."},
    {ErrorCode::Timeout, "Redis%1 did not answer in time.", "Check the network and the load of the server."},
    {ErrorCode::Tls, "The encrypted connection%1 failed.",
        "Give the server's authority by ?ca=FILE in the URL; a server without TLS needs redis://."},
    {ErrorCode::Cancelled, "Stopped before the end.", ""},
};

struct ReplyRow {
    const char* prefix; //!< of Redis' own message
    const char* sentence;
    const char* remedy;
};

constexpr ReplyRow replyRows[]{
    {"LOADING", "Redis%1 is still loading its data.", "Try again in a moment."},
    {"OOM", "Redis%1 is out of memory and takes no writes.",
        "Raise maxmemory, or clean completed and failed jobs."},
    {"MISCONF", "Redis%1 cannot save to disk and takes no writes.", "Look at the server's log and its disk."},
    {"READONLY", "This Redis%1 is a replica and takes no writes.", "Connect to the master."},
    {"MASTERDOWN", "The replica%1 has lost its master.", "Connect to the master, or wait for the failover."},
    {"NOREPLICAS", "Redis%1 has too few replicas to take writes.", "Bring the replicas back."},
    {"BUSY", "A script is keeping Redis%1 busy.", "Wait for it to end."},
    {"WRONGTYPE", "A key of the queue holds something else than BullMQ writes.", "Is --prefix right?"},
    {"CLUSTERDOWN", "The cluster%1 is down.", "Look at its nodes."},
    {"MOVED", "This Redis%1 is a cluster.", "Clusters are not supported by this version."},
    {"ERR max number of clients", "Redis%1 has no connection left.",
        "Raise maxclients, or close some clients."},
};

QString filledIn(const char* sentence, const QString& where)
{
    return QString::fromUtf8(sentence).replace(
        QStringLiteral("%1"), where.isEmpty() ? QString() : QStringLiteral(" at ") + where);
}

} // namespace

Explanation explain(const Error& error, const QString& where)
{
    const QString detail = printable(error.message);
    // The engine's message has a sentence for developers before the reply.
    const QString reply = error.context.value(QStringLiteral("reply"), error.message).toString();
    for (const ReplyRow& row : replyRows) {
        if (reply.startsWith(QLatin1StringView(row.prefix)))
            return {filledIn(row.sentence, where) + QStringLiteral(" (%1)").arg(printable(reply)),
                QString::fromUtf8(row.remedy)};
    }
    const auto* row = std::find_if(std::begin(codeRows), std::end(codeRows),
        [&](const CodeRow& candidate) { return candidate.code == error.code; });
    if (row == std::end(codeRows))
        return {detail.isEmpty() ? QString(errorName(error.code)) : detail, {}};
    QString sentence = filledIn(row->sentence, where);
    if (!detail.isEmpty())
        sentence += QStringLiteral(" (%1)").arg(detail);
    return {sentence, QString::fromUtf8(row->remedy)};
}

QByteArray errorToJson(const Error& error)
{
    const QByteArray context =
        QJsonDocument(QJsonObject::fromVariantMap(error.context)).toJson(QJsonDocument::Compact);
    const QByteArray inner = json::ObjectWriter()
                                 .string("code", QByteArrayView(errorName(error.code)))
                                 .raw("message", json::encodeString(QStringView(error.message)))
                                 .raw("context", context)
                                 .take();
    return json::ObjectWriter().raw("error", inner).take();
}

} // namespace drover::cli
