// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processors/execprocessor.h"
#include "worker/processors/nodeprocessor.h"

#include "fakecontext.h"
#include "support/childprocess.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace drover;
using namespace drover::test;

namespace {

//! What the killed program does: one job that never ends, with a grandchild; prints both process ids.
void runVictim(const QString& kind, const QString& file)
{
    static std::shared_ptr<Processor> processor;
    if (kind == QLatin1StringView("node")) {
        NodeProcessorOptions options;
        options.file = file;
        processor = std::make_shared<NodeProcessor>(options);
    } else {
        ExecProcessorOptions options;
        options.command = QStringList{QStringLiteral("sh"), QStringLiteral("-c"),
            QStringLiteral("trap '' TERM HUP; sleep 1000 & echo $$ $! >&2; wait; while :; do sleep 1; done")};
        processor = std::make_shared<ExecProcessor>(options);
    }
    static const auto context = std::make_shared<FakeContext>();
    processor->start(context, [](JobOutcome) {});
    if (QTest::qWaitFor([] { return !context->calls().isEmpty(); }, 20000)) {
        std::printf("%s\n", context->calls().first().mid(4).constData());
        std::fflush(stdout);
    }
}

} // namespace

//! Starts itself again as the program that is killed.
class TestChildrenEnd final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whenTheProgramIsKilled_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("signal");
        for (const char* kind : {"node", "exec"}) {
            for (const int signal : {SIGKILL, SIGTERM, SIGSEGV}) {
                QTest::addRow("%s by signal %d", kind, signal) << QString::fromLatin1(kind) << signal;
            }
        }
    }
    // fault: F8
    void whenTheProgramIsKilled()
    {
        QFETCH(QString, kind);
        QFETCH(int, signal);
        QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("p.cjs")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        // Busy for ever: nothing but the kernel or the guard can end it.
        file.write(
            "module.exports = async (job) => { const c = require('child_process').spawn('sleep', ['1000']);"
            "await job.log(process.pid + ' ' + c.pid); for (;;) {} };");
        file.close();
        QProcess victim;
        endWithTheTest(victim);
        victim.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        victim.start(
            QCoreApplication::applicationFilePath(), {QStringLiteral("victim"), kind, file.fileName()});
        QVERIFY(QTest::qWaitFor([&] { return victim.canReadLine(); }, 20000));
        const QByteArrayList pids = victim.readLine().trimmed().split(' ');
        QCOMPARE(pids.size(), 2);
        QVERIFY(isAlive(pids[0].toInt()));
        QVERIFY(isAlive(pids[1].toInt()));
        ::kill(static_cast<pid_t>(victim.processId()), signal);
        QTRY_COMPARE(victim.state(), QProcess::NotRunning);
        QTRY_VERIFY(!isAlive(pids[0].toInt()));
        QTRY_VERIFY(!isAlive(pids[1].toInt()));
    }
};

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1StringView("victim")) {
        QMetaObject::invokeMethod(
            &app, [arguments] { runVictim(arguments.value(2), arguments.value(3)); }, Qt::QueuedConnection);
        return QCoreApplication::exec();
    }
    TestChildrenEnd test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_childrenend.moc"
