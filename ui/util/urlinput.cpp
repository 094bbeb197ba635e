// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/urlinput.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace drover::ui {

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
