// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprocess.h"

#include "support/childprocess.h"

#include <QJsonDocument>
#include <QTest>

#include <algorithm>

namespace drover::test {

namespace {

// One home for all programs of a test: a worker finds the journals of those that were killed before it.
QProcessEnvironment privateEnvironment()
{
    static const QTemporaryDir home;
    return environmentIn(home);
}

} // namespace

DroverProcess::DroverProcess(QObject* parent)
    : QObject(parent)
{
    m_process.setProcessEnvironment(privateEnvironment());
    endWithTheTest(m_process);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &DroverProcess::readLines);
    connect(&m_process, &QProcess::readyReadStandardError, this,
        [this] { m_errors += m_process.readAllStandardError(); });
    connect(&m_process, &QProcess::finished, this, [this] { Q_EMIT ended(exitCode()); });
}

DroverProcess::~DroverProcess()
{
    kill();
}

void DroverProcess::addEnvironment(const QStringList& variables)
{
    m_process.setEnvironment(m_process.processEnvironment().toStringList() + variables);
}

void DroverProcess::start(const QStringList& arguments)
{
    m_process.start(DroverProgram::path(), arguments);
}

int DroverProcess::finish(int milliseconds)
{
    const bool ended =
        QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }, milliseconds);
    return ended ? exitCode() : -1;
}

int DroverProcess::exitCode() const
{
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

void DroverProcess::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(5000);
}

void DroverProcess::sendSignal(int signal)
{
    if (m_process.processId() > 0)
        ::kill(static_cast<pid_t>(m_process.processId()), signal);
}

void DroverProcess::write(const QByteArray& line)
{
    m_process.write(line + '\n');
}

bool DroverProcess::isRunning() const
{
    return m_process.state() == QProcess::Running;
}

int DroverProcess::count(QLatin1StringView event) const
{
    return static_cast<int>(std::ranges::count_if(m_lines,
        [event](const QJsonObject& line) { return line.value(QLatin1StringView("event")) == event; }));
}

int DroverProcess::errors(QStringView part) const
{
    return static_cast<int>(std::ranges::count_if(m_lines, [part](const QJsonObject& line) {
        return line.value(QLatin1StringView("event")) == QLatin1StringView("error")
            && line.value(QLatin1StringView("message")).toString().contains(part);
    }));
}

DroverOutput DroverProcess::run(const QStringList& arguments)
{
    QProcess process;
    process.setProcessEnvironment(privateEnvironment());
    endWithTheTest(process);
    process.start(DroverProgram::path(), arguments);
    return DroverProgram::finish(process);
}

void DroverProcess::readLines()
{
    m_buffer += m_process.readAllStandardOutput();
    for (qsizetype end = m_buffer.indexOf('\n'); end >= 0; end = m_buffer.indexOf('\n')) {
        const QJsonObject line = QJsonDocument::fromJson(m_buffer.left(end)).object();
        m_buffer.remove(0, end + 1);
        m_lines.push_back(line);
        Q_EMIT lineRead(line);
    }
}

} // namespace drover::test
