// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace drover {

//! Replaces what varies in an error text, in one pass over its bytes. One use each: construct, then run().
class ReasonScanner {
public:
    explicit ReasonScanner(QByteArrayView text);

    [[nodiscard]] QByteArray run();

private:
    struct Token {
        qsizetype length = 0; //!< 0 = no such thing here
        QByteArrayView placeholder;
    };

    [[nodiscard]] Token variableAt(qsizetype at) const;
    [[nodiscard]] Token urlAt(qsizetype at) const;
    [[nodiscard]] Token emailAt(qsizetype at) const;
    [[nodiscard]] Token timeAt(qsizetype at) const;
    [[nodiscard]] Token ipAt(qsizetype at) const;
    [[nodiscard]] Token ip6At(qsizetype at) const;
    [[nodiscard]] Token pathAt(qsizetype at) const;
    [[nodiscard]] Token idAt(qsizetype at) const;
    [[nodiscard]] qsizetype quotedAt(qsizetype at) const;

    void takeQuoted(qsizetype length);
    void takeWord();
    void takeSpace();

    [[nodiscard]] char peek(qsizetype at) const;
    [[nodiscard]] QByteArrayView lastWord() const;
    [[nodiscard]] bool atWordStart() const;

    QByteArrayView m_text;
    QByteArray m_out;
    qsizetype m_at = 0;
};

} // namespace drover
