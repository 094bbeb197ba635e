// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "embedded/serverfolder_p.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace drover {
namespace {

// sizeof(sockaddr_un::sun_path) is 108 on Linux and 104 on macOS, with the final zero.
constexpr qsizetype longestSocketPath = 103;
constexpr qint64 lastWordsSize = 2000;

QString systemError()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

Status makePrivate(const QString& path)
{
    const QByteArray name = QFile::encodeName(path);
    if (!QDir().mkpath(QFileInfo(path).absolutePath())
        || (::mkdir(name.constData(), 0700) != 0 && errno != EEXIST)) {
        return Error{
            ErrorCode::Denied, QStringLiteral("cannot make the folder %1: %2").arg(path, systemError()), {}};
    }
    struct stat facts = {};
    if (::lstat(name.constData(), &facts) != 0 || !S_ISDIR(facts.st_mode) || facts.st_uid != ::geteuid()) {
        return Error{ErrorCode::Denied, QStringLiteral("%1 is not a folder of this user").arg(path), {}};
    }
    if ((facts.st_mode & 0077) != 0 && ::chmod(name.constData(), 0700) != 0) {
        return Error{
            ErrorCode::Denied, QStringLiteral("cannot close %1 to others: %2").arg(path, systemError()), {}};
    }
    return Done{};
}

} // namespace

ServerFolder::ServerFolder(QString dir)
    : m_path(QDir(dir).absolutePath())
{
}

ServerFolder::~ServerFolder()
{
    unlock();
}

Status ServerFolder::prepare()
{
    return makePrivate(m_path);
}

Result<bool> ServerFolder::tryLock()
{
    if (m_lock >= 0) {
        return true;
    }
    const QByteArray name = QFile::encodeName(m_path + QStringLiteral("/server.lock"));
    const int file = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return Error{
            ErrorCode::Denied, QStringLiteral("cannot write in %1: %2").arg(m_path, systemError()), {}};
    }
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        ::close(file);
        return false;
    }
    m_lock = file;
    return true;
}

void ServerFolder::passLockToChildren()
{
    ::fcntl(m_lock, F_SETFD, 0);
}

void ServerFolder::unlock()
{
    if (m_lock >= 0) {
        ::close(m_lock);
        m_lock = -1;
    }
}

Result<QString> ServerFolder::chooseSocket()
{
    QString path = m_path + QStringLiteral("/redis.sock");
    if (QFile::encodeName(path).size() > longestSocketPath) {
        const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
        // Texts of one type: what + makes differs from release to release of Qt.
        const QString base = QFileInfo(runtime).isWritable() && runtime.size() < 40
            ? QString(runtime + QStringLiteral("/drover"))
            : QString(QDir::tempPath() + QStringLiteral("/drover-%1").arg(::geteuid()));
        const Status made = makePrivate(base);
        if (!made) {
            return made.error();
        }
        const QByteArray hash =
            QCryptographicHash::hash(m_path.toUtf8(), QCryptographicHash::Sha1).toHex().first(12);
        path = base + QStringLiteral("/redis-") + QString::fromLatin1(hash) + QStringLiteral(".sock");
    }
    QSaveFile note(m_path + QStringLiteral("/socket.path"));
    if (!note.open(QIODevice::WriteOnly) || note.write(path.toUtf8()) < 0 || !note.commit()) {
        return Error{
            ErrorCode::Denied, QStringLiteral("cannot write in %1: %2").arg(m_path, note.errorString()), {}};
    }
    return path;
}

QString ServerFolder::socket() const
{
    QFile note(m_path + QStringLiteral("/socket.path"));
    return note.open(QIODevice::ReadOnly) ? QString::fromUtf8(note.readAll()) : QString();
}

QString ServerFolder::logFile() const
{
    return m_path + QStringLiteral("/redis.log");
}

QString ServerFolder::lastWords() const
{
    QFile file(logFile());
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    file.seek(qMax<qint64>(0, file.size() - lastWordsSize));
    const QStringList lines = QString::fromUtf8(file.readAll()).trimmed().split(u'\n');
    return lines.mid(qMax<qsizetype>(0, lines.size() - 4)).join(u'\n');
}

} // namespace drover
