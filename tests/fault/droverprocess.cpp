// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "droverprocess.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <sys/prctl.h>
#include <sys/types.h>

namespace drover::test {

namespace {

// A test that dies must not leave workers behind.
void dieWithTheTest()
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

// Journals, logs and the activity record of a test stay in a folder of its own.
QProcessEnvironment privateEnvironment()
{
    static const QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name :
        {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"})
        environment.insert(QString::fromLatin1(name), home.path());
    return environment;
}

} // namespace

DroverProcess::DroverProcess(QObject* parent)
    : QObject(parent)
{
    m_process.setProcessEnvironment(privateEnvironment());
    m_process.setChildProcessModifier(dieWithTheTest);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &DroverProcess::readLines);
    connect(&m_process, &QProcess::readyReadStandardError, this,
        [this] { m_errors += m_process.readAllStandardError(); });
}

DroverProcess::~DroverProcess()
{
    kill();
}

void DroverProcess::start(const QStringList& arguments)
{
    m_process.start(QStringLiteral(DROVER_PROGRAM), arguments);
}

int DroverProcess::finish(int milliseconds)
{
    const bool ended =
        QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }, milliseconds);
    return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
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

QByteArray DroverProcess::output(const QStringList& arguments, int* exitCode)
{
    QProcess process;
    process.setProcessEnvironment(privateEnvironment());
    process.start(QStringLiteral(DROVER_PROGRAM), arguments);
    process.waitForFinished(60000);
    if (exitCode)
        *exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return process.readAllStandardOutput();
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
