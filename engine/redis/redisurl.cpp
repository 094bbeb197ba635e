// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/redisurl.h"

#include "redis/tlsfacts.h"

#include <QHostAddress>
#include <QUrl>

#include <limits>
#include <optional>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

// Texts of the parts; never the URL itself, which may hold a password.
Error badPart(const QString& part, const QString& why)
{
    return {ErrorCode::BadInput, u"Redis URL, "_s + part + u": "_s + why, {{u"part"_s, part}}};
}

struct Parts {
    QString scheme;
    QString userInfo;
    QString hostAndPort;
    QString path;
    QString query;
};

bool isHexDigit(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

Result<QByteArray> decoded(const QString& part, QStringView text)
{
    for (qsizetype at = text.indexOf(u'%'); at >= 0; at = text.indexOf(u'%', at + 1)) {
        if (at + 2 >= text.size() || !isHexDigit(text.at(at + 1)) || !isHexDigit(text.at(at + 2)))
            return badPart(part, u"a % must be followed by two hex digits (a plain % is %25)"_s);
    }
    return QByteArray::fromPercentEncoding(text.toUtf8());
}

Result<Parts> splitUrl(const QString& url)
{
    const qsizetype schemeEnd = url.indexOf("://"_L1);
    if (schemeEnd <= 0)
        return badPart(u"scheme"_s, u"it must begin with redis://, rediss:// or unix://"_s);
    Parts parts;
    parts.scheme = url.first(schemeEnd).toLower();
    QString rest = url.sliced(schemeEnd + 3);
    if (rest.contains(u'#'))
        return badPart(u"fragment"_s, u"a # must be written as %23"_s);
    const qsizetype question = rest.indexOf(u'?');
    if (question >= 0) {
        parts.query = rest.sliced(question + 1);
        rest.truncate(question);
    }
    const qsizetype slash = rest.indexOf(u'/');
    const QString authority = slash < 0 ? rest : rest.first(slash);
    parts.path = slash < 0 ? QString() : rest.sliced(slash);
    const qsizetype at = authority.lastIndexOf(u'@');
    parts.userInfo = at < 0 ? QString() : authority.first(at);
    parts.hostAndPort = authority.sliced(at + 1);
    return parts;
}

std::optional<Error> readUserInfo(const QString& userInfo, ConnectionOptions& options)
{
    const qsizetype colon = userInfo.indexOf(u':');
    const Result<QByteArray> user =
        decoded(u"user"_s, colon < 0 ? userInfo : QStringView(userInfo).first(colon));
    if (!user)
        return user.error();
    options.user = QString::fromUtf8(*user);
    if (colon < 0)
        return std::nullopt;
    const Result<QByteArray> password = decoded(u"password"_s, QStringView(userInfo).sliced(colon + 1));
    if (!password)
        return password.error();
    options.password = *password;
    return std::nullopt;
}

std::optional<Error> readPort(const QString& text, ConnectionOptions& options)
{
    bool isNumber = false;
    const ushort port = text.toUShort(&isNumber);
    if (!isNumber || port == 0)
        return badPart(u"port"_s, u"'%1' is not a number from 1 to 65535"_s.arg(text));
    options.port = port;
    return std::nullopt;
}

std::optional<Error> readIpv6(const QString& text, ConnectionOptions& options)
{
    const qsizetype end = text.indexOf(u']');
    const Result<QByteArray> host =
        decoded(u"host"_s, QStringView(text).sliced(1, std::max<qsizetype>(end, 1) - 1));
    const QHostAddress address(host ? QString::fromUtf8(*host) : QString());
    if (end < 0 || address.protocol() != QAbstractSocket::IPv6Protocol)
        return badPart(u"host"_s, u"'%1' is not an IPv6 address in brackets"_s.arg(text));
    options.host = QString::fromUtf8(*host);
    const QString behind = text.sliced(end + 1);
    if (behind.isEmpty())
        return std::nullopt;
    if (!behind.startsWith(u':'))
        return badPart(u"port"_s, u"'%1' stands behind the host"_s.arg(behind));
    return readPort(behind.sliced(1), options);
}

std::optional<Error> readHost(const QString& text, ConnectionOptions& options)
{
    if (text.isEmpty())
        return std::nullopt; // the default, as in redis:///2
    if (text.startsWith(u'['))
        return readIpv6(text, options);
    if (text.count(u':') > 1)
        return badPart(u"host"_s, u"an IPv6 address must be in brackets"_s);
    const qsizetype colon = text.indexOf(u':');
    const Result<QByteArray> host = decoded(u"host"_s, colon < 0 ? text : QStringView(text).first(colon));
    if (!host)
        return host.error();
    if (host->isEmpty() || host->contains(' '))
        return badPart(u"host"_s, u"it is empty or has a blank"_s);
    options.host = QString::fromUtf8(*host);
    return colon < 0 ? std::nullopt : readPort(text.sliced(colon + 1), options);
}

std::optional<Error> readDatabase(const QString& text, ConnectionOptions& options)
{
    bool isNumber = false;
    const int database = text.toInt(&isNumber);
    if (!isNumber || database < 0)
        return badPart(u"database"_s, u"'%1' is not a number from 0"_s.arg(text));
    options.database = database;
    return std::nullopt;
}

std::optional<Error> readQueryItem(const QString& key, const QString& value, ConnectionOptions& options)
{
    if (key == "db"_L1)
        return readDatabase(value, options);
    QString* const target = key == "ca"_L1 ? &options.tls.caFile
        : key == "cert"_L1                 ? &options.tls.certificateFile
        : key == "key"_L1                  ? &options.tls.keyFile
        : key == "servername"_L1           ? &options.tls.serverName
                                           : nullptr;
    if (!target)
        return badPart(u"query"_s, u"'%1' is unknown; known are db, ca, cert, key, servername"_s.arg(key));
    if (!options.tls.enabled)
        return badPart(u"query"_s, u"'%1' needs rediss://"_s.arg(key));
    *target = value;
    return std::nullopt;
}

std::optional<Error> readQuery(const QString& query, ConnectionOptions& options)
{
    const QStringList items = query.split(u'&', Qt::SkipEmptyParts);
    for (const QString& item : items) {
        const qsizetype equals = item.indexOf(u'=');
        const QString key = equals < 0 ? item : item.first(equals);
        const Result<QByteArray> value =
            decoded(u"query"_s, equals < 0 ? QStringView() : QStringView(item).sliced(equals + 1));
        if (!value)
            return value.error();
        if (const auto error = readQueryItem(key, QString::fromUtf8(*value), options))
            return error;
    }
    return std::nullopt;
}

std::optional<Error> readUnixPath(const Parts& parts, ConnectionOptions& options)
{
    if (!parts.hostAndPort.isEmpty())
        return badPart(u"path"_s, u"a unix socket is written with three slashes: unix:///path"_s);
    const Result<QByteArray> path = decoded(u"path"_s, parts.path);
    if (!path)
        return path.error();
    if (path->size() < 2)
        return badPart(u"path"_s, u"the path of the socket is missing"_s);
    options.unixSocket = QString::fromUtf8(*path);
    return std::nullopt;
}

std::optional<Error> readNetwork(const Parts& parts, ConnectionOptions& options)
{
    if (const auto error = readHost(parts.hostAndPort, options))
        return error;
    const QString database = parts.path.sliced(parts.path.isEmpty() ? 0 : 1);
    return database.isEmpty() ? std::nullopt : readDatabase(database, options);
}

std::optional<Error> checkScheme(const QString& scheme)
{
    if (scheme == "sentinel"_L1 || scheme == "cluster"_L1)
        return badPart(u"scheme"_s, u"%1:// is not supported yet in this version"_s.arg(scheme));
    const bool isKnown =
        scheme == "redis"_L1 || scheme == "rediss"_L1 || scheme == "unix"_L1 || scheme == "redis+unix"_L1;
    if (!isKnown)
        return badPart(u"scheme"_s, u"'%1' is unknown; use redis://, rediss:// or unix://"_s.arg(scheme));
    return std::nullopt;
}

QString encoded(const QString& text, const QByteArray& keep = {})
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, keep));
}

QString displayQuery(const ConnectionOptions& options)
{
    QStringList items;
    const auto add = [&items](const QString& key, const QString& value) {
        if (!value.isEmpty())
            items.append(key + u'=' + encoded(value, QByteArrayLiteral("/")));
    };
    if (!options.unixSocket.isEmpty() && options.database != 0)
        add(u"db"_s, QString::number(options.database));
    if (options.tls.enabled) {
        add(u"ca"_s, options.tls.caFile);
        add(u"cert"_s, options.tls.certificateFile);
        add(u"key"_s, options.tls.keyFile);
        add(u"servername"_s, options.tls.serverName);
    }
    return items.isEmpty() ? QString() : QString(u'?' + items.join(u'&'));
}

} // namespace

Result<ConnectionOptions> parseRedisUrl(const QString& url)
{
    const Result<Parts> parts = splitUrl(url.trimmed());
    if (!parts)
        return parts.error();
    if (const auto error = checkScheme(parts->scheme))
        return *error;
    ConnectionOptions options;
    options.tls.enabled = parts->scheme == "rediss"_L1;
    const bool isUnix = parts->scheme.endsWith("unix"_L1);
    if (const auto error = readUserInfo(parts->userInfo, options))
        return *error;
    if (const auto error = isUnix ? readUnixPath(*parts, options) : readNetwork(*parts, options))
        return *error;
    if (const auto error = readQuery(parts->query, options))
        return *error;
    return options;
}

QString displayUrl(const ConnectionOptions& options)
{
    const QString user = options.user.isEmpty() ? QString() : QString(encoded(options.user) + u'@');
    if (!options.unixSocket.isEmpty())
        return u"unix://"_s + user + encoded(options.unixSocket, QByteArrayLiteral("/"))
            + displayQuery(options);
    const QString scheme = options.tls.enabled ? u"rediss://"_s : u"redis://"_s;
    const QString host = options.host.contains(u':')
        ? QString(u'[' + encoded(options.host, QByteArrayLiteral(":")) + u']')
        : encoded(options.host);
    const QString database =
        options.database == 0 ? QString() : QString(u'/' + QString::number(options.database));
    return scheme + user + host + u':' + QString::number(options.port) + database + displayQuery(options);
}

bool isOnThisComputer(const ConnectionOptions& options)
{
    return !options.unixSocket.isEmpty() || options.host == "localhost"_L1
        || QHostAddress(options.host).isLoopback();
}

QString recordedName(const ConnectionOptions& options, bool embedded)
{
    if (embedded)
        return u"embedded"_s;
    ConnectionOptions place = options;
    if (!pinIn(place.tls.caFile).isEmpty())
        place.tls.caFile.clear(); // the same server after its certificate was renewed
    return displayUrl(place);
}

} // namespace drover
