// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <memory>

namespace drover {

//! A rotating file that never throws: a line that the disk does not take is counted. Comes back by itself
//! when the file or its folder was removed. Several processes may share it. Not thread-safe.
class LogFile final {
public:
    LogFile(QString path, qint64 size, int count);
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] const QString& path() const { return m_path; }
    [[nodiscard]] const QString& error() const { return m_error; }
    [[nodiscard]] quint64 dropped() const { return m_dropped; }

    //! Without a line end.
    void write(const QByteArray& line, qint64 nowMs);

private:
    class Sink;

    QString m_path;
    qint64 m_size;
    int m_count;
    std::unique_ptr<Sink> m_sink;
    QString m_error;
    quint64 m_dropped = 0;
    quint64 m_untold = 0;
    qint64 m_checked = 0;

    void open();
    void reopenIfGone(qint64 nowMs);
    [[nodiscard]] bool tryWrite(const QByteArray& line);
};

} // namespace drover
