// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/trouble.h"

#include "redis/replyclass.h"

namespace drover {

using namespace Qt::StringLiterals;

namespace {

//! Of those codes whose cause may lie with the server; others say all themselves.
bool isAboutTheServer(ErrorCode code)
{
    switch (code) {
    case ErrorCode::ConnectionClosed:
    case ErrorCode::NotFound:
    case ErrorCode::Auth:
    case ErrorCode::Denied:
    case ErrorCode::Timeout:
    case ErrorCode::Tls:
    case ErrorCode::Server:
        return true;
    default:
        return false;
    }
}

QString wordOf(const Error& error)
{
    const QString problem = error.context.value(u"problem"_s).toString();
    if (!problem.isEmpty())
        return u"certificate-"_s + problem;
    const QString hint = error.context.value(u"hint"_s).toString();
    if (hint.contains("may require TLS"_L1))
        return u"tls-wanted"_s;
    if (hint.contains("may not be using TLS"_L1))
        return u"tls-unwanted"_s;
    const QString reason = error.context.value(u"reason"_s).toString();
    if (!reason.isEmpty())
        return reason;
    // TLS 1.3 tells only after the handshake that our own certificate was missing.
    if (error.code == ErrorCode::Tls && error.message.contains("certificate"_L1))
        return u"client-certificate"_s;
    return QString(replyKind(error.message.toUtf8()).reason);
}

} // namespace

QString troubleOf(const Error& error)
{
    if (!isAboutTheServer(error.code))
        return {};
    const QString word = wordOf(error);
    return allTroubles().contains(word) ? word : QString();
}

const QStringList& allTroubles()
{
    static const QStringList words{u"loading"_s, u"busy"_s, u"masterdown"_s, u"noreplicas"_s, u"oom"_s,
        u"misconf"_s, u"cluster"_s, u"maxclients"_s, u"readonly"_s, u"unblocked"_s, u"password"_s,
        u"password-missing"_s, u"password-unwanted"_s, u"command"_s, u"key"_s, u"denied"_s, u"protected"_s,
        u"database"_s, u"wrongtype"_s, u"number"_s, u"script-data"_s, u"dns"_s, u"tls-wanted"_s,
        u"tls-unwanted"_s, u"web-server"_s, u"not-redis"_s, u"client-certificate"_s, u"certificate-expired"_s,
        u"certificate-not-yet-valid"_s, u"certificate-host-name"_s, u"certificate-common-name"_s,
        u"certificate-self-signed"_s, u"certificate-unknown-authority"_s, u"certificate-pin"_s,
        u"certificate-file"_s, u"certificate-other"_s};
    return words;
}

} // namespace drover
