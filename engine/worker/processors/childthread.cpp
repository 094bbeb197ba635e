// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processors/childthread_p.h"

#include "core/logging_p.h"

#include <QCoreApplication>
#include <QProcess>
#include <QSet>
#include <QThread>
#include <QTimer>

#include <chrono>
#include <csignal>
#include <memory>

#include <unistd.h>

namespace drover::childthread {
namespace {

// Reads "+ GROUP" and "- GROUP"; at the end of its input it kills every group that is left. A shell is on
// every Unix, small, and, other than a fork of ourselves, holds none of our memory and sockets.
constexpr auto guardScript = "trap '' INT TERM HUP QUIT\n"
                             "groups=' '\n"
                             "while read -r op group; do\n"
                             "  case $op in\n"
                             "  +) groups=\"$groups$group \" ;;\n"
                             "  -) groups=\"${groups%% $group *} ${groups#* $group }\" ;;\n"
                             "  esac\n"
                             "done\n"
                             "for group in $groups; do kill -s KILL -- \"-$group\" 2>/dev/null; done\n";

constexpr std::chrono::milliseconds politeEnd{300};
constexpr int guardPatience = 1000; //!< ms; longer than a shell takes to start

class Host final : public QObject {
public:
    void tell(QByteArrayView op, qint64 group)
    {
        if (!m_guard) {
            startGuard();
        }
        m_guard->write(op.toByteArray() + ' ' + QByteArray::number(group) + '\n');
        // On its way before anything that the child says is heard: a program that is killed then, before the
        // next turn of this loop, would leave the child's own children behind.
        m_guard->waitForBytesWritten(guardPatience); // layering: a thread of its own, some bytes into a pipe
    }
    void add(qint64 group)
    {
        m_groups.insert(group);
        tell("+", group);
    }
    void remove(qint64 group)
    {
        if (m_groups.remove(group)) {
            tell("-", group);
        }
        if (m_finishing && m_groups.isEmpty()) {
            thread()->quit();
        }
    }
    //! Children that were told to end get a moment to do it by themselves.
    void finish()
    {
        m_finishing = true;
        if (m_groups.isEmpty()) {
            thread()->quit();
            return;
        }
        QTimer::singleShot(politeEnd, this, [this] {
            for (const qint64 group : std::as_const(m_groups)) {
                ::kill(static_cast<pid_t>(-group), SIGKILL);
            }
            thread()->quit();
        });
    }

private:
    std::unique_ptr<QProcess> m_guard;
    QSet<qint64> m_groups;
    bool m_finishing = false;

    void startGuard()
    {
        m_guard = std::make_unique<QProcess>();
        m_guard->setStandardOutputFile(QProcess::nullDevice());
        m_guard->setStandardErrorFile(QProcess::nullDevice());
        m_guard->setChildProcessModifier([] { ::setsid(); });
        m_guard->start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QString::fromLatin1(guardScript)});
        connect(m_guard.get(), &QProcess::errorOccurred, this, [](QProcess::ProcessError error) {
            qCWarning(logProcessor, "The guard of child processes does not work (error %d)", int(error));
        });
    }
};

class ChildThread final {
public:
    ChildThread()
    {
        // A child that closes its end early must not end this program.
        struct sigaction now = {};
        if (::sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) {
            ::signal(SIGPIPE, SIG_IGN);
        }
        m_host = new Host;
        m_host->moveToThread(&m_thread);
        m_thread.setObjectName(QStringLiteral("drover-children"));
        m_thread.start();
        qAddPostRoutine(&ChildThread::end);
    }

    static ChildThread& instance()
    {
        // Never destroyed: threads may still post while statics are torn down.
        static auto* const self = new ChildThread;
        return *self;
    }

    [[nodiscard]] Host* host() const { return m_host; }
    [[nodiscard]] bool isRunning() const { return m_thread.isRunning(); }

private:
    QThread m_thread;
    Host* m_host = nullptr;

    static void end()
    {
        ChildThread& self = instance();
        QMetaObject::invokeMethod(
            self.m_host, [host = self.m_host] { host->finish(); }, Qt::QueuedConnection);
        self.m_thread.wait();
    }
};

} // namespace

QObject* context()
{
    return ChildThread::instance().host();
}

bool isRunning()
{
    return ChildThread::instance().isRunning();
}

void post(std::function<void()> function)
{
    QMetaObject::invokeMethod(context(), std::move(function), Qt::QueuedConnection);
}

void guardGroup(qint64 group)
{
    ChildThread::instance().host()->add(group);
}

void unguardGroup(qint64 group)
{
    ChildThread::instance().host()->remove(group);
}

} // namespace drover::childthread
