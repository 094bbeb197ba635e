// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/reasonscanner_p.h"

#include <algorithm>
#include <array>

namespace drover {
namespace {

constexpr qsizetype longestQuote = 200;
constexpr qsizetype shortestHexId = 8;
constexpr qsizetype shortestRandomId = 12;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool isLetter(char c)
{
    return isUpper(c) || (c >= 'a' && c <= 'z');
}
bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
//! Bytes above 127 belong to words: no placeholder starts inside a non-ASCII word.
bool isWord(char c)
{
    return isDigit(c) || isLetter(c) || c == '_' || static_cast<unsigned char>(c) > 127;
}
bool isSpace(char c)
{
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
}
bool isPathByte(char c)
{
    return isWord(c) || QByteArrayView("-._~@+%$#={}[]").contains(c);
}

//! Words before a quoted text that make it part of the cause: `property 'name'`, `module 'express'`.
bool namesAnIdentifier(QByteArrayView word)
{
    static constexpr std::array<QByteArrayView, 18> words{"reading", "setting", "property", "properties",
        "module", "package", "column", "field", "fields", "relation", "table", "constraint", "index",
        "method", "function", "command", "option", "parameter"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

//! Words before a number that make it part of the cause: `status code 502`.
bool namesACode(QByteArrayView word)
{
    static constexpr std::array<QByteArrayView, 7> words{
        "status", "code", "HTTP", "Status", "Code", "errno", "exit"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

//! Names of formats and algorithms that happen to end in digits, and error codes such as E11000, P2002,
//! TS2345.
bool isNameWithDigits(QByteArrayView word)
{
    static constexpr std::array<QByteArrayView, 22> names{"utf8", "utf16", "UTF8", "sha1", "sha256", "sha512",
        "md5", "base64", "ipv4", "ipv6", "IPv4", "IPv6", "http2", "HTTP2", "s3", "S3", "ec2", "EC2", "oauth2",
        "OAuth2", "int32", "int64"};
    if (std::find(names.begin(), names.end(), word) != names.end())
        return true;
    const auto letters = std::find_if_not(word.begin(), word.end(), isUpper) - word.begin();
    const auto digits = word.size() - letters;
    return letters >= 1 && letters <= 4 && digits >= 3 && digits <= 6
        && std::all_of(word.begin() + letters, word.end(), isDigit);
}

//! Changes between letters and digits: random ids have many, words none or one.
int changes(QByteArrayView word)
{
    int count = 0;
    for (qsizetype i = 1; i < word.size(); ++i)
        count += (isDigit(word[i]) != isDigit(word[i - 1])) ? 1 : 0;
    return count;
}

bool looksRandom(QByteArrayView word)
{
    const bool digits = std::any_of(word.begin(), word.end(), isDigit);
    const bool letters = std::any_of(word.begin(), word.end(), isLetter);
    if (!digits || !letters)
        return false;
    if (word.size() >= shortestHexId && std::all_of(word.begin(), word.end(), isHex))
        return true;
    return (word.size() >= shortestRandomId && changes(word) >= 3)
        || (word.size() >= 24 && changes(word) >= 2);
}

qsizetype uuidLength(QByteArrayView text)
{
    static constexpr std::array<qsizetype, 5> groups{8, 4, 4, 4, 12};
    qsizetype at = 0;
    for (size_t group = 0; group < groups.size(); ++group) {
        if (group > 0 && (at >= text.size() || text[at++] != '-'))
            return 0;
        for (qsizetype i = 0; i < groups[group]; ++i, ++at) {
            if (at >= text.size() || !isHex(text[at]))
                return 0;
        }
    }
    return at;
}

qsizetype digitsAt(QByteArrayView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    return end - at;
}

//! Matches `9` for a digit and anything else for itself.
bool fits(QByteArrayView text, QByteArrayView shape)
{
    if (text.size() < shape.size())
        return false;
    for (qsizetype i = 0; i < shape.size(); ++i) {
        if (shape[i] == '9' ? !isDigit(text[i]) : shape[i] != text[i])
            return false;
    }
    return true;
}

//! Of "10:20:30.123Z" or "10:20:30+01:00"; 0 when there is no time.
qsizetype clockLength(QByteArrayView text)
{
    if (!fits(text, "99:99:99"))
        return 0;
    qsizetype end = 8;
    if (end < text.size() && (text[end] == '.' || text[end] == ',')) {
        if (const qsizetype fraction = digitsAt(text, end + 1); fraction > 0)
            end += 1 + fraction;
    }
    if (end < text.size() && text[end] == 'Z')
        return end + 1;
    for (const QByteArrayView zone :
        {QByteArrayView("+99:99"), QByteArrayView("-99:99"), QByteArrayView("+9999")}) {
        if (fits(text.sliced(end), zone))
            return end + zone.size();
    }
    return end;
}

} // namespace

ReasonScanner::ReasonScanner(QByteArrayView text)
    : m_text(text)
{
    m_out.reserve(text.size());
}

char ReasonScanner::peek(qsizetype at) const
{
    return at >= 0 && at < m_text.size() ? m_text[at] : '\0';
}

bool ReasonScanner::atWordStart() const
{
    return m_at == 0 || !isWord(m_text[m_at - 1]);
}

QByteArrayView ReasonScanner::lastWord() const
{
    qsizetype end = m_out.size();
    while (end > 0 && !isWord(m_out[end - 1]))
        --end;
    qsizetype begin = end;
    while (begin > 0 && isWord(m_out[begin - 1]))
        --begin;
    return QByteArrayView(m_out).sliced(begin, end - begin);
}

QByteArray ReasonScanner::run()
{
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (isSpace(c)) {
            takeSpace();
        } else if (const Token token = variableAt(m_at); token.length > 0) {
            m_out += token.placeholder;
            m_at += token.length;
        } else if (const qsizetype quoted = quotedAt(m_at); quoted > 0) {
            takeQuoted(quoted);
        } else if (isWord(c)) {
            takeWord();
        } else {
            m_out += c;
            ++m_at;
        }
    }
    return m_out.trimmed();
}

void ReasonScanner::takeSpace()
{
    while (m_at < m_text.size() && isSpace(m_text[m_at]))
        ++m_at;
    m_out += ' ';
}

ReasonScanner::Token ReasonScanner::variableAt(qsizetype at) const
{
    if (at > 0 && isWord(m_text[at - 1]))
        return {};
    for (const auto rule : {&ReasonScanner::urlAt, &ReasonScanner::emailAt, &ReasonScanner::timeAt,
             &ReasonScanner::ipAt, &ReasonScanner::ip6At, &ReasonScanner::pathAt, &ReasonScanner::idAt}) {
        if (const Token token = (this->*rule)(at); token.length > 0)
            return token;
    }
    return {};
}

ReasonScanner::Token ReasonScanner::urlAt(qsizetype at) const
{
    qsizetype end = at;
    while (isLetter(peek(end)) || (end > at && (isDigit(peek(end)) || peek(end) == '+' || peek(end) == '-')))
        ++end;
    if (end == at || m_text.sliced(end).size() < 4 || !m_text.sliced(end).startsWith("://"))
        return {};
    end += 3;
    while (end < m_text.size() && !isSpace(m_text[end]) && !QByteArrayView("'\"`<>()").contains(m_text[end]))
        ++end;
    while (QByteArrayView(".,;:!?").contains(m_text[end - 1]))
        --end;
    return {end - at, "<url>"};
}

ReasonScanner::Token ReasonScanner::emailAt(qsizetype at) const
{
    qsizetype end = at;
    const auto isLocal = [this](qsizetype i) {
        return isWord(peek(i)) || QByteArrayView(".+-").contains(peek(i));
    };
    while (end < m_text.size() && isLocal(end))
        ++end;
    if (end == at || peek(end) != '@' || !isWord(peek(end + 1)))
        return {};
    const qsizetype host = ++end;
    while (end < m_text.size()
        && (isWord(peek(end)) || peek(end) == '-' || (peek(end) == '.' && isWord(peek(end + 1)))))
        ++end;
    return m_text.sliced(host, end - host).contains('.') ? Token{end - at, "<email>"} : Token{};
}

ReasonScanner::Token ReasonScanner::timeAt(qsizetype at) const
{
    const QByteArrayView text = m_text.sliced(at);
    if (!fits(text, "9999-99-99")) {
        const qsizetype clock = clockLength(text);
        return {clock, "<time>"};
    }
    qsizetype end = 10;
    if (text.size() > end && (text[end] == 'T' || text[end] == ' ')) {
        if (const qsizetype clock = clockLength(text.sliced(end + 1)); clock > 0)
            end += 1 + clock;
    }
    return isWord(peek(at + end)) ? Token{} : Token{end, "<time>"};
}

ReasonScanner::Token ReasonScanner::ipAt(qsizetype at) const
{
    qsizetype end = at;
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && peek(end++) != '.')
            return {};
        const qsizetype digits = digitsAt(m_text, end);
        if (digits < 1 || digits > 3)
            return {};
        end += digits;
    }
    if (isWord(peek(end)) || (peek(end) == '.' && isDigit(peek(end + 1))))
        return {};
    if (peek(end) == ':' && isDigit(peek(end + 1)))
        end += 1 + digitsAt(m_text, end + 1);
    return {end - at, "<ip>"};
}

ReasonScanner::Token ReasonScanner::ip6At(qsizetype at) const
{
    const bool bracket = peek(at) == '[';
    qsizetype end = bracket ? at + 1 : at;
    int colons = 0;
    bool shortened = false;
    while (end < m_text.size()
        && (isHex(peek(end)) || peek(end) == ':' || (peek(end) == '.' && isDigit(peek(end + 1))))) {
        colons += peek(end) == ':' ? 1 : 0;
        shortened =
            shortened || (peek(end) == ':' && peek(end + 1) == ':' && (isHex(peek(end + 2)) || end > at));
        ++end;
    }
    const bool complete = colons == 7 || (shortened && colons >= 2 && colons <= 7);
    if (!complete || isWord(peek(end)))
        return {};
    if (bracket) {
        if (peek(end) != ']')
            return {};
        ++end;
    }
    if (bracket && peek(end) == ':')
        end += 1 + digitsAt(m_text, end + 1);
    return {end - at, "<ip>"};
}

ReasonScanner::Token ReasonScanner::pathAt(qsizetype at) const
{
    // Needs two separators, or it is "and/or", "a/b", a division.
    qsizetype end = at;
    int separators = 0;
    const bool drive =
        isLetter(peek(at)) && peek(at + 1) == ':' && (peek(at + 2) == '\\' || peek(at + 2) == '/');
    if (drive)
        end = at + 2;
    else if (peek(at) == '.' && (peek(at + 1) == '/' || (peek(at + 1) == '.' && peek(at + 2) == '/')))
        end = at + (peek(at + 1) == '/' ? 1 : 2);
    else if (peek(at) == '~' && peek(at + 1) == '/')
        end = at + 1;
    else if (peek(at) != '/')
        return {};
    const char separator = drive ? peek(end) : '/';
    while (end < m_text.size() && (m_text[end] == separator || isPathByte(m_text[end]))) {
        separators += m_text[end] == separator ? 1 : 0;
        ++end;
    }
    while (end > at && QByteArrayView(".,;:!?").contains(m_text[end - 1]))
        --end;
    const bool relative = drive || peek(at) != '/';
    return separators >= (relative ? 1 : 2) ? Token{end - at, "<path>"} : Token{};
}

ReasonScanner::Token ReasonScanner::idAt(qsizetype at) const
{
    const QByteArrayView text = m_text.sliced(at);
    if (const qsizetype uuid = uuidLength(text); uuid > 0 && !isWord(peek(at + uuid)))
        return {uuid, "<uuid>"};
    if (text.size() > 3 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') && isHex(text[2])) {
        const auto end = std::find_if_not(text.begin() + 2, text.end(), isHex) - text.begin();
        return {end, "<address>"};
    }
    const auto isIdByte = [](char c) { return isDigit(c) || isLetter(c) || c == '_' || c == '-'; };
    qsizetype wide = std::find_if_not(text.begin(), text.end(), isIdByte) - text.begin();
    while (wide > 0 && text[wide - 1] == '-')
        --wide;
    if (wide == 0 || isWord(peek(at + wide)))
        return {};
    // With dashes only when no part reads like a word: "order-7f3a..." keeps its "order".
    const QByteArrayView word = text.first(wide);
    const qsizetype dash = word.indexOf('-');
    const QByteArrayView narrow = dash < 0 ? word : word.first(dash);
    if (narrow.size() < word.size() && looksRandom(word) && changes(narrow) >= 1)
        return {wide, "<id>"};
    return looksRandom(narrow) ? Token{narrow.size(), "<id>"} : Token{};
}

qsizetype ReasonScanner::quotedAt(qsizetype at) const
{
    const char quote = peek(at);
    if ((quote != '\'' && quote != '"' && quote != '`') || (at > 0 && isWord(m_text[at - 1])))
        return 0;
    const qsizetype last = std::min(m_text.size(), at + longestQuote);
    for (qsizetype end = at + 1; end < last && m_text[end] != '\n'; ++end) {
        if (m_text[end] == quote && m_text[end - 1] != '\\' && !isWord(peek(end + 1)))
            return end + 1 - at;
    }
    return 0;
}

void ReasonScanner::takeQuoted(qsizetype length)
{
    const QByteArrayView inner = m_text.sliced(m_at + 1, length - 2);
    const bool plain = !inner.isEmpty() && std::none_of(inner.begin(), inner.end(), isDigit)
        && std::all_of(inner.begin(), inner.end(), [](char c) { return isPathByte(c) || c == '/'; });
    const char quote = m_text[m_at];
    m_out += quote;
    if (inner.isEmpty() || (plain && namesAnIdentifier(lastWord())))
        m_out += inner;
    else
        m_out += "<value>";
    m_out += quote;
    m_at += length;
}

void ReasonScanner::takeWord()
{
    const qsizetype begin = m_at;
    while (m_at < m_text.size() && isWord(m_text[m_at]))
        ++m_at;
    const QByteArrayView word = m_text.sliced(begin, m_at - begin);
    if (isNameWithDigits(word)) {
        m_out += word;
        return;
    }
    if (word.size() == 3 && std::all_of(word.begin(), word.end(), isDigit) && namesACode(lastWord())) {
        m_out += word;
        return;
    }
    for (qsizetype i = 0; i < word.size();) {
        const qsizetype digits = digitsAt(word, i);
        if (digits == 0) {
            m_out += word[i++];
            continue;
        }
        // "1,234.5" is one number.
        m_out += "<n>";
        i += digits;
        while (i == word.size() && (peek(m_at) == '.' || peek(m_at) == ',') && isDigit(peek(m_at + 1))) {
            const qsizetype more = digitsAt(m_text, m_at + 1);
            m_at += 1 + more;
            if (isWord(peek(m_at)))
                break;
        }
    }
}

} // namespace drover
