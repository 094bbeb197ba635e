// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace drover {

enum class LogLevel : quint8 { Debug, Info, Warning, Critical, Off };

//! Where lines go and from which level on.
struct LogOptions {
    QString dir; //!< empty = `drover` in the user's state folder; created with mode 0700
    //! File `name.log`, rotated as `name.1.log` ... , mode 0600; shared by all programs that name it.
    QString name = QStringLiteral("drover");
    LogLevel fileLevel = LogLevel::Info; //!< Off = no file
    LogLevel stderrLevel = LogLevel::Warning;
    qint64 fileSize = 5 * 1024 * 1024;
    int fileCount = 10;
    int ringSize = 10000; //!< lines kept in memory for the Log page
};

//! One line as the Log page shows it.
struct LogLine {
    quint64 number = 0; //!< counts up from 1 and never jumps
    qint64 time = 0; //!< ms since the epoch
    LogLevel level = LogLevel::Info;
    QByteArray category; //!< "drover.redis"
    QByteArray text; //!< without secrets
};

//! Sends Qt's messages (qCInfo(...) and friends, Qt's own too) to a rotating file, standard error and memory.
//!
//! One per program, made first in main(). Takes secrets out of every line, never blocks on a full or vanished
//! disk (lines that do not fit are counted and told later), never throws, writes at most one line a second
//! per identical text and category (the number of repetitions follows). Thread-safe after construction.
class LogSetup final {
public:
    explicit LogSetup(LogOptions options = {});
    //! Flushes and gives Qt its own handler back.
    ~LogSetup();
    LogSetup(const LogSetup&) = delete;
    LogSetup& operator=(const LogSetup&) = delete;

    //! `drover` in $XDG_STATE_HOME or ~/.local/state.
    [[nodiscard]] static QString defaultDir();
    //! "debug", "info", "warning", "critical", "off"; `fallback` for anything else.
    [[nodiscard]] static LogLevel levelFromName(QStringView name, LogLevel fallback);

    //! The file being written; empty when there is none.
    [[nodiscard]] QString file() const;
    //! Why there is no file although one was asked for.
    [[nodiscard]] QString fileError() const;
    //! Lines that the disk did not take.
    [[nodiscard]] quint64 droppedLines() const;

    //! At run time. `category` is a Qt logging category ("drover.redis") or "drover.*".
    void setCategoryLevel(const QString& category, LogLevel level);
    //! What was set for the category; Info before that, as Qt's own is.
    [[nodiscard]] LogLevel categoryLevel(const QString& category) const;
    void setStderrLevel(LogLevel level);

    //! Called after each line on the thread that logged it; short, and it must not log. Empty = nobody.
    void setListener(std::function<void()> listener);
    [[nodiscard]] int ringSize() const;

    //! The newest lines after number `after`, oldest first.
    [[nodiscard]] std::vector<LogLine> lines(quint64 after = 0) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover
