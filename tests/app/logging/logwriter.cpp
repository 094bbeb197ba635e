// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "logging/logsetup.h"

#include <QLoggingCategory>

#include <cstdio>

Q_LOGGING_CATEGORY(logWriter, "drover.writer", QtInfoMsg)

//! logwriter FOLDER LINES SIZE COUNT: says "ready", waits for a line on standard input, writes LINES numbered
//! lines.
int main(int argc, char** argv)
{
    if (argc != 5)
        return 64;
    drover::LogOptions options;
    options.dir = QString::fromLocal8Bit(argv[1]);
    options.fileSize = QByteArray(argv[3]).toLongLong();
    options.fileCount = QByteArray(argv[4]).toInt();
    options.stderrLevel = drover::LogLevel::Off;
    const drover::LogSetup log(options);
    std::puts("ready");
    std::fflush(stdout);
    std::getchar();
    const int lines = QByteArray(argv[2]).toInt();
    for (int i = 0; i < lines; ++i)
        qCInfo(logWriter).noquote() << "line" << i << QByteArray(i % 200, 'x');
    return log.droppedLines() == 0 ? 0 : 1;
}
