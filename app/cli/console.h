// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QObject>
#include <QString>

#include <optional>

namespace drover::cli {

//! Standard output and standard error of a verb. Output is collected and written once per turn of the event
//! loop; a reader that went away is noticed once and is no error, a full disk is one.
class Console final : public QObject {
    Q_OBJECT
public:
    explicit Console(QObject* parent = nullptr);
    ~Console() override;
    Q_DISABLE_COPY_MOVE(Console)

    //! Colours make sense: standard output is a terminal and NO_COLOR is not set.
    [[nodiscard]] bool colours() const { return m_colours; }
    //! Columns of the terminal, 100 elsewhere.
    [[nodiscard]] int width() const { return m_width; }
    //! Standard output takes nothing any more.
    [[nodiscard]] bool isBroken() const { return m_broken; }
    //! Why, unless its reader simply went away.
    [[nodiscard]] std::optional<Error> writeError() const;

    void write(QByteArrayView bytes);
    //! `text` and a newline.
    void line(const QByteArray& text);
    void line(const QString& text);
    //! A line on standard error, at once.
    void note(const QString& text);
    void flush();

Q_SIGNALS:
    //! Standard output takes nothing any more; once.
    void broken();

private:
    QByteArray m_pending;
    bool m_flushing = false;
    bool m_broken = false;
    int m_writeError = 0; //!< errno of what broke it
    bool m_colours = false;
    int m_width = 100;
};

//! Writes all bytes, waiting where the descriptor is slow; false with errno when they cannot be written.
bool writeFully(int descriptor, QByteArrayView bytes);

} // namespace drover::cli
