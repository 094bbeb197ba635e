// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/textposition.h"

#include <algorithm>

namespace drover::ui {

TextPosition positionAt(QByteArrayView utf8, qsizetype offset)
{
    const QByteArrayView before = utf8.first(std::clamp<qsizetype>(offset, 0, utf8.size()));
    TextPosition position;
    position.line += static_cast<int>(before.count('\n'));
    const QByteArrayView line = before.sliced(before.lastIndexOf('\n') + 1);
    // Every byte but those that continue a character.
    position.column += static_cast<int>(std::count_if(
        line.begin(), line.end(), [](char byte) { return (static_cast<uchar>(byte) & 0xc0) != 0x80; }));
    return position;
}

bool survivesEditor(const QByteArray& utf8)
{
    const QString text = QString::fromUtf8(utf8);
    if (text.toUtf8() != utf8)
        return false;
    return std::none_of(text.begin(), text.end(), [](QChar c) {
        const char16_t code = c.unicode();
        return code == u'\r' || code == u'\0' || code == 0x2028 || code == 0x2029 || code == 0xfdd0
            || code == 0xfdd1 || code == 0xfffc;
    });
}

} // namespace drover::ui
