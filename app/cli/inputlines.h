// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <optional>

namespace drover::cli {

//! Lines of a file, a pipe or standard input, one after the other and more than once, without holding the
//! whole in memory. Ends of lines are LF or CRLF.
class InputLines {
public:
    //! "-" is standard input.
    explicit InputLines(const QByteArray& path);
    ~InputLines();
    InputLines(const InputLines&) = delete;
    InputLines& operator=(const InputLines&) = delete;

    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    //! From the start once more.
    void rewind();
    //! The next line that is not blank, or nothing at the end.
    [[nodiscard]] std::optional<QByteArray> next();
    //! Of the line that next() gave, from 1.
    [[nodiscard]] int number() const { return m_number; }
    //! Reading failed before the end.
    [[nodiscard]] bool isBroken() const { return m_broken; }

private:
    bool fill();

    int m_descriptor = -1;
    QByteArray m_buffer;
    qsizetype m_position = 0;
    int m_number = 0;
    bool m_atEnd = false;
    bool m_broken = false;
};

} // namespace drover::cli
