// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/troublewords.h"

#include "redis/trouble.h"
#include "util/plaintext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

struct Row {
    const char* trouble;
    const char* sentence;
    const char* remedy;
    const char* value; //!< the member of the error's context that %1 stands for; null = the message
};

// clang-format off
constexpr std::array rows{
    Row{"loading", QT_TRANSLATE_NOOP("drover::ui", "Redis is still loading its data."),
        QT_TRANSLATE_NOOP("drover::ui", "It answers once it has; Drover keeps trying by itself."), nullptr},
    Row{"busy", QT_TRANSLATE_NOOP("drover::ui", "A long script keeps Redis busy."),
        QT_TRANSLATE_NOOP("drover::ui", "Wait for it to end. SCRIPT KILL in redis-cli ends one that has written nothing."), nullptr},
    Row{"masterdown", QT_TRANSLATE_NOOP("drover::ui", "This replica has lost its master and does not answer."),
        QT_TRANSLATE_NOOP("drover::ui", "Connect to the master, or wait until the replica has found it again."), nullptr},
    Row{"noreplicas", QT_TRANSLATE_NOOP("drover::ui", "Redis takes no changes: too few of its replicas are connected."),
        QT_TRANSLATE_NOOP("drover::ui", "Bring the replicas back, or lower min-replicas-to-write."), nullptr},
    Row{"oom", QT_TRANSLATE_NOOP("drover::ui", "Redis has no memory left and takes no changes."),
        QT_TRANSLATE_NOOP("drover::ui", "Raise maxmemory, or remove finished jobs."), nullptr},
    Row{"misconf", QT_TRANSLATE_NOOP("drover::ui", "Redis cannot save to its disk and takes no changes."),
        QT_TRANSLATE_NOOP("drover::ui", "Free space on its disk and look at the server\u2019s log."), nullptr},
    Row{"cluster", QT_TRANSLATE_NOOP("drover::ui", "The cluster is down or moves its slots."),
        QT_TRANSLATE_NOOP("drover::ui", "Look at its nodes; Drover keeps trying by itself."), nullptr},
    Row{"maxclients", QT_TRANSLATE_NOOP("drover::ui", "Redis has no connection left."),
        QT_TRANSLATE_NOOP("drover::ui", "Close clients that are not needed, or raise maxclients."), nullptr},
    Row{"readonly", QT_TRANSLATE_NOOP("drover::ui", "This server is a replica and takes no changes."),
        QT_TRANSLATE_NOOP("drover::ui", "Connect to the master."), nullptr},
    Row{"unblocked", QT_TRANSLATE_NOOP("drover::ui", "This server has become a replica."),
        QT_TRANSLATE_NOOP("drover::ui", "Connect to the master."), nullptr},
    Row{"password", QT_TRANSLATE_NOOP("drover::ui", "Redis refused the user or the password."),
        QT_TRANSLATE_NOOP("drover::ui", "Check both; without a user name the password of the user \u201cdefault\u201d is asked for."), nullptr},
    Row{"password-missing", QT_TRANSLATE_NOOP("drover::ui", "Redis asks for a password."),
        QT_TRANSLATE_NOOP("drover::ui", "Enter the password, and the user if there is one."), nullptr},
    Row{"password-unwanted", QT_TRANSLATE_NOOP("drover::ui", "A password was sent, but this Redis has none."),
        QT_TRANSLATE_NOOP("drover::ui", "Choose \u201cNo password\u201d, or check that this is the right server."), nullptr},
    Row{"command", QT_TRANSLATE_NOOP("drover::ui", "Redis forbids a command to the connected user: %1"),
        QT_TRANSLATE_NOOP("drover::ui", "Give the user the missing right (drover acl prints all that are needed), or connect as another one."), "reply"},
    Row{"key", QT_TRANSLATE_NOOP("drover::ui", "Redis forbids a key to the connected user: %1"),
        QT_TRANSLATE_NOOP("drover::ui", "Widen the user\u2019s key pattern (drover acl prints the one that is needed), or connect as another one."), "reply"},
    Row{"denied", QT_TRANSLATE_NOOP("drover::ui", "Redis forbids this to the connected user: %1"),
        QT_TRANSLATE_NOOP("drover::ui", "Give the user the missing right (drover acl prints all that are needed), or connect as another one."), "reply"},
    Row{"protected", QT_TRANSLATE_NOOP("drover::ui", "Redis runs in protected mode and takes connections from its own computer only."),
        QT_TRANSLATE_NOOP("drover::ui", "Set a password on the server (requirepass or an ACL user), then connect with it."), nullptr},
    Row{"database", QT_TRANSLATE_NOOP("drover::ui", "There is no database of this number."),
        QT_TRANSLATE_NOOP("drover::ui", "Most servers have 0 to 15; a cluster has only 0."), nullptr},
    Row{"wrongtype", QT_TRANSLATE_NOOP("drover::ui", "A key of the queue holds something else than BullMQ writes."),
        QT_TRANSLATE_NOOP("drover::ui", "Check the prefix: another program may use keys of the same names."), nullptr},
    Row{"number", QT_TRANSLATE_NOOP("drover::ui", "A field that must be a number is none: %1"),
        QT_TRANSLATE_NOOP("drover::ui", "Diagnose the queue on the health page: it finds what is damaged."), "reply"},
    Row{"script-data", QT_TRANSLATE_NOOP("drover::ui", "A script of BullMQ met data that it cannot read: %1"),
        QT_TRANSLATE_NOOP("drover::ui", "Diagnose the queue on the health page: it finds what is damaged."), "reply"},
    Row{"dns", QT_TRANSLATE_NOOP("drover::ui", "No computer of this name is known."),
        QT_TRANSLATE_NOOP("drover::ui", "Check the spelling; names inside a company often need its VPN."), nullptr},
    Row{"tls-wanted", QT_TRANSLATE_NOOP("drover::ui", "The server wants an encrypted connection."),
        QT_TRANSLATE_NOOP("drover::ui", "Switch TLS on."), nullptr},
    Row{"tls-unwanted", QT_TRANSLATE_NOOP("drover::ui", "The server did not answer in TLS."),
        QT_TRANSLATE_NOOP("drover::ui", "It may not use TLS: switch encryption off, or use its port for TLS."), nullptr},
    Row{"web-server", QT_TRANSLATE_NOOP("drover::ui", "This is a web server, not Redis."),
        QT_TRANSLATE_NOOP("drover::ui", "Check the port."), nullptr},
    Row{"not-redis", QT_TRANSLATE_NOOP("drover::ui", "What answers there is not Redis."),
        QT_TRANSLATE_NOOP("drover::ui", "Check the host and the port."), nullptr},
    Row{"client-certificate", QT_TRANSLATE_NOOP("drover::ui", "The server asks for a certificate of yours."),
        QT_TRANSLATE_NOOP("drover::ui", "Choose a client certificate and its key in the connection; the server\u2019s authority must have signed it."), nullptr},
    Row{"certificate-expired", QT_TRANSLATE_NOOP("drover::ui", "The server\u2019s certificate has expired: it was good until %1."),
        QT_TRANSLATE_NOOP("drover::ui", "Have it renewed on the server, then connect again."), "expires"},
    Row{"certificate-not-yet-valid", QT_TRANSLATE_NOOP("drover::ui", "The server\u2019s certificate is not valid yet."),
        QT_TRANSLATE_NOOP("drover::ui", "Check the clocks of both computers."), nullptr},
    Row{"certificate-host-name", QT_TRANSLATE_NOOP("drover::ui", "The server\u2019s certificate is made for another name: %1."),
        QT_TRANSLATE_NOOP("drover::ui", "Enter the name that it was made for as the server name, or check that this is the right server."), "subject"},
    Row{"certificate-common-name", QT_TRANSLATE_NOOP("drover::ui", "The server\u2019s certificate names its host in the common name alone."),
        QT_TRANSLATE_NOOP("drover::ui", "Have one made with the host among its alternative names (subjectAltName), or compare its fingerprint and pin it."), nullptr},
    Row{"certificate-self-signed", QT_TRANSLATE_NOOP("drover::ui", "The server\u2019s certificate is signed by itself alone."),
        QT_TRANSLATE_NOOP("drover::ui", "Choose its file as the authority, or compare its fingerprint and pin it."), nullptr},
    Row{"certificate-unknown-authority", QT_TRANSLATE_NOOP("drover::ui", "The server\u2019s certificate is not trusted: it is signed by %1."),
        QT_TRANSLATE_NOOP("drover::ui", "Choose the file of that authority, or compare the fingerprint and pin it. If it was trusted before, ask who changed it."), "issuer"},
    Row{"certificate-pin", QT_TRANSLATE_NOOP("drover::ui", "The server shows another certificate than the pinned one, %1."),
        QT_TRANSLATE_NOOP("drover::ui", "Ask who runs the server whether it was renewed, then compare the new fingerprint and pin it. Somebody may be in between otherwise."), "pinned"},
    Row{"certificate-file", QT_TRANSLATE_NOOP("drover::ui", "A file for TLS cannot be used: %1."),
        QT_TRANSLATE_NOOP("drover::ui", "Choose the file again, in PEM format."), nullptr},
    Row{"certificate-other", QT_TRANSLATE_NOOP("drover::ui", "The server\u2019s certificate cannot be trusted: %1."),
        QT_TRANSLATE_NOOP("drover::ui", "Choose the file of the authority that signed it, or compare its fingerprint and pin it."), nullptr},
};
// clang-format on

QString translated(const char* text)
{
    return QCoreApplication::translate("drover::ui", text);
}

QString valueOf(const Row& row, const Error& error)
{
    const QString value =
        row.value ? error.context.value(QString::fromLatin1(row.value)).toString() : QString();
    if (value.isEmpty())
        return plainText(error.message);
    const QDateTime moment = QDateTime::fromString(value, Qt::ISODate);
    if (QLatin1StringView(row.value) == "expires"_L1 && moment.isValid())
        return QLocale().toString(moment.toLocalTime(), QLocale::ShortFormat);
    return plainText(value);
}

} // namespace

ErrorWords troubleWords(const Error& error)
{
    const QString trouble = troubleOf(error);
    const auto row = std::ranges::find_if(
        rows, [&trouble](const Row& one) { return trouble == QLatin1StringView(one.trouble); });
    if (row == rows.end())
        return {};
    QString sentence = translated(row->sentence);
    if (sentence.contains(u"%1"))
        sentence = sentence.arg(valueOf(*row, error));
    const QString fingerprint = error.context.value(u"fingerprint"_s).toString();
    if (!fingerprint.isEmpty())
        sentence += u' '
            + QCoreApplication::translate("drover::ui", "Its SHA-256 fingerprint is %1.", "of a certificate")
                  .arg(fingerprint);
    return {sentence, translated(row->remedy)};
}

} // namespace drover::ui
