// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/databasefile_p.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace drover {

QString prepareDatabaseFile(const QString& path)
{
    const QFileInfo file(path);
    const QDir folder = file.absoluteDir();
    constexpr auto ownerFolder = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    constexpr auto ownerFile = QFile::ReadOwner | QFile::WriteOwner;
    if (!folder.exists()) {
        if (!folder.mkpath(QStringLiteral(".")))
            return QStringLiteral("the folder cannot be made: %1").arg(folder.path());
        QFile::setPermissions(folder.path(), ownerFolder);
    }
    if (!file.exists()) {
        QFile fresh(path);
        if (!fresh.open(QIODevice::WriteOnly | QIODevice::NewOnly) && !QFileInfo::exists(path))
            return fresh.errorString();
    }
    QFile::setPermissions(path, ownerFile);
    return {};
}

std::unique_ptr<QLockFile> openAlone(const QString& path)
{
    constexpr int patience = 5000; // ms
    auto lock = std::make_unique<QLockFile>(path + QStringLiteral(".lock"));
    (void)lock->tryLock(patience);
    return lock;
}

} // namespace drover
