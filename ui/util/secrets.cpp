// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/secrets.h"

#include "protocol/jsontext.h"

#include <QMutex>

#include <algorithm>

namespace drover::ui {

namespace {

//! Lower-case letters and digits only: access_token, accessToken and Access-Token are one word.
QByteArray bare(QByteArrayView key)
{
    QByteArray word;
    for (const char c : key.first(std::min<qsizetype>(200, key.size()))) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9'))
            word += lower;
    }
    return word;
}

//! The names as they are compared, in the order in which they were given.
class MaskedNames {
public:
    MaskedNames() { set(usualMaskedNames()); }

    void set(const QByteArrayList& names)
    {
        const QMutexLocker lock(&m_mutex);
        m_given = names;
        m_bare.clear();
        for (const QByteArray& name : names) {
            if (const QByteArray word = bare(name); !word.isEmpty())
                m_bare.append(word);
        }
    }
    [[nodiscard]] QByteArrayList given() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_given;
    }
    [[nodiscard]] QByteArrayList bareNames() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_bare;
    }

private:
    mutable QMutex m_mutex; //!< tables are masked on the engine's thread
    QByteArrayList m_given;
    QByteArrayList m_bare;
};

MaskedNames& masked()
{
    static MaskedNames names;
    return names;
}

bool isMasked(QByteArrayView key, const QByteArrayList& names)
{
    const QByteArray word = bare(key);
    return std::ranges::any_of(names, [&word](const QByteArray& name) {
        // "maxTokens" and "tokenCount" are numbers that people want to read, and "pin" is in many words.
        return name.size() >= 6 ? word.contains(name) : name.size() == 5 ? word.endsWith(name) : word == name;
    });
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

//! Walks over JSON that may be broken anywhere.
class Walk {
public:
    explicit Walk(const QByteArray& json)
        : m_json(json)
        , m_names(masked().bareNames())
    {
    }

    //! Calls f(from, to) for each value of a secret field, in order.
    template <typename F>
    void secretValues(F&& f)
    {
        while (m_at < m_json.size()) {
            if (m_json.at(m_at) != '"') {
                ++m_at;
                continue;
            }
            const qsizetype from = m_at;
            skipString();
            const qsizetype end = m_at;
            skipSpace();
            if (m_at >= m_json.size() || m_json.at(m_at) != ':')
                continue;
            ++m_at;
            skipSpace();
            if (!isSecretName(QByteArrayView(m_json).sliced(from, end - from)))
                continue;
            const qsizetype value = m_at;
            skipValue();
            if (m_at > value && isWorthHiding(value))
                f(value, m_at);
        }
    }

private:
    [[nodiscard]] bool isSecretName(QByteArrayView quoted) const
    {
        if (!quoted.contains('\\'))
            return isMasked(
                quoted.sliced(1).chopped(quoted.size() > 1 && quoted.endsWith('"') ? 1 : 0), m_names);
        const auto name = json::decodeString(quoted);
        return name && isMasked(*name, m_names);
    }

    //! true, false and null tell nothing.
    [[nodiscard]] bool isWorthHiding(qsizetype value) const
    {
        const char first = m_json.at(value);
        return first != 't' && first != 'f' && first != 'n';
    }

    void skipSpace()
    {
        while (m_at < m_json.size() && isSpace(m_json.at(m_at)))
            ++m_at;
    }

    void skipString()
    {
        for (++m_at; m_at < m_json.size(); ++m_at) {
            if (m_json.at(m_at) == '\\')
                ++m_at;
            else if (m_json.at(m_at) == '"')
                break;
        }
        m_at = std::min(m_at + 1, m_json.size());
    }

    void skipValue()
    {
        qsizetype depth = 0;
        while (m_at < m_json.size()) {
            const char c = m_json.at(m_at);
            if (c == '"') {
                skipString();
                if (depth == 0)
                    return;
                continue;
            }
            if (c == '{' || c == '[') {
                ++depth;
            } else if (c == '}' || c == ']') {
                if (depth == 0)
                    return;
                if (--depth == 0) {
                    ++m_at;
                    return;
                }
            } else if (depth == 0 && (c == ',' || isSpace(c))) {
                return;
            }
            ++m_at;
        }
    }

    const QByteArray& m_json;
    const QByteArrayList m_names;
    qsizetype m_at = 0;
};

} // namespace

QByteArrayList usualMaskedNames()
{
    return {"password", "passwd", "passphrase", "pwd", "pass", "pin", "otp", "secret", "token", "auth",
        "authorization", "credential", "jwt", "bearer", "apiKey", "accessKey", "privateKey", "cookie",
        "sessionId", "cardNumber", "creditCard", "cvv", "connectionString"};
}

void setMaskedNames(const QByteArrayList& names)
{
    masked().set(names);
}

QByteArrayList maskedNames()
{
    return masked().given();
}

bool looksSecret(QByteArrayView key)
{
    return isMasked(key, masked().bareNames());
}

QByteArray maskSecrets(const QByteArray& json)
{
    QByteArray masked;
    qsizetype copied = 0;
    Walk(json).secretValues([&](qsizetype from, qsizetype to) {
        masked += QByteArrayView(json).sliced(copied, from - copied);
        masked += '"';
        masked += maskDots;
        masked += '"';
        copied = to;
    });
    return copied == 0 ? json : masked + QByteArrayView(json).sliced(copied);
}

bool holdsSecrets(const QByteArray& json)
{
    bool holds = false;
    Walk(json).secretValues([&holds](qsizetype /*from*/, qsizetype /*to*/) { holds = true; });
    return holds;
}

} // namespace drover::ui
