// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/keyringsession.h"

#include "support/childprocess.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

namespace drover::test {

using namespace Qt::StringLiterals;

namespace {

void end(QProcess& process)
{
    if (process.state() == QProcess::NotRunning)
        return;
    process.kill();
    process.waitForFinished(10000);
}

} // namespace

KeyringSession::KeyringSession()
{
    QDir(home()).mkdir(u"run"_s);
    QFile::setPermissions(home() + u"/run"_s, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    for (QProcess* process : {&m_bus, &m_keyring}) {
        endWithTheTest(*process);
        process->setProcessChannelMode(QProcess::MergedChannels);
    }
}

KeyringSession::~KeyringSession()
{
    thawKeyring();
    end(m_keyring);
    end(m_bus);
}

QString KeyringSession::busAddress() const
{
    return u"unix:path="_s + home() + u"/run/bus"_s;
}

bool KeyringSession::startBus(Secrets secrets)
{
    // No folders with services: only what the test starts is there.
    QFile configuration(home() + u"/bus.conf"_s);
    if (!configuration.open(QIODevice::WriteOnly))
        return false;
    configuration.write("<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN' "
                        "'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>"
                        "<busconfig><type>session</type><listen>"
        + busAddress().toUtf8()
        + "</listen><auth>EXTERNAL</auth><policy context='default'><allow send_destination='*' "
          "eavesdrop='true'/>"
          "<allow eavesdrop='true'/><allow own='*'/>"
        + (secrets == Secrets::Denied ? "<deny send_destination='org.freedesktop.secrets'/>" : "")
        + "</policy></busconfig>");
    configuration.close();
    m_bus.start(u"dbus-daemon"_s, {u"--nofork"_s, u"--config-file="_s + configuration.fileName()});
    return m_bus.waitForStarted()
        && QTest::qWaitFor([this] { return QFile::exists(home() + u"/run/bus"_s); });
}

bool KeyringSession::startKeyring(const QByteArray& password)
{
    m_keyring.setProcessEnvironment(environment());
    QStringList arguments{u"--foreground"_s, u"--components=secrets"_s};
    if (!password.isEmpty())
        arguments.append(u"--unlock"_s);
    m_keyring.start(u"gnome-keyring-daemon"_s, arguments);
    if (!m_keyring.waitForStarted())
        return false;
    m_keyring.write(password);
    m_keyring.closeWriteChannel();
    return QTest::qWaitFor([this] { return isServed(); }, 20000);
}

bool KeyringSession::isServed()
{
    QProcess ask;
    ask.setProcessEnvironment(environment());
    ask.start(u"dbus-send"_s,
        {u"--session"_s, u"--print-reply=literal"_s, u"--dest=org.freedesktop.DBus"_s, u"/"_s,
            u"org.freedesktop.DBus.NameHasOwner"_s, u"string:org.freedesktop.secrets"_s});
    return ask.waitForFinished(10000) && ask.readAllStandardOutput().contains("true");
}

void KeyringSession::stopKeyring()
{
    end(m_keyring);
}

void KeyringSession::freezeKeyring()
{
    ::kill(static_cast<pid_t>(m_keyring.processId()), SIGSTOP);
}

void KeyringSession::thawKeyring()
{
    if (m_keyring.state() == QProcess::Running)
        ::kill(static_cast<pid_t>(m_keyring.processId()), SIGCONT);
}

QProcessEnvironment KeyringSession::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const auto& name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"XDG_CURRENT_DESKTOP"_s,
             u"DESKTOP_SESSION"_s, u"GNOME_DESKTOP_SESSION_ID"_s, u"KDE_FULL_SESSION"_s, u"XDG_DATA_HOME"_s,
             u"XDG_CONFIG_HOME"_s, u"XDG_CACHE_HOME"_s, u"XDG_STATE_HOME"_s})
        environment.remove(name);
    environment.insert(u"HOME"_s, home());
    environment.insert(u"XDG_RUNTIME_DIR"_s, home() + u"/run"_s);
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, busAddress());
    return environment;
}

QByteArray KeyringSession::secretTool(const QStringList& arguments, const QByteArray& input)
{
    QProcess tool;
    tool.setProcessEnvironment(environment());
    tool.start(u"secret-tool"_s, arguments);
    tool.write(input);
    tool.closeWriteChannel();
    return tool.waitForFinished(20000) ? tool.readAllStandardOutput() : QByteArray("no answer");
}

} // namespace drover::test
