// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/exportfile.h"

#include <QFileInfo>
#include <QSaveFile>

namespace drover {

ExportFile::ExportFile(QString path)
    : m_path(std::move(path))
{
}

ExportFile::~ExportFile() = default;

Error ExportFile::broken(const QString& reason) const
{
    return {ErrorCode::NotFound, QStringLiteral("%1 cannot be written: %2").arg(m_path, reason),
        {{QStringLiteral("file"), m_path}}};
}

Status ExportFile::open()
{
    const QFileInfo target(m_path);
    // QSaveFile would write to where the link points.
    if (target.isSymLink())
        return broken(QStringLiteral("it is a symbolic link"));
    if (target.exists() && !target.isFile())
        return broken(QStringLiteral("it is not a file"));
    m_file = std::make_unique<QSaveFile>(m_path);
    if (!m_file->open(QIODevice::WriteOnly) || !m_file->setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return broken(m_file->errorString());
    return Done{};
}

Status ExportFile::write(const QByteArray& bytes)
{
    if (!m_file) {
        if (Status opened = open(); !opened)
            return opened;
    }
    if (m_file->write(bytes) != bytes.size())
        return broken(m_file->errorString());
    return Done{};
}

Status ExportFile::commit()
{
    if (Status opened = write({}); !opened)
        return opened;
    return m_file->commit() ? Status(Done{}) : Status(broken(m_file->errorString()));
}

} // namespace drover
