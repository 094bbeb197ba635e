// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/plaintext.h"

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
bool isInvisible(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidi overrides and isolates, zero-width characters, soft hyphen, tags
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0; // Hangul fillers
    }
}

QString escape(char32_t c)
{
    return u"\\u{%1}"_s.arg(static_cast<uint>(c), 0, 16);
}

//! Appends one character; false when a single line is full.
class Writer {
public:
    Writer(Lines lines, qsizetype limit)
        : m_lines(lines)
        , m_limit(lines == Lines::Single ? limit : -1)
    {
    }

    void put(char32_t c)
    {
        if (c == U'\n' || c == U'\t' || c == U'\r')
            putSpace(c);
        else if (isInvisible(c))
            m_text += escape(c);
        else
            m_text += QChar::fromUcs4(c);
    }
    void putByte(uchar byte) { m_text += u"\\x%1"_s.arg(uint(byte), 2, 16, QChar(u'0')); }
    [[nodiscard]] bool isFull() const { return m_limit >= 0 && m_text.size() >= m_limit; }
    [[nodiscard]] QString take(bool complete) { return complete ? m_text : m_text + u'\u2026'; }

private:
    void putSpace(char32_t c)
    {
        if (m_lines == Lines::Multiple && c != U'\r')
            m_text += QChar(static_cast<char16_t>(c));
        else if (c == U'\n')
            m_text += u" \u21b5 "_s;
        else if (c == U'\t')
            m_text += u' ';
        else
            m_text += u"\\r"_s;
    }

    Lines m_lines;
    qsizetype m_limit;
    QString m_text;
};

//! Length of the well-formed UTF-8 sequence at `at`, 0 when there is none; its code point in `c`.
int sequence(QByteArrayView bytes, qsizetype at, char32_t& c)
{
    const auto byte = [&](qsizetype i) { return static_cast<uchar>(bytes[i]); };
    const uchar lead = byte(at);
    const int length = lead < 0x80    ? 1
        : lead >= 0xc2 && lead < 0xe0 ? 2
        : lead >= 0xe0 && lead < 0xf0 ? 3
        : lead >= 0xf0 && lead < 0xf5 ? 4
                                      : 0;
    if (length == 0 || at + length > bytes.size())
        return 0;
    if (length == 1) {
        c = lead;
        return 1;
    }
    c = lead & (0x7f >> length);
    for (int i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80)
            return 0;
        c = (c << 6) | (byte(at + i) & 0x3f);
    }
    const bool overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
    const bool outside = c > 0x10ffff || (c >= 0xd800 && c < 0xe000);
    return overlong || outside ? 0 : length;
}
} // namespace

QString plainText(QByteArrayView bytes, Lines lines, qsizetype limit)
{
    Writer writer(lines, limit);
    qsizetype at = 0;
    while (at < bytes.size() && !writer.isFull()) {
        char32_t c = 0;
        if (const int length = sequence(bytes, at, c); length > 0) {
            // A carriage return before a line feed is a line end, alone it would overwrite the line.
            if (!(c == U'\r' && lines == Lines::Multiple && at + 1 < bytes.size() && bytes[at + 1] == '\n'))
                writer.put(c);
            at += length;
        } else {
            writer.putByte(static_cast<uchar>(bytes[at++]));
        }
    }
    return writer.take(at >= bytes.size());
}

QString plainText(QStringView text, Lines lines, qsizetype limit)
{
    return plainText(QByteArrayView(text.toUtf8()), lines, limit);
}

QString toolTipText(const QString& plain)
{
    return u"<span style=\"white-space:pre-wrap\">%1</span>"_s.arg(plain.toHtmlEscaped());
}

} // namespace drover::ui
