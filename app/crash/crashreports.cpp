// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "crash/crashreports.h"

#include "logging/logsetup.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover {
namespace {

constexpr qint64 longestReport = 1024 * 1024;

const QRegularExpression& nameForm()
{
    static const QRegularExpression form(u"^(.+)-(\\d{8}T\\d{6})Z-\\d+\\.(new|txt)$"_s);
    return form;
}

QString told(const QString& file)
{
    const QLatin1StringView suffix(CrashReports::newSuffix);
    return file.endsWith(suffix) ? file.chopped(suffix.size()) + u".txt"_s : file;
}

} // namespace

CrashReports::CrashReports(const QString& dir)
    : m_dir(dir.isEmpty() ? LogSetup::defaultDir() + u"/crashes"_s : dir)
{
}

QStringList CrashReports::files(const QString& program) const
{
    QStringList found;
    for (const QString& name : QDir(m_dir).entryList(QDir::Files | QDir::Hidden)) {
        const QRegularExpressionMatch match = nameForm().match(name);
        if (match.hasMatch() && (program.isEmpty() || match.captured(1) == program))
            found.append(m_dir + u'/' + name);
    }
    std::ranges::sort(found, std::greater<>(), [](const QString& file) { return timeOf(file); });
    return found;
}

QStringList CrashReports::takeNew(const QString& program) const
{
    QStringList taken;
    for (const QString& file : files(program)) {
        if (told(file) != file && QFile::rename(file, told(file)))
            taken.append(told(file));
    }
    return taken;
}

QDateTime CrashReports::timeOf(const QString& file)
{
    const QString digits = nameForm().match(QFileInfo(file).fileName()).captured(2);
    QDateTime time = QDateTime::fromString(digits, u"yyyyMMddTHHmmss"_s);
    time.setTimeSpec(Qt::UTC);
    return time;
}

QByteArray CrashReports::read(const QString& file)
{
    QFile report(file);
    return report.open(QIODevice::ReadOnly) ? report.read(longestReport) : QByteArray();
}

void CrashReports::makeRoom() const
{
    const QStringList all = files();
    for (qsizetype i = most - 1; i < all.size(); ++i)
        QFile::remove(all.at(i));
}

} // namespace drover
