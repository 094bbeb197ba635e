// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <vector>

namespace drover::json {

// Bytes of the UTF-8 sequence that starts at `text`; 0 = not UTF-8 (overlong and surrogates included).
[[nodiscard]] int utf8Length(const char* text, const char* end);

// Walks over JSON from front to back. Every step returns false at the first byte that JSON does not allow;
// the position is then there, or at the start of the word that is none. Nesting costs one bit a level, not stack.
class Scanner final {
public:
    explicit Scanner(QByteArrayView text)
        : m_at(text.data())
        , m_end(text.data() + text.size())
    {
    }

    [[nodiscard]] const char* at() const { return m_at; }
    [[nodiscard]] bool atEnd() const { return m_at == m_end; }
    [[nodiscard]] char peek() const { return m_at == m_end ? '\0' : *m_at; }

    void skipSpace();
    [[nodiscard]] bool skip(char c);
    [[nodiscard]] bool scanString();
    [[nodiscard]] bool scanNumber();
    [[nodiscard]] bool scanValue();

private:
    [[nodiscard]] bool scanLiteral(QByteArrayView word);
    [[nodiscard]] bool scanScalar();
    [[nodiscard]] bool scanDigits();
    [[nodiscard]] bool scanEscape();
    [[nodiscard]] bool scanKey();
    enum class Step : quint8 { Value, Closed, Bad };
    [[nodiscard]] Step open(char bracket);
    [[nodiscard]] Step next();

    const char* m_at;
    const char* m_end;
    std::vector<bool> m_objects; // of the open containers: an object, or else an array
};

// Calls f(key, value) for each member in order; false when the text is no valid object and nothing else.
template <typename F>
[[nodiscard]] bool forEachMember(QByteArrayView text, F&& f)
{
    Scanner scanner(text);
    scanner.skipSpace();
    if (!scanner.skip('{'))
        return false;
    scanner.skipSpace();
    if (!scanner.skip('}')) {
        do {
            scanner.skipSpace();
            const char* const key = scanner.at();
            if (!scanner.scanString())
                return false;
            const char* const keyEnd = scanner.at();
            scanner.skipSpace();
            if (!scanner.skip(':'))
                return false;
            scanner.skipSpace();
            const char* const value = scanner.at();
            if (!scanner.scanValue())
                return false;
            f(QByteArrayView(key, keyEnd), QByteArrayView(value, scanner.at()));
            scanner.skipSpace();
        } while (scanner.skip(','));
        if (!scanner.skip('}'))
            return false;
    }
    scanner.skipSpace();
    return scanner.atEnd();
}

// The JSON string `key` (with quotes) means `name`.
[[nodiscard]] bool keyEquals(QByteArrayView key, QByteArrayView name);

} // namespace drover::json
