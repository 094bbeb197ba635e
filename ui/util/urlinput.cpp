// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/urlinput.h"

#include "redis/envlines.h"
#include "redis/redisurl.h"
#include "util/plaintext.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

class Say {
    Q_DECLARE_TR_FUNCTIONS(drover::ui::UrlInput)
};

QString previewOf(const EnvAddress& address)
{
    if (address.used.size() < 2 && address.unused.isEmpty())
        return {};
    QStringList used;
    for (const EnvVariable& variable : address.used)
        used.append(u"%1 = %2"_s.arg(variable.name,
            variable.isSecret ? u"\u2022\u2022\u2022\u2022"_s
                              : plainText(variable.value, Lines::Single, 80)));
    QString preview = Say::tr("Understood: %1.", "variables of an .env file").arg(used.join(u" \u00b7 "_s));
    if (!address.unused.isEmpty())
        preview += u' '
            + Say::tr("Not used: %1.", "variables of an .env file")
                  .arg(plainText(address.unused.join(u", "_s), Lines::Single, 200));
    return preview;
}

} // namespace

Result<PastedAddress> readPasted(const QString& pasted)
{
    if (const auto lines = readEnvLines(pasted)) {
        if (!*lines)
            return lines->error();
        const EnvAddress& address = **lines;
        return PastedAddress{address.options, address.prefix, previewOf(address)};
    }
    const Result<ConnectionOptions> options = parseRedisUrl(addressIn(pasted));
    if (!options)
        return options.error();
    return PastedAddress{*options, {}, {}};
}

QString addressIn(const QString& pasted)
{
    const QString text = pasted.trimmed();
    // Up to a blank or the quote that opened it; passwords may hold the other quote.
    static const QRegularExpression quoted(
        u"([\"'])((?:rediss?|unix|redis\\+unix|sentinel|cluster)://.*?)\\1"_s,
        QRegularExpression::CaseInsensitiveOption);
    if (const auto match = quoted.match(text); match.hasMatch())
        return match.captured(2);
    static const QRegularExpression plain(
        u"(?:^|[\\s=])((?:rediss?|unix|redis\\+unix|sentinel|cluster)://\\S+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    if (const auto match = plain.match(text); match.hasMatch())
        return match.captured(1);
    static const QRegularExpression hostAndPort(u"^[A-Za-z0-9._-]+(:[0-9]{1,5})?(/[0-9]+)?$"_s);
    static const QRegularExpression digits(u"^[0-9]+$"_s);
    if (hostAndPort.match(text).hasMatch() && !digits.match(text).hasMatch())
        return u"redis://"_s + text;
    static const QRegularExpression socket(u"^/\\S+\\.sock$"_s);
    if (socket.match(text).hasMatch())
        return u"unix://"_s + text;
    return text;
}

} // namespace drover::ui
