// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprogram.h"

#include "support/childprocess.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace drover::test {
namespace {

constexpr int patience = 60'000; // ms

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

QProcessEnvironment environmentIn(const QTemporaryDir& home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), home.path());
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), home.path()); // it has to exist, with mode 0700
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"})
        environment.insert(QString::fromLatin1(name), home.filePath(QString::fromLatin1(name)));
    return environment;
}

QString DroverProgram::path()
{
    return QStringLiteral(DROVER_PROGRAM);
}

DroverProgram::DroverProgram(const QString& redisUrl)
    : m_environment(environmentIn(m_home))
{
    m_environment.remove(QStringLiteral("DROVER_REDIS_URL"));
    if (!redisUrl.isEmpty())
        m_environment.insert(QStringLiteral("DROVER_REDIS_URL"), redisUrl);
}

void DroverProgram::start(QProcess& process, const QStringList& arguments)
{
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_home.path());
    endWithTheTest(process);
    process.start(m_path, arguments);
}

DroverOutput DroverProgram::run(const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    start(process, arguments);
    process.write(input);
    process.closeWriteChannel();
    return finish(process);
}

DroverOutput DroverProgram::runInto(const QString& reader, const QStringList& arguments)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    endWithTheTest(process);
    const QString script = QStringLiteral("\"$0\" \"$@\" | %1; exit \"${PIPESTATUS[0]}\"").arg(reader);
    process.start(QStringLiteral("bash"), QStringList{QStringLiteral("-c"), script, m_path} + arguments);
    return finish(process);
}

DroverOutput DroverProgram::runUnder(const QString& limits, const QStringList& arguments)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_home.path());
    endWithTheTest(process);
    const QString script = limits + QStringLiteral(" && exec \"$0\" \"$@\"");
    process.start(QStringLiteral("bash"), QStringList{QStringLiteral("-c"), script, m_path} + arguments);
    process.closeWriteChannel();
    return finish(process);
}

DroverOutput DroverProgram::runToFile(const QString& file, const QStringList& arguments)
{
    QProcess process;
    process.setStandardOutputFile(file, QIODevice::Append);
    start(process, arguments);
    process.closeWriteChannel();
    return finish(process);
}

DroverOutput DroverProgram::finish(QProcess& process)
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
