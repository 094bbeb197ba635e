// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayList>
#include <QDir>
#include <QFile>
#include <QProcess>

#include <csignal>

#include <sys/prctl.h>
#include <unistd.h>

namespace drover::test {

//! The child ends with the test, however that ends: a crash or the time limit must leave no worker behind
//! that goes on with other tests' work. Start it on the main thread: the kernel looks at the thread.
inline void endWithTheTest(QProcess& process)
{
    process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

//! /proc/PID/stat after the name, which may hold anything: state, parent, ...; empty = no such process.
inline QByteArrayList processStat(const QString& pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = file.readAll();
    return text.mid(text.lastIndexOf(')') + 2).split(' ');
}

//! A zombie that nobody has collected yet is as dead as can be.
inline bool isAlive(qint64 pid)
{
    const QByteArrayList stat = processStat(QString::number(pid));
    return stat.size() > 1 && stat[0] != "Z";
}

//! Children of this process that have ended and were never collected.
inline qsizetype zombies()
{
    qsizetype count = 0;
    for (const QString& name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QByteArrayList stat = processStat(name);
        count += stat.size() > 1 && stat[0] == "Z" && stat[1].toLongLong() == ::getpid();
    }
    return count;
}

} // namespace drover::test
