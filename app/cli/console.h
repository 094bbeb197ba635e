// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

namespace drover::cli {

//! Standard output and standard error of a verb. Output is collected and written once per turn of the event
//! loop; a reader that went away is noticed once and is no error.
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
    //! Nobody reads standard output any more.
    [[nodiscard]] bool isBroken() const { return m_broken; }

    void write(QByteArrayView bytes);
    //! `text` and a newline.
    void line(const QByteArray& text);
    void line(const QString& text);
    //! A line on standard error, at once.
    void note(const QString& text);
    void flush();

Q_SIGNALS:
    //! The reader of standard output went away; once.
    void broken();

private:
    QByteArray m_pending;
    bool m_flushing = false;
    bool m_broken = false;
    bool m_colours = false;
    int m_width = 100;
};

//! Writes all bytes, waiting where the descriptor is slow; false when nobody reads any more.
bool writeFully(int descriptor, QByteArrayView bytes);

} // namespace drover::cli
