// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QFile>
#include <QStringList>
#include <QTemporaryDir>

namespace drover::test {

//! The wall clock of programs that are started with environment(): theirs moves with this one, while they
//! run.
class MovedClock final {
public:
    MovedClock() { move(0); }

    //! Milliseconds from the true time.
    void move(qint64 offset)
    {
        QFile file(m_file);
        if (!file.open(QIODevice::ReadWrite)
            || file.write(reinterpret_cast<const char*>(&offset), sizeof offset) != sizeof offset)
            qFatal("cannot write %s", qPrintable(m_file));
    }
    //! NAME=value, for a program that is to be started.
    [[nodiscard]] QStringList environment() const
    {
        return {QStringLiteral("LD_PRELOAD=" PRELOAD_CLOCK), QStringLiteral("DROVER_TEST_CLOCK=") + m_file,
            // Ours comes before it.
            QStringLiteral("ASAN_OPTIONS=") + qEnvironmentVariable("ASAN_OPTIONS")
                + QStringLiteral(":verify_asan_link_order=0")};
    }

private:
    QTemporaryDir m_directory;
    QString m_file = m_directory.filePath(QStringLiteral("offset"));
};

} // namespace drover::test
