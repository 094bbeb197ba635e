// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/startwindow.h"

#include "cli/console.h"
#include "cli/context.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <unistd.h>

namespace drover::cli {

int startWindow(Console& console, char** argv)
{
    const QString name = QStringLiteral("drover-window");
    const QString here = QFileInfo(QStringLiteral("/proc/self/exe")).canonicalPath();
    QString program = QStandardPaths::findExecutable(name, {here});
    if (program.isEmpty())
        program = QStandardPaths::findExecutable(name);
    if (!program.isEmpty()) {
        const QByteArray path = QFile::encodeName(program);
        argv[0] = const_cast<char*>(path.constData());
        ::execv(path.constData(), argv);
    }
    console.note(QStringLiteral("drover-window is not installed, so there is no window to open. `drover "
                                "--help` lists what works without it."));
    return ExitFailed;
}

} // namespace drover::cli
