// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/textformat.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <utility>

namespace drover::cli {
namespace {

bool isHidden(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidirectional marks, zero-width characters, tags
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

//! Columns that a terminal uses; East Asian wide characters and emoji take two, combining marks none.
qsizetype columns(const QString& text)
{
    qsizetype width = 0;
    for (const uint c : text.toUcs4()) {
        if (QChar::category(c) == QChar::Mark_NonSpacing || QChar::category(c) == QChar::Mark_Enclosing)
            continue;
        const bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf)
            || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f)
            || (c >= 0xff00 && c <= 0xff60) || (c >= 0x1f300 && c <= 0x1faff)
            || (c >= 0x20000 && c <= 0x3fffd);
        width += wide ? 2 : 1;
    }
    return width;
}

QString padded(const QString& text, qsizetype width, bool right)
{
    const QString space(std::max<qsizetype>(0, width - columns(text)), QLatin1Char(' '));
    return right ? space + text : text + space;
}

} // namespace

QString printable(const QString& text, bool lines)
{
    QString result;
    result.reserve(text.size());
    for (const uint c : text.toUcs4()) {
        if (c == '\n' && !lines)
            result += QStringLiteral("\\n");
        else if (c == '\t' && !lines)
            result += QStringLiteral("\\t");
        else if (isHidden(c) && !(lines && (c == '\n' || c == '\t')))
            result += QStringLiteral("\\u{%1}").arg(c, 0, 16);
        else
            result += QString::fromUcs4(reinterpret_cast<const char32_t*>(&c), 1);
    }
    return result;
}

QString printable(const QByteArray& utf8, bool lines)
{
    return printable(QString::fromUtf8(utf8), lines);
}

QString counted(qint64 number, QLatin1StringView noun)
{
    return QString::number(number) + u' ' + noun + (number == 1 ? QString() : QStringLiteral("s"));
}

QString shortened(const QString& text, qsizetype width)
{
    return text.size() <= width ? text : text.left(std::max<qsizetype>(0, width - 1)) + QChar(0x2026);
}

QString readableDuration(qint64 milliseconds)
{
    static constexpr std::pair<qint64, const char*> units[] = {
        {86'400'000, "d"}, {3'600'000, "h"}, {60'000, "min"}, {1000, "s"}};
    for (const auto& [size, unit] : units) {
        if (milliseconds >= size)
            return QStringLiteral("%1 %2").arg(milliseconds / size).arg(QLatin1StringView(unit));
    }
    return QStringLiteral("%1 ms").arg(milliseconds);
}

QString readableAge(qint64 then, qint64 now)
{
    return then > now ? QStringLiteral("in %1").arg(readableDuration(then - now))
                      : QStringLiteral("%1 ago").arg(readableDuration(now - then));
}

QString readableTime(qint64 milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString coloured(const QString& text, Colour colour, bool enabled)
{
    static constexpr const char* codes[] = {"", "31", "32", "33", "34", "2", "1"};
    if (!enabled || colour == Colour::None)
        return text;
    return QStringLiteral("\x1b[%1m%2\x1b[0m").arg(QLatin1StringView(codes[size_t(colour)]), text);
}

TextTable::TextTable(QStringList headings)
    : m_headings(std::move(headings))
{
    for (QString& heading : m_headings) {
        m_right.push_back(heading.startsWith(QLatin1Char('>')));
        if (m_right.back())
            heading.remove(0, 1);
    }
}

void TextTable::add(QStringList cells, Colour colour)
{
    m_rows.push_back({std::move(cells), colour});
}

QByteArray TextTable::render(bool colours) const
{
    std::vector<qsizetype> widths;
    for (qsizetype column = 0; column < m_headings.size(); ++column) {
        qsizetype width = columns(m_headings[column]);
        for (const Row& row : m_rows)
            width = std::max(width, columns(row.cells.value(column)));
        widths.push_back(width);
    }
    const auto line = [&](const QStringList& cells) {
        QString text;
        for (qsizetype column = 0; column < m_headings.size(); ++column) {
            if (column > 0)
                text += QStringLiteral("  ");
            text += padded(cells.value(column), widths[size_t(column)], m_right[size_t(column)]);
        }
        while (text.endsWith(QLatin1Char(' ')))
            text.chop(1);
        return text;
    };
    QByteArray result = coloured(line(m_headings), Colour::Bold, colours).toUtf8() + '\n';
    for (const Row& row : m_rows)
        result += coloured(line(row.cells), row.colour, colours).toUtf8() + '\n';
    return result;
}

} // namespace drover::cli
