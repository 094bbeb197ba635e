// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "scriptflattener.h"

#include <QByteArrayList>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace drover::embed {

namespace {

// The path between the quotes of an include line; empty for any other line.
QString includedPath(QByteArrayView line)
{
    constexpr QByteArrayView marker = "--- @include";
    if (!line.startsWith(marker))
        return {};
    const qsizetype first = line.indexOf('"');
    const qsizetype last = line.lastIndexOf('"');
    if (first < 0 || last <= first)
        return {};
    return QString::fromUtf8(line.sliced(first + 1, last - first - 1));
}

} // namespace

QByteArray ScriptFlattener::flatten(const QString& file)
{
    m_text.clear();
    m_error.clear();
    m_done.clear();
    append(file);
    return m_error.isEmpty() ? m_text : QByteArray();
}

QString ScriptFlattener::resolved(const QString& includer, const QString& included) const
{
    const QString beside = QFileInfo(includer).dir().absoluteFilePath(included);
    return m_fallback.isEmpty() || QFile::exists(beside) ? beside
                                                         : QDir(m_fallback).absoluteFilePath(included);
}

void ScriptFlattener::append(const QString& file)
{
    const QString path = QFileInfo(file).absoluteFilePath();
    if (m_done.contains(path))
        return;
    m_done.insert(path);
    QFile source(path);
    if (!source.open(QIODevice::ReadOnly)) {
        m_error = QStringLiteral("cannot read %1: %2").arg(path, source.errorString());
        return;
    }
    const QByteArrayList lines = source.readAll().split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QByteArray& line = lines[i];
        QString included = includedPath(line);
        if (!included.isEmpty()) {
            if (!included.endsWith(QStringLiteral(".lua")))
                included += QStringLiteral(".lua");
            append(resolved(path, included));
            if (!m_text.isEmpty() && !m_text.endsWith('\n'))
                m_text += '\n';
        } else if (!line.trimmed().isEmpty()) {
            m_text += line;
            // A file whose last line is not ended keeps it so; that is how npm's texts end.
            if (i + 1 < lines.size())
                m_text += '\n';
        }
    }
}

} // namespace drover::embed
