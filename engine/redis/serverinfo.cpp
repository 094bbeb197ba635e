// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/serverinfo.h"

#include <QString>

namespace drover {

ServerInfo ServerInfo::parse(const QByteArray& info)
{
    ServerInfo result;
    for (const QByteArray& rawLine : info.split('\n')) {
        const QByteArray line = rawLine.trimmed();
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && !line.startsWith('#'))
            result.fields.insert(line.first(colon), line.sliced(colon + 1));
    }
    const auto version = [&result](const QByteArray& field) {
        return QVersionNumber::fromString(QString::fromLatin1(result.fields.value(field)));
    };
    if (result.fields.contains("dragonfly_version"))
        result.kind = Kind::Dragonfly;
    else if (result.fields.value("server_name") == "valkey" || result.fields.contains("valkey_version"))
        result.kind = Kind::Valkey;
    result.version = version("redis_version");
    result.evictionPolicy = result.fields.value("maxmemory_policy");
    return result;
}

bool ServerInfo::takesFractionalTimeouts() const
{
    return kind != Kind::Redis || version >= QVersionNumber(6, 0, 0);
}

bool ServerInfo::blocksForOneMillisecond() const
{
    return kind != Kind::Redis || version >= QVersionNumber(7, 0, 8);
}

bool ServerInfo::isTooOld() const
{
    return kind == Kind::Redis && !version.isNull() && version < QVersionNumber(5, 0, 0);
}

bool ServerInfo::isOutdated() const
{
    return kind == Kind::Redis && !version.isNull() && version < QVersionNumber(6, 2, 0);
}

} // namespace drover
