// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

namespace drover::ui {

enum class LogSeverity : quint8 { Debug, Info, Warning, Critical };

//! One line of the program's own log; secrets were taken out before.
struct LogRecord {
    quint64 number = 0; //!< counts up from 1
    qint64 time = 0; //!< ms since the epoch
    LogSeverity severity = LogSeverity::Info;
    QByteArray category; //!< "drover.redis"
    QByteArray text;

    bool operator==(const LogRecord&) const = default;
};

//! The newest lines that the program logged, whoever keeps them. Lives on the GUI thread.
class LogSource : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    //! Those after number `after` that are still kept, oldest first.
    [[nodiscard]] virtual QList<LogRecord> lines(quint64 after) const = 0;
    //! How many are kept at most.
    [[nodiscard]] virtual int capacity() const = 0;
    //! From which severity on the program logs at all.
    [[nodiscard]] virtual LogSeverity level() const = 0;
    virtual void setLevel(LogSeverity level) = 0;
    //! The file that holds more; empty = none.
    [[nodiscard]] virtual QString file() const = 0;

Q_SIGNALS:
    //! There are new lines; comes once for many of them.
    void grown();
};

[[nodiscard]] QString logSeverityWord(LogSeverity severity);
//! The letter that stands beside the colour.
[[nodiscard]] QChar logSeverityLetter(LogSeverity severity);
//! "2026-11-26T04:25:02.123+01:00 warning drover.redis: text", without a line end.
[[nodiscard]] QString logLine(const LogRecord& record);

} // namespace drover::ui
