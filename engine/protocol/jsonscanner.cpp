// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/jsonscanner_p.h"

#include "protocol/jsontext.h"

namespace drover::json {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isContinuation(const char* text, const char* end)
{
    return text < end && (static_cast<uchar>(*text) & 0xc0) == 0x80;
}

} // namespace

int utf8Length(const char* text, const char* end)
{
    const auto first = static_cast<uchar>(*text);
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4 || !isContinuation(text + 1, end))
        return 0;
    if (first < 0xe0)
        return 2;
    const auto second = static_cast<uchar>(text[1]);
    if (!isContinuation(text + 2, end))
        return 0;
    if (first < 0xf0) {
        const bool overlong = first == 0xe0 && second < 0xa0;
        const bool surrogate = first == 0xed && second >= 0xa0;
        return overlong || surrogate ? 0 : 3;
    }
    const bool overlong = first == 0xf0 && second < 0x90;
    const bool beyond = first == 0xf4 && second >= 0x90;
    return overlong || beyond || !isContinuation(text + 3, end) ? 0 : 4;
}

void Scanner::skipSpace()
{
    while (m_at != m_end && (*m_at == ' ' || *m_at == '\n' || *m_at == '\t' || *m_at == '\r'))
        ++m_at;
}

bool Scanner::skip(char c)
{
    if (m_at == m_end || *m_at != c)
        return false;
    ++m_at;
    return true;
}

bool Scanner::scanString()
{
    if (!skip('"'))
        return false;
    while (m_at != m_end) {
        const auto byte = static_cast<uchar>(*m_at);
        if (byte == '"') {
            ++m_at;
            return true;
        }
        if (byte < 0x20)
            return false;
        if (byte == '\\') {
            if (!scanEscape())
                return false;
        } else if (byte < 0x80) {
            ++m_at;
        } else {
            const int length = utf8Length(m_at, m_end);
            if (length == 0)
                return false;
            m_at += length;
        }
    }
    return false;
}

bool Scanner::scanEscape()
{
    ++m_at;
    if (m_at == m_end)
        return false;
    const char c = *m_at;
    if (c != 'u' && !QByteArrayView("\"\\/bfnrt").contains(c))
        return false;
    ++m_at;
    if (c != 'u')
        return true;
    for (int i = 0; i < 4; ++i, ++m_at) {
        if (m_at == m_end || !isHexDigit(*m_at))
            return false;
    }
    return true;
}

bool Scanner::scanDigits()
{
    const char* const start = m_at;
    while (m_at != m_end && isDigit(*m_at))
        ++m_at;
    return m_at != start;
}

bool Scanner::scanNumber()
{
    static_cast<void>(skip('-'));
    if (!skip('0') && !scanDigits())
        return false;
    if (skip('.') && !scanDigits())
        return false;
    if (skip('e') || skip('E')) {
        if (!skip('+'))
            static_cast<void>(skip('-'));
        return scanDigits();
    }
    return true;
}

bool Scanner::scanLiteral(QByteArrayView word)
{
    if (!QByteArrayView(m_at, m_end).startsWith(word))
        return false;
    m_at += word.size();
    return true;
}

bool Scanner::scanScalar()
{
    switch (peek()) {
    case '"':
        return scanString();
    case 't':
        return scanLiteral("true");
    case 'f':
        return scanLiteral("false");
    case 'n':
        return scanLiteral("null");
    default:
        return scanNumber();
    }
}

bool Scanner::scanKey()
{
    skipSpace();
    if (!scanString())
        return false;
    skipSpace();
    return skip(':');
}

Scanner::Step Scanner::open(char bracket)
{
    const bool object = bracket == '{';
    ++m_at;
    skipSpace();
    if (skip(object ? '}' : ']'))
        return Step::Closed;
    m_objects.push_back(object);
    return object && !scanKey() ? Step::Bad : Step::Value;
}

// After a value within a container: a comma, or the end of the container.
Scanner::Step Scanner::next()
{
    const bool object = m_objects.back();
    skipSpace();
    if (skip(','))
        return object && !scanKey() ? Step::Bad : Step::Value;
    if (!skip(object ? '}' : ']'))
        return Step::Bad;
    m_objects.pop_back();
    return Step::Closed;
}

bool Scanner::scanValue()
{
    m_objects.clear();
    Step step = Step::Value;
    do {
        if (step == Step::Value) {
            skipSpace();
            const char c = peek();
            if (c == '{' || c == '[')
                step = open(c);
            else
                step = scanScalar() ? Step::Closed : Step::Bad;
        } else {
            step = next();
        }
        if (step == Step::Bad)
            return false;
    } while (step == Step::Value || !m_objects.empty());
    return true;
}

bool keyEquals(QByteArrayView key, QByteArrayView name)
{
    const QByteArrayView inner = key.sliced(1, key.size() - 2);
    if (!inner.contains('\\'))
        return inner == name;
    return decodeString(key) == name;
}

} // namespace drover::json
