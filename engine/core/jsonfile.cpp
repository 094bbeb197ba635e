// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/jsonfile.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>
#include <QThread>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

const QString schemaKey = u"schema"_s;
constexpr qint64 longestFile = 16 * 1024 * 1024;
constexpr int longestLock = 5000; // ms; longer than any other process writes
constexpr int lockStep = 10; // ms
constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

QString write(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    file.setPermissions(ownerOnly);
    // QSaveFile's commit() does not notice that the last buffer found no room.
    if (file.write(bytes) != bytes.size() || !file.flush()) {
        const QString reason = file.errorString();
        file.cancelWriting();
        return reason;
    }
    return file.commit() ? QString() : file.errorString();
}

//! Held while a file is changed; the kernel frees it when its process dies (a QLockFile would be left
//! behind).
class FolderLock final {
public:
    explicit FolderLock(const QString& path)
        : m_descriptor(::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
    {
    }
    ~FolderLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(FolderLock)

    //! Empty, or why it was not to be had.
    [[nodiscard]] QString take() const
    {
        if (m_descriptor < 0)
            return qt_error_string(errno);
        for (int waited = 0; ::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0; waited += lockStep) {
            if (errno != EWOULDBLOCK || waited >= longestLock)
                return u"another program is writing it"_s;
            QThread::msleep(lockStep); // layering: on the writer's own thread
        }
        return {};
    }

private:
    const int m_descriptor;
};

QString makeFolder(const QString& path)
{
    const QString folder = QFileInfo(path).absolutePath();
    if (QFileInfo(folder).isDir())
        return {};
    if (!QDir().mkpath(folder))
        return u"the folder %1 cannot be made"_s.arg(folder);
    QFile::setPermissions(folder, ownerOnly | QFile::ExeOwner);
    return {};
}

QString setAside(const QString& path)
{
    const QString stem =
        path + u".damaged-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-hhmmss"_s);
    QString target = stem;
    for (int n = 2; QFileInfo::exists(target); ++n)
        target = stem + u'-' + QString::number(n);
    return QFile::rename(path, target) ? target : QString();
}

bool mayBeWritten(JsonFileState state)
{
    return state != JsonFileState::Newer && state != JsonFileState::Refused
        && state != JsonFileState::Unreadable;
}

} // namespace

JsonFile::JsonFile(QString path, std::vector<Migration> migrations)
    : m_path(std::move(path))
    , m_migrations(std::move(migrations))
{
}

JsonFileContent JsonFile::read(OnDamage onDamage) const
{
    JsonFileContent content = readFile(m_path);
    if (content.state != JsonFileState::Damaged)
        return content;
    if (onDamage == OnDamage::SetAside) {
        content.setAside = setAside(m_path);
        if (content.setAside.isEmpty()) {
            content.state = JsonFileState::Unreadable; // else the next update would overwrite it
            return content;
        }
    }
    const JsonFileContent backup = readFile(backupPath());
    if (backup.state == JsonFileState::Good || backup.state == JsonFileState::Migrated) {
        content.state = JsonFileState::Restored;
        content.object = backup.object;
    }
    return content;
}

JsonFileContent JsonFile::readFile(const QString& path) const
{
    JsonFileContent content;
    const QFileInfo info(path);
    if (!info.exists())
        return content;
    // Whoever may write it could name a program to be run, or send the password to another server.
    if (info.permissions() & (QFile::WriteGroup | QFile::WriteOther))
        return {JsonFileState::Refused, {}, {}, u"others may write to it; chmod 600 would mend that"_s};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {JsonFileState::Unreadable, {}, {}, file.errorString()};
    if (file.size() > longestFile)
        return {JsonFileState::Damaged, {}, {}, u"it is too large"_s};
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (file.error() != QFile::NoError)
        return {JsonFileState::Unreadable, {}, {}, file.errorString()};
    if (!document.isObject())
        return {JsonFileState::Damaged, {}, {},
            error.error == QJsonParseError::NoError
                ? u"it holds no JSON object"_s
                : u"%1 at byte %2"_s.arg(error.errorString()).arg(error.offset)};
    content.object = document.object();
    const int found = content.object.value(schemaKey).toInt(0);
    if (found < 1)
        return {JsonFileState::Damaged, {}, {}, u"it names no schema"_s};
    content.state = found == schema() ? JsonFileState::Good
        : found > schema()            ? JsonFileState::Newer
                                      : JsonFileState::Migrated;
    if (content.state == JsonFileState::Migrated) {
        for (int step = found; step < schema(); ++step)
            m_migrations.at(static_cast<size_t>(step) - 1)(content.object);
        content.object.insert(schemaKey, schema());
    }
    return content;
}

QString JsonFile::update(const std::function<void(QJsonObject&)>& change, const QJsonObject& fallback) const
{
    if (const QString reason = makeFolder(m_path); !reason.isEmpty())
        return reason;
    const FolderLock lock(m_path + u".lock"_s);
    if (const QString reason = lock.take(); !reason.isEmpty())
        return reason;
    const JsonFileContent before = read();
    if (!mayBeWritten(before.state))
        return before.reason.isEmpty() ? u"it was written by a newer version"_s : before.reason;
    QJsonObject object = before.object.isEmpty() ? fallback : before.object;
    change(object);
    object.insert(schemaKey, schema());
    if (before.state == JsonFileState::Good && object == before.object)
        return {};
    if (before.state == JsonFileState::Good || before.state == JsonFileState::Migrated) {
        QFile old(m_path);
        if (old.open(QIODevice::ReadOnly)) {
            const QByteArray bytes = old.readAll();
            const QString copy = before.state == JsonFileState::Good
                ? backupPath()
                : m_path + u".before-schema-%1"_s.arg(schema());
            if (const QString reason = write(copy, bytes); !reason.isEmpty())
                return reason;
        }
    }
    return write(m_path, QJsonDocument(object).toJson(QJsonDocument::Indented));
}

} // namespace drover
