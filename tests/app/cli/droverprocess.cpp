// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "app/cli/droverprocess.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace drover::test {
namespace {

constexpr int patience = 30'000; // ms

} // namespace

QJsonValue DroverOutput::json() const
{
    // In an array, so that scalars are taken too.
    const QJsonDocument document = QJsonDocument::fromJson("[" + out + "]");
    return document.isArray() ? document.array().at(0) : QJsonValue(QJsonValue::Undefined);
}

QList<QJsonObject> DroverOutput::lines() const
{
    QList<QJsonObject> objects;
    for (const QByteArray& line : out.split('\n')) {
        if (!line.isEmpty())
            objects << QJsonDocument::fromJson(line).object();
    }
    return objects;
}

DroverProcess::DroverProcess(const QString& redisUrl)
    : m_environment(QProcessEnvironment::systemEnvironment())
{
    m_environment.insert(QStringLiteral("HOME"), m_home.path());
    m_environment.insert(QStringLiteral("XDG_DATA_HOME"), m_home.filePath(QStringLiteral("data")));
    m_environment.insert(QStringLiteral("XDG_STATE_HOME"), m_home.filePath(QStringLiteral("state")));
    m_environment.remove(QStringLiteral("DROVER_REDIS_URL"));
    if (!redisUrl.isEmpty())
        m_environment.insert(QStringLiteral("DROVER_REDIS_URL"), redisUrl);
}

void DroverProcess::start(QProcess& process, const QStringList& arguments)
{
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_home.path());
    process.start(QStringLiteral(DROVER_PROGRAM), arguments);
}

DroverOutput DroverProcess::run(const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    start(process, arguments);
    process.write(input);
    process.closeWriteChannel();
    return finish(process);
}

DroverOutput DroverProcess::runInto(const QString& reader, const QStringList& arguments)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    const QString script = QStringLiteral("\"$0\" \"$@\" | %1; exit \"${PIPESTATUS[0]}\"").arg(reader);
    process.start(QStringLiteral("bash"),
        QStringList{QStringLiteral("-c"), script, QStringLiteral(DROVER_PROGRAM)} + arguments);
    return finish(process);
}

DroverOutput DroverProcess::runToFile(const QString& file, const QStringList& arguments)
{
    QProcess process;
    process.setStandardOutputFile(file, QIODevice::Append);
    start(process, arguments);
    process.closeWriteChannel();
    return finish(process);
}

DroverOutput DroverProcess::finish(QProcess& process)
{
    DroverOutput output;
    const bool ended = process.state() == QProcess::NotRunning || process.waitForFinished(patience);
    if (ended && process.exitStatus() == QProcess::NormalExit)
        output.exitCode = process.exitCode();
    if (!ended)
        process.kill();
    output.out = process.readAllStandardOutput();
    output.err = process.readAllStandardError();
    return output;
}

} // namespace drover::test
