// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/jsonscanner_p.h"
#include "protocol/jsontext.h"

namespace drover::json {

namespace {

// Copies the tokens of valid JSON; `indent` < 0 puts nothing between them.
class Formatter final {
public:
    Formatter(QByteArrayView text, int indent)
        : m_scanner(text)
        , m_indent(indent)
    {
        m_out.reserve(text.size() + text.size() / 4);
    }

    QByteArray run()
    {
        for (m_scanner.skipSpace(); !m_scanner.atEnd(); m_scanner.skipSpace())
            token(m_scanner.peek());
        return std::move(m_out);
    }

private:
    void token(char c)
    {
        switch (c) {
        case '{':
        case '[':
            open(c);
            break;
        case '}':
        case ']':
            --m_depth;
            newLine();
            copy(c);
            break;
        case ',':
            copy(c);
            newLine();
            break;
        case ':':
            copy(c);
            if (m_indent >= 0)
                m_out += ' ';
            break;
        default:
            scalar();
        }
    }

    void open(char bracket)
    {
        copy(bracket);
        m_scanner.skipSpace();
        const char close = bracket == '{' ? '}' : ']';
        if (m_scanner.peek() == close) {
            copy(close);
            return;
        }
        ++m_depth;
        newLine();
    }

    void scalar()
    {
        const char* const start = m_scanner.at();
        const bool scanned = m_scanner.scanValue();
        Q_ASSERT(scanned); // the text was checked beforehand
        Q_UNUSED(scanned)
        m_out.append(QByteArrayView(start, m_scanner.at()));
    }

    void copy(char c)
    {
        static_cast<void>(m_scanner.skip(c));
        m_out += c;
    }

    void newLine()
    {
        if (m_indent >= 0) {
            // Indentation stops growing at 64 levels: thousands of levels would cost memory by the square.
            m_out += '\n';
            m_out.append(std::min(m_depth, 64) * m_indent, ' ');
        }
    }

    Scanner m_scanner;
    QByteArray m_out;
    int m_indent;
    int m_depth = 0;
};

} // namespace

QByteArray pretty(QByteArrayView text, int indent)
{
    return isValid(text) ? Formatter(text, std::max(indent, 0)).run() : text.toByteArray();
}

QByteArray compact(QByteArrayView text)
{
    return isValid(text) ? Formatter(text, -1).run() : text.toByteArray();
}

ObjectWriter& ObjectWriter::member(QByteArrayView quotedKey, QByteArrayView value)
{
    if (m_text.size() > 1)
        m_text += ',';
    m_text.append(quotedKey).append(':').append(value);
    return *this;
}

ObjectWriter& ObjectWriter::raw(QByteArrayView key, QByteArrayView value)
{
    return member(encodeString(key), value);
}

ObjectWriter& ObjectWriter::string(QByteArrayView key, QByteArrayView utf8)
{
    return raw(key, encodeString(utf8));
}

ObjectWriter& ObjectWriter::number(QByteArrayView key, double value)
{
    return raw(key, encodeNumber(value));
}

ObjectWriter& ObjectWriter::integer(QByteArrayView key, qint64 value)
{
    return raw(key, QByteArray::number(value));
}

ObjectWriter& ObjectWriter::boolean(QByteArrayView key, bool value)
{
    return raw(key, value ? "true" : "false");
}

JsonText ObjectWriter::take()
{
    m_text += '}';
    return std::exchange(m_text, "{");
}

} // namespace drover::json
