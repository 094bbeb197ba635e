// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/errorsentence.h"

#include "cli/textformat.h"
#include "protocol/jsontext.h"
#include "redis/trouble.h"

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

struct TroubleRow {
    const char* trouble; //!< a word of troubleOf()
    const char* sentence; //!< %1 stands for the place, %2 for the value
    const char* remedy;
    const char* value = nullptr; //!< the member of the context that %2 stands for
};

constexpr const char* pinRemedy =
    "Name the file of that authority (?ca=FILE in the URL), or compare the fingerprint with the server's and "
    "pin it: ?ca=sha256:FINGERPRINT.";

constexpr TroubleRow troubleRows[]{
    {"loading", "Redis%1 is still loading its data.", "Try again in a moment."},
    {"oom", "Redis%1 is out of memory and takes no writes.",
        "Raise maxmemory, or clean completed and failed jobs."},
    {"misconf", "Redis%1 cannot save to disk and takes no writes.",
        "Free space on its disk and look at the server's log."},
    {"readonly", "This Redis%1 is a replica and takes no writes.", "Connect to the master."},
    {"unblocked", "This Redis%1 has become a replica.", "Connect to the master."},
    {"masterdown", "The replica%1 has lost its master.", "Connect to the master, or wait for the failover."},
    {"noreplicas", "Redis%1 has too few replicas to take writes.",
        "Bring the replicas back, or lower min-replicas-to-write."},
    {"busy", "A script is keeping Redis%1 busy.",
        "Wait for it to end; SCRIPT KILL in redis-cli ends one that has written nothing."},
    {"cluster", "The cluster%1 is down or moves its slots.", "Look at its nodes."},
    {"maxclients", "Redis%1 has no connection left.", "Raise maxclients, or close some clients."},
    {"password", "Redis%1 refused the user or the password.",
        "Give the user in the URL and the password by --password-stdin."},
    {"password-missing", "Redis%1 asks for a password.",
        "Give it by --password-stdin, and the user, where there is one, in the URL."},
    {"password-unwanted", "A password was sent, but Redis%1 has none.",
        "Leave it out, or check that this is the right server."},
    {"command", "The Redis user may not run a command that this needs.",
        "`drover acl operator` prints the rights that Drover needs."},
    {"key", "The Redis user may not touch a key that this needs.",
        "`drover acl operator --prefix PREFIX` prints the key pattern that Drover needs."},
    {"denied", "The Redis user may not do this.",
        "`drover acl operator` prints the rights that Drover needs."},
    {"protected", "Redis%1 is in protected mode: it takes connections from its own computer only.",
        "Set a password on the server, then connect with it."},
    {"database", "Redis%1 has no database of this number.",
        "Most servers have 0 to 15; a cluster has only 0."},
    {"wrongtype", "A key of the queue holds something else than BullMQ writes.", "Is --prefix right?"},
    {"number", "A field of the queue that must be a number is none.",
        "`drover diagnose QUEUE` finds what is damaged."},
    {"script-data", "A script of BullMQ met data that it cannot read.",
        "`drover diagnose QUEUE` finds what is damaged."},
    {"dns", "The host%1 is not known.", "Check the spelling; names inside a company often need its VPN."},
    {"tls-wanted", "Redis%1 wants an encrypted connection.", "Use rediss:// instead of redis://."},
    {"tls-unwanted", "The server%1 did not answer in TLS.",
        "Use redis:// instead of rediss://, or the server's port for TLS."},
    {"web-server", "There is a web server%1, not Redis.", "Check the port."},
    {"not-redis", "What answers%1 is not Redis.", "Check the host and the port."},
    {"client-certificate", "The server%1 asks for a certificate of yours.",
        "Name one that its authority has signed: ?cert=FILE&key=FILE in the URL."},
    {"certificate-expired", "The server's certificate%1 has expired: it was good until %2.",
        "Have it renewed on the server.", "expires"},
    {"certificate-not-yet-valid", "The server's certificate%1 is not valid yet.",
        "Check the clocks of both computers."},
    {"certificate-host-name", "The server's certificate%1 is made for another name: %2.",
        "Give the name that it was made for by ?servername=NAME, or check that this is the right server.",
        "subject"},
    {"certificate-common-name", "The server's certificate%1 names its host in the common name alone.",
        "Have one made with the host among its alternative names (subjectAltName), or compare its "
        "fingerprint "
        "and pin it: ?ca=sha256:FINGERPRINT."},
    {"certificate-self-signed", "The server's certificate%1 is signed by itself alone.", pinRemedy},
    {"certificate-unknown-authority", "The server's certificate%1 is signed by an unknown authority: %2.",
        pinRemedy, "issuer"},
    {"certificate-pin", "The server%1 shows another certificate than the pinned one, %2.",
        "Ask who runs it whether it was renewed; then pin the new one. Somebody may be in between otherwise.",
        "pinned"},
    {"certificate-file", "A file for TLS cannot be used.", "It must be there and in PEM format."},
    {"certificate-other", "The server's certificate%1 cannot be trusted.", pinRemedy},
};

QString filledIn(const char* sentence, const QString& where)
{
    return QString::fromUtf8(sentence).replace(
        QStringLiteral("%1"), where.isEmpty() ? QString() : QStringLiteral(" at ") + where);
}

//! What the server said, and the fingerprint that a person has to compare.
QString detailOf(const Error& error)
{
    const QString fingerprint = error.context.value(QStringLiteral("fingerprint")).toString();
    // The engine's message has a sentence for developers before the reply.
    const QString detail = printable(error.context.value(QStringLiteral("reply"), error.message).toString());
    return fingerprint.isEmpty() ? detail : QStringLiteral("%1; SHA-256 %2").arg(detail, fingerprint);
}

QString withDetail(const QString& sentence, const QString& detail)
{
    return detail.isEmpty() ? sentence : sentence + QStringLiteral(" (%1)").arg(detail);
}

} // namespace

Explanation explain(const Error& error, const QString& where)
{
    const QString detail = detailOf(error);
    const QString trouble = troubleOf(error);
    for (const TroubleRow& row : troubleRows) {
        if (trouble != QLatin1StringView(row.trouble))
            continue;
        QString sentence = filledIn(row.sentence, where);
        if (row.value)
            sentence.replace(QStringLiteral("%2"),
                printable(error.context.value(QString::fromLatin1(row.value)).toString()));
        return {withDetail(sentence, detail), QString::fromUtf8(row.remedy)};
    }
    const auto* row = std::find_if(std::begin(codeRows), std::end(codeRows),
        [&](const CodeRow& candidate) { return candidate.code == error.code; });
    if (row == std::end(codeRows))
        return {detail.isEmpty() ? QString(errorName(error.code)) : detail, {}};
    return {withDetail(filledIn(row->sentence, where), detail), QString::fromUtf8(row->remedy)};
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
