// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "security/redactor.h"

#include <QByteArrayView>

#include <array>
#include <cctype>

namespace drover {
namespace {

constexpr QByteArrayView mask = "***";
constexpr std::array<QByteArrayView, 12> secretWords{"password", "passwd", "passphrase", "pwd", "secret",
    "token", "authorization", "apikey", "api_key", "api-key", "credential", "requirepass"};

bool isSpace(char c)
{
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool isWordChar(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

bool matchesAt(QByteArrayView text, qsizetype at, QByteArrayView word)
{
    return text.size() - at >= word.size()
        && text.sliced(at, word.size()).compare(word, Qt::CaseInsensitive) == 0;
}

//! Copies the text piece by piece and leaves secrets out.
class Redactor final {
public:
    explicit Redactor(QByteArrayView text)
        : m_text(text)
    {
        m_out.reserve(text.size());
    }

    QByteArray run()
    {
        while (m_at < m_text.size()) {
            if (!url() && !authCommand() && !namedValue()) {
                word();
            }
        }
        return m_out;
    }

private:
    QByteArrayView m_text;
    QByteArray m_out;
    qsizetype m_at = 0;

    [[nodiscard]] bool atEnd(qsizetype i) const { return i >= m_text.size(); }

    void copyTo(qsizetype end)
    {
        m_out += m_text.sliced(m_at, end - m_at);
        m_at = end;
    }

    void hideTo(qsizetype end)
    {
        m_out += mask;
        m_at = end;
    }

    //! Whole words, so that nothing is recognised in the middle of one.
    void word()
    {
        qsizetype end = m_at + 1;
        if (isWordChar(m_text[m_at])) {
            while (!atEnd(end) && isWordChar(m_text[end])) {
                ++end;
            }
        }
        copyTo(end);
    }

    //! The password of `://user:password@`. It may itself contain ':' and '@': the last '@' before the end of
    //! the authority counts.
    bool url()
    {
        if (!matchesAt(m_text, m_at, "://")) {
            return false;
        }
        const qsizetype begin = m_at + 3;
        qsizetype colon = -1;
        qsizetype lastAt = -1;
        qsizetype i = begin;
        for (; !atEnd(i) && !isSpace(m_text[i]) && m_text[i] != '"' && m_text[i] != '\''; ++i) {
            if ((m_text[i] == '/' || m_text[i] == '?' || m_text[i] == '#') && (lastAt >= 0 || colon < 0)) {
                break;
            }
            if (m_text[i] == ':' && colon < 0) {
                colon = i;
            } else if (m_text[i] == '@') {
                lastAt = i;
            }
        }
        if (colon < 0 || lastAt < colon) {
            copyTo(begin);
            return true;
        }
        copyTo(colon + 1);
        hideTo(lastAt);
        return true;
    }

    //! AUTH user password, AUTH password, HELLO 3 AUTH user password: the rest of the line goes.
    bool authCommand()
    {
        if (!matchesAt(m_text, m_at, "auth") || !isWholeWord("auth")) {
            return false;
        }
        const qsizetype after = m_at + 4;
        if (atEnd(after) || (m_text[after] != ' ' && m_text[after] != '"')
            || m_text.sliced(m_at, 4) != "AUTH") {
            return false;
        }
        copyTo(after + 1);
        qsizetype end = m_at;
        while (!atEnd(end) && m_text[end] != '\n' && m_text[end] != '\r') {
            ++end;
        }
        hideTo(end);
        return true;
    }

    [[nodiscard]] bool isWholeWord(QByteArrayView word) const
    {
        const qsizetype after = m_at + word.size();
        return (m_at == 0 || !isWordChar(m_text[m_at - 1])) && (atEnd(after) || !isWordChar(m_text[after]));
    }

    //! `db_password=value`, `token: value`, `"apiKey": "value"`.
    bool namedValue()
    {
        if (!isWordChar(m_text[m_at]) || (m_at > 0 && isWordChar(m_text[m_at - 1]))) {
            return false;
        }
        qsizetype end = m_at;
        while (!atEnd(end) && isWordChar(m_text[end])) {
            ++end;
        }
        if (!isSecret(m_text.sliced(m_at, end - m_at))) {
            return false;
        }
        qsizetype value = end;
        while (!atEnd(value) && (m_text[value] == '"' || m_text[value] == '\'' || m_text[value] == ' ')) {
            ++value;
        }
        if (atEnd(value) || (m_text[value] != '=' && m_text[value] != ':')) {
            return false;
        }
        ++value;
        while (!atEnd(value) && m_text[value] == ' ') {
            ++value;
        }
        copyTo(value);
        hideValue();
        return true;
    }

    static bool isSecret(QByteArrayView name)
    {
        for (const QByteArrayView secret : secretWords) {
            for (qsizetype i = 0; i + secret.size() <= name.size(); ++i) {
                if (matchesAt(name, i, secret)) {
                    return true;
                }
            }
        }
        return false;
    }

    void hideValue()
    {
        if (atEnd(m_at)) {
            return;
        }
        const char quote = m_text[m_at];
        if (quote == '"' || quote == '\'') {
            hideQuoted(quote);
            return;
        }
        // "Bearer abc": the scheme is followed by the secret.
        for (const QByteArrayView scheme : {QByteArrayView("bearer "), QByteArrayView("basic ")}) {
            if (matchesAt(m_text, m_at, scheme)) {
                copyTo(m_at + scheme.size());
            }
        }
        qsizetype end = m_at;
        while (!atEnd(end) && !isSpace(m_text[end]) && m_text[end] != ',' && m_text[end] != '&'
            && m_text[end] != ';' && m_text[end] != '}' && m_text[end] != ')') {
            ++end;
        }
        if (end > m_at) {
            hideTo(end);
        }
    }

    void hideQuoted(char quote)
    {
        qsizetype end = m_at + 1;
        while (!atEnd(end) && m_text[end] != quote) {
            end += m_text[end] == '\\' ? 2 : 1;
        }
        copyTo(m_at + 1);
        hideTo(qMin(end, m_text.size()));
    }
};

} // namespace

QByteArray redacted(const QByteArray& text)
{
    return Redactor(text).run();
}

} // namespace drover
