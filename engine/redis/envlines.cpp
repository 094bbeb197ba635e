// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/envlines.h"

#include "redis/redisurl.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

enum class Part : quint8 { Url, Host, Port, Password, User, Database, Tls, Authority, Socket };

struct Suffix {
    QLatin1StringView text; //!< of a name without its underscores
    Part part;
};

// Longer ones first: REDIS_TLS_CA is no TLS, REDIS_USERNAME is no NAME.
constexpr std::array suffixes{
    Suffix{"CONNECTIONSTRING"_L1, Part::Url},
    Suffix{"URL"_L1, Part::Url},
    Suffix{"URI"_L1, Part::Url},
    Suffix{"DSN"_L1, Part::Url},
    Suffix{"SOCKETPATH"_L1, Part::Socket},
    Suffix{"SOCKET"_L1, Part::Socket},
    Suffix{"HOSTNAME"_L1, Part::Host},
    Suffix{"HOST"_L1, Part::Host},
    Suffix{"PORT"_L1, Part::Port},
    Suffix{"AUTHTOKEN"_L1, Part::Password},
    Suffix{"PASSWORD"_L1, Part::Password},
    Suffix{"PASS"_L1, Part::Password},
    Suffix{"AUTH"_L1, Part::Password},
    Suffix{"USERNAME"_L1, Part::User},
    Suffix{"USER"_L1, Part::User},
    Suffix{"DATABASE"_L1, Part::Database},
    Suffix{"DB"_L1, Part::Database},
    Suffix{"TLSCAFILE"_L1, Part::Authority},
    Suffix{"TLSCA"_L1, Part::Authority},
    Suffix{"CAFILE"_L1, Part::Authority},
    Suffix{"USETLS"_L1, Part::Tls},
    Suffix{"USESSL"_L1, Part::Tls},
    Suffix{"TLSENABLED"_L1, Part::Tls},
    Suffix{"SSLENABLED"_L1, Part::Tls},
    Suffix{"ENABLETLS"_L1, Part::Tls},
    Suffix{"TLS"_L1, Part::Tls},
    Suffix{"SSL"_L1, Part::Tls},
};

struct Line {
    QString name;
    QString value;
};

//! A variable of a Redis: `family` is its name without the part, so that REDIS_HOST and REDIS_PORT belong
//! together and CACHE_REDIS_HOST does not.
struct Known {
    const Line* line;
    QString family;
    std::optional<Part> part;
};

QString unescaped(QStringView text)
{
    QString plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isEscape = text.at(i) == u'\\' && i + 1 < text.size();
        if (!isEscape) {
            plain.append(text.at(i));
            continue;
        }
        const QChar next = text.at(++i);
        if (next == u'n')
            plain.append(u'\n');
        else if (next == u'"' || next == u'\\' || next == u'$')
            plain.append(next);
        else
            plain.append(u'\\').append(next);
    }
    return plain;
}

//! ${NAME}, ${NAME:-otherwise} and $NAME by what stood in the lines before; what is unknown stays as it is.
QString filledIn(const QString& value, const QHash<QString, QString>& before)
{
    static const QRegularExpression reference(
        u"\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)(?::?-([^}]*))?\\}|([A-Za-z_][A-Za-z0-9_]*))"_s);
    QString filled;
    qsizetype end = 0;
    for (auto matches = reference.globalMatch(value); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        filled += QStringView(value).sliced(end, match.capturedStart() - end);
        const QString name = match.captured(1).isEmpty() ? match.captured(3) : match.captured(1);
        const bool hasFallback = match.hasCaptured(2) && match.capturedStart(2) >= 0;
        filled += before.contains(name) ? before.value(name)
            : hasFallback               ? match.captured(2)
                                        : match.captured(0);
        end = match.capturedEnd();
    }
    return filled + QStringView(value).sliced(end);
}

QString valueOf(QString text, const QHash<QString, QString>& before)
{
    static const QRegularExpression doubly(u"^\"((?:[^\"\\\\]|\\\\.)*)\""_s);
    static const QRegularExpression singly(u"^'([^']*)'"_s);
    static const QRegularExpression comment(u"(?:^|\\s)#.*$"_s);
    if (const auto match = singly.match(text); match.hasMatch())
        return match.captured(1);
    if (const auto match = doubly.match(text); match.hasMatch())
        return filledIn(unescaped(match.capturedView(1)), before);
    return filledIn(text.remove(comment).trimmed(), before);
}

std::vector<Line> linesOf(const QString& text)
{
    static const QRegularExpression ends(u"[\\r\\n\\x{2028}\\x{2029}]+"_s);
    static const QRegularExpression assignment(
        u"^\\s*(?:-\\s+)?(?:export\\s+|set\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*(?:=|:(?=\\s))\\s*(.*)$"_s);
    std::vector<Line> lines;
    QHash<QString, QString> before;
    const QStringList rows = text.split(ends, Qt::SkipEmptyParts);
    for (const QString& row : rows) {
        const QRegularExpressionMatch match = assignment.match(row);
        if (!match.hasMatch())
            continue;
        const QString name = match.captured(1);
        const QString value = valueOf(match.captured(2), before);
        before.insert(name, value);
        lines.push_back({name, value});
    }
    return lines;
}

std::optional<Known> known(const Line& line)
{
    QString name = line.name.toUpper();
    name.remove(u'_');
    const bool isAboutRedis =
        name.contains("REDIS"_L1) || name.contains("VALKEY"_L1) || name.contains("BULL"_L1);
    if (!isAboutRedis)
        return std::nullopt;
    for (const Suffix& suffix : suffixes) {
        if (name.endsWith(suffix.text))
            return Known{&line, name.chopped(suffix.text.size()), suffix.part};
    }
    return Known{&line, name, std::nullopt};
}

bool isPrefixName(const QString& name)
{
    static const QStringList names{u"BULL_PREFIX"_s, u"BULLMQ_PREFIX"_s, u"QUEUE_PREFIX"_s};
    return names.contains(name.toUpper());
}

bool isYes(const QString& value)
{
    const QString word = value.toLower();
    return word == "true"_L1 || word == "1"_L1 || word == "yes"_L1 || word == "on"_L1
        || word == "required"_L1;
}

bool isUrl(const QString& value)
{
    return value.startsWith("redis"_L1, Qt::CaseInsensitive) || value.startsWith("unix:"_L1);
}

Error badPart(const QString& part, const QString& name)
{
    return {ErrorCode::BadInput, u"the value of %1 makes no sense"_s.arg(name), {{u"part"_s, part}}};
}

//! Puts one variable into the options; `hasUrl` means that a URL has said more already.
std::optional<Error> apply(const Known& variable, bool hasUrl, ConnectionOptions& options)
{
    const QString& value = variable.line->value;
    bool isNumber = false;
    switch (*variable.part) {
    case Part::Url:
        return std::nullopt;
    case Part::Host:
        if (!hasUrl)
            options.host = value;
        return std::nullopt;
    case Part::Port: {
        const ushort port = value.toUShort(&isNumber);
        if (!isNumber || port == 0)
            return badPart(u"port"_s, variable.line->name);
        if (!hasUrl)
            options.port = port;
        return std::nullopt;
    }
    case Part::Password:
        if (options.password.isEmpty())
            options.password = value.toUtf8();
        return std::nullopt;
    case Part::User:
        if (options.user.isEmpty())
            options.user = value;
        return std::nullopt;
    case Part::Database: {
        const int database = value.toInt(&isNumber);
        if (!isNumber || database < 0)
            return badPart(u"database"_s, variable.line->name);
        if (!hasUrl)
            options.database = database;
        return std::nullopt;
    }
    case Part::Tls:
        if (!hasUrl)
            options.tls.enabled = isYes(value);
        return std::nullopt;
    case Part::Authority:
        options.tls.caFile = value;
        return std::nullopt;
    case Part::Socket:
        if (!hasUrl)
            options.unixSocket = value;
        return std::nullopt;
    }
    return std::nullopt;
}

EnvVariable shown(const Known& variable, const ConnectionOptions& options)
{
    if (*variable.part == Part::Password)
        return {variable.line->name, {}, true};
    return {
        variable.line->name, *variable.part == Part::Url ? displayUrl(options) : variable.line->value, false};
}

} // namespace

std::optional<Result<EnvAddress>> readEnvLines(const QString& text)
{
    const std::vector<Line> lines = linesOf(text);
    std::vector<Known> variables;
    for (const Line& line : lines) {
        std::optional<Known> one = known(line);
        const bool isOtherUrl = one && one->part == Part::Url && !isUrl(line.value);
        if (isOtherUrl)
            one->part.reset(); // e.g. of a REST interface
        if (one && !line.value.isEmpty() && !isPrefixName(line.name))
            variables.push_back(*one);
    }
    const auto leading = std::ranges::find_if(variables, [](const Known& one) {
        return one.part == Part::Url || one.part == Part::Host || one.part == Part::Socket
            || one.part == Part::Port;
    });
    if (leading == variables.end())
        return std::nullopt;
    const QString family = leading->family;
    const auto isPartOf = [&family](const Known& one) { return one.part && one.family == family; };

    EnvAddress address;
    const auto url = std::ranges::find_if(
        variables, [&](const Known& one) { return isPartOf(one) && one.part == Part::Url; });
    const bool hasUrl = url != variables.end();
    if (hasUrl) {
        Result<ConnectionOptions> options = parseRedisUrl(url->line->value);
        if (!options)
            return Result<EnvAddress>(options.error());
        address.options = *options;
    }
    for (const Known& one : variables) {
        if (!isPartOf(one)) {
            address.unused.append(one.line->name);
            continue;
        }
        if (const std::optional<Error> fault = apply(one, hasUrl, address.options))
            return Result<EnvAddress>(*fault);
        address.used.push_back(shown(one, address.options));
    }
    for (const Line& line : lines) {
        if (isPrefixName(line.name) && !line.value.isEmpty() && address.prefix.isEmpty()) {
            address.prefix = line.value.toUtf8();
            address.used.push_back({line.name, line.value, false});
        }
    }
    return Result<EnvAddress>(std::move(address));
}

} // namespace drover
