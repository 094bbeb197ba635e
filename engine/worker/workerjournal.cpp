// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/workerjournal_p.h"

#include <QCoreApplication>
#include <QDir>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace drover {
namespace {

constexpr const char* suffix = ".worker";

QByteArray bootId()
{
    QFile file(QStringLiteral("/proc/sys/kernel/random/boot_id"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

//! Ticks since boot at which a process started (field 22 of its stat); empty = there is no such process.
QByteArray startTime(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray stat = file.readAll();
    // The name, in parentheses, may hold spaces.
    return stat.sliced(stat.lastIndexOf(')') + 1).trimmed().split(' ').value(19);
}

//! Which Redis: jobs of another server are none of our business.
QString serverOf(const ConnectionOptions& options)
{
    const QString place = options.unixSocket.isEmpty()
        ? QStringLiteral("%1:%2").arg(options.host).arg(options.port)
        : options.unixSocket;
    return QStringLiteral("%1/%2").arg(place).arg(options.database);
}

QJsonObject entryOf(const WorkerSetup& setup)
{
    const qint64 pid = QCoreApplication::applicationPid();
    return {
        {QStringLiteral("worker"), QString::fromLatin1(setup.id)},
        {QStringLiteral("pid"), pid},
        {QStringLiteral("startTime"), QString::fromLatin1(startTime(pid))},
        {QStringLiteral("bootId"), QString::fromLatin1(bootId())},
        {QStringLiteral("server"), serverOf(setup.connection)},
        {QStringLiteral("queue"), QString::fromLatin1(setup.queue.base().toHex())},
    };
}

//! Belt and braces beside the lock, for file systems without one. Our own process is alive, of course: there
//! the lock alone tells whether that worker is gone.
bool isAlive(const QJsonObject& entry)
{
    const qint64 pid = entry.value(QStringLiteral("pid")).toInteger();
    if (pid == QCoreApplication::applicationPid())
        return false;
    const QByteArray started = startTime(pid);
    return entry.value(QStringLiteral("bootId")).toString().toLatin1() == bootId() && !started.isEmpty()
        && entry.value(QStringLiteral("startTime")).toString().toLatin1() == started;
}

bool lock(QFile& file)
{
    return flock(file.handle(), LOCK_EX | LOCK_NB) == 0;
}

bool openLocked(QFile& file, QIODevice::OpenMode mode)
{
    if (!file.open(mode))
        return false;
    fcntl(file.handle(), F_SETFD, FD_CLOEXEC); // a child must not keep the lock alive
    return lock(file);
}

Error notWritable(const QFile& file)
{
    return {ErrorCode::NotFound,
        QStringLiteral("cannot write the journal %1: %2").arg(file.fileName(), file.errorString()), {}};
}

} // namespace

WorkerJournal::WorkerJournal(const WorkerSetup& setup)
    : m_setup(setup)
{
}

WorkerJournal::~WorkerJournal() = default;

QString WorkerJournal::pathOf(const QByteArray& workerId) const
{
    return QDir(m_setup.options.journalDir).filePath(QString::fromLatin1(workerId + suffix));
}

Status WorkerJournal::open()
{
    if (m_setup.options.journalDir.isEmpty())
        return Done{};
    QDir().mkpath(m_setup.options.journalDir);
    auto file = std::make_unique<QFile>(pathOf(m_setup.id));
    if (!openLocked(*file, QIODevice::ReadWrite))
        return notWritable(*file);
    file->setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const QByteArray text = QJsonDocument(entryOf(m_setup)).toJson(QJsonDocument::Compact);
    if (file->write(text) != text.size() || !file->flush())
        return notWritable(*file);
    m_own = std::move(file);
    return Done{};
}

//! The file of a dead worker of our queue, locked; null for all others.
std::unique_ptr<QFile> WorkerJournal::claim(const QString& path) const
{
    auto file = std::make_unique<QFile>(path);
    if (!openLocked(*file, QIODevice::ReadWrite))
        return nullptr;
    const QJsonObject entry = QJsonDocument::fromJson(file->readAll()).object();
    const QJsonObject own = entryOf(m_setup);
    const auto isSame = [&](const QString& member) { return entry.value(member) == own.value(member); };
    if (!isSame(QStringLiteral("server")) || !isSame(QStringLiteral("queue")) || isAlive(entry))
        return nullptr;
    return file;
}

QByteArrayList WorkerJournal::claimDead()
{
    if (m_setup.options.journalDir.isEmpty())
        return m_dead.keys();
    const QDir dir(m_setup.options.journalDir);
    for (const QString& name : dir.entryList({QLatin1Char('*') + QLatin1StringView(suffix)}, QDir::Files)) {
        const QByteArray workerId = name.chopped(qstrlen(suffix)).toLatin1();
        if (workerId == m_setup.id || m_dead.contains(workerId))
            continue;
        if (auto file = claim(dir.filePath(name)))
            m_dead.insert(workerId, std::move(file));
    }
    return m_dead.keys();
}

void WorkerJournal::forget(const QByteArray& workerId)
{
    if (const auto file = m_dead.take(workerId))
        file->remove();
}

void WorkerJournal::close()
{
    if (m_own)
        m_own->remove();
    m_own.reset();
}

} // namespace drover
