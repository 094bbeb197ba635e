// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/tlsfacts.h"

#include "redis/redisconnection.h"

namespace drover {

using namespace Qt::StringLiterals;

std::optional<TlsFacts> tlsFactsOf(const RedisConnection& connection)
{
    return connection.property(tlsFactsProperty).value<std::optional<TlsFacts>>();
}

QString fingerprintText(const QByteArray& sha256)
{
    return QString::fromLatin1(sha256.toHex(':').toUpper());
}

QByteArray fingerprintFrom(QStringView text)
{
    constexpr qsizetype digits = 64;
    QByteArray hex;
    for (const QChar c : text) {
        if (c == u':' || c.isSpace())
            continue;
        const char digit = c.toLatin1();
        const bool isHex = (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f')
            || (digit >= 'A' && digit <= 'F');
        if (!isHex)
            return {};
        hex.append(digit);
    }
    return hex.size() == digits ? QByteArray::fromHex(hex) : QByteArray();
}

QString pinText(const QByteArray& sha256)
{
    return u"sha256:"_s + QString::fromLatin1(sha256.toHex());
}

QByteArray pinIn(QStringView authority)
{
    constexpr auto mark = "sha256:"_L1;
    return authority.startsWith(mark, Qt::CaseInsensitive) ? fingerprintFrom(authority.sliced(mark.size()))
                                                           : QByteArray();
}

} // namespace drover
