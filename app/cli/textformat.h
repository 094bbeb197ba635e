// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <vector>

namespace drover::cli {

//! Text of jobs made safe for a terminal: control, bidirectional and invisible characters become visible
//! escapes. Newlines and tabs stay where `lines` is true.
[[nodiscard]] QString printable(const QString& text, bool lines = false);
[[nodiscard]] QString printable(const QByteArray& utf8, bool lines = false);

//! "1 job", "2 jobs": a number and its noun, whose plural ends in s.
[[nodiscard]] QString counted(qint64 number, QLatin1StringView noun);
//! At most `width` characters, the end cut with an ellipsis.
[[nodiscard]] QString shortened(const QString& text, qsizetype width);
//! "3 s", "12 min", "5 h", "9 d".
[[nodiscard]] QString readableDuration(qint64 milliseconds);
//! "12 min ago", or "in 5 h" of a time to come.
[[nodiscard]] QString readableAge(qint64 then, qint64 now);
//! 2026-11-24 02:31:55 in the user's time zone.
[[nodiscard]] QString readableTime(qint64 milliseconds);

enum class Colour : quint8 { None, Red, Green, Yellow, Blue, Dim, Bold };
//! `text` with the colour's escape around it where `enabled`.
[[nodiscard]] QString coloured(const QString& text, Colour colour, bool enabled);

//! Rows of cells under headings, columns aligned by width on the screen.
class TextTable {
public:
    //! A heading that begins with '>' makes the column right-aligned.
    explicit TextTable(QStringList headings);
    void add(QStringList cells, Colour colour = Colour::None);
    [[nodiscard]] QByteArray render(bool colours) const;

private:
    struct Row {
        QStringList cells;
        Colour colour;
    };
    QStringList m_headings;
    std::vector<bool> m_right;
    std::vector<Row> m_rows;
};

} // namespace drover::cli
