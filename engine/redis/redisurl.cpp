// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/redisurl.h"

#include <QUrl>
#include <QUrlQuery>

namespace drover {

namespace {

constexpr QUrl::ComponentFormattingOption decoded = QUrl::FullyDecoded;

Error badUrl(const QString& part, const QString& why)
{
    return {ErrorCode::BadInput, QStringLiteral("Redis URL: %1").arg(why), {{QStringLiteral("part"), part}}};
}

Result<int> databaseOf(const QString& text)
{
    bool isNumber = false;
    const int database = text.toInt(&isNumber);
    if (!isNumber || database < 0)
        return badUrl(
            QStringLiteral("database"), QStringLiteral("the database must be a number, 0 or greater"));
    return database;
}

Result<Done> readQuery(const QUrlQuery& query, ConnectionOptions& options)
{
    for (const auto& [name, value] : query.queryItems(decoded)) {
        if (name == u"db") {
            const Result<int> database = databaseOf(value);
            if (!database)
                return database.error();
            options.database = *database;
        } else if (name == u"ca") {
            options.tls.caFile = value;
        } else if (name == u"cert") {
            options.tls.certificateFile = value;
        } else if (name == u"key") {
            options.tls.keyFile = value;
        } else if (name == u"servername") {
            options.tls.serverName = value;
        } else {
            return badUrl(QStringLiteral("query"),
                QStringLiteral("unknown parameter \"%1\"; known are db, ca, cert, key, servername")
                    .arg(name));
        }
    }
    return Done{};
}

Result<Done> readScheme(const QString& scheme, ConnectionOptions& options)
{
    if (scheme == u"rediss")
        options.tls.enabled = true;
    else if (scheme == u"sentinel" || scheme == u"cluster")
        return badUrl(
            QStringLiteral("scheme"), QStringLiteral("%1:// is not supported in this version").arg(scheme));
    else if (scheme != u"redis" && scheme != u"unix" && scheme != u"redis+unix")
        return badUrl(
            QStringLiteral("scheme"), QStringLiteral("it must begin with redis://, rediss:// or unix://"));
    return Done{};
}

} // namespace

Result<ConnectionOptions> parseRedisUrl(const QString& text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid())
        return badUrl(QStringLiteral("url"),
            QStringLiteral("not a valid URL; percent-encode special characters in user and password"));
    ConnectionOptions options;
    if (Result<Done> scheme = readScheme(url.scheme(), options); !scheme)
        return scheme.error();
    options.user = url.userName(decoded);
    options.password = url.password(decoded).toUtf8();
    const bool isUnix = url.scheme().endsWith(u"unix");
    if (isUnix) {
        if (!url.host().isEmpty() || url.path().size() < 2)
            return badUrl(QStringLiteral("path"),
                QStringLiteral("unix:// needs an absolute path, as in unix:///run/redis.sock"));
        options.unixSocket = url.path(decoded);
    } else {
        if (url.host().isEmpty())
            return badUrl(QStringLiteral("host"), QStringLiteral("the host is missing"));
        options.host = url.host();
        options.port = static_cast<quint16>(url.port(6379));
        if (const QString path = url.path().mid(1); !path.isEmpty()) {
            const Result<int> database = databaseOf(path);
            if (!database)
                return database.error();
            options.database = *database;
        }
    }
    if (Result<Done> query = readQuery(QUrlQuery(url), options); !query)
        return query.error();
    return options;
}

QString displayUrl(const ConnectionOptions& options)
{
    QUrl url;
    if (!options.unixSocket.isEmpty()) {
        url.setScheme(QStringLiteral("unix"));
        url.setHost(QStringLiteral(""));
        url.setPath(options.unixSocket);
        if (options.database != 0)
            url.setQuery(QStringLiteral("db=%1").arg(options.database));
        return url.toString();
    }
    url.setScheme(options.tls.enabled ? QStringLiteral("rediss") : QStringLiteral("redis"));
    url.setHost(options.host);
    url.setPort(options.port);
    url.setUserName(options.user);
    url.setPath(QStringLiteral("/%1").arg(options.database));
    return url.toString();
}

} // namespace drover
