// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processors/execprocessor.h"

#include "fakecontext.h"
#include "support/childprocess.h"

#include <QTest>

#include <csignal>

using namespace drover;
using namespace drover::test;

class TestExecProcessor final : public QObject {
    Q_OBJECT

    static std::unique_ptr<ExecProcessor> command(const QStringList& words)
    {
        ExecProcessorOptions options;
        options.command = words;
        options.killAfter = Milliseconds(300);
        return std::make_unique<ExecProcessor>(options);
    }
    static std::unique_ptr<ExecProcessor> shell(const char* script)
    {
        return command({QStringLiteral("sh"), QStringLiteral("-c"), QString::fromUtf8(script)});
    }

private Q_SLOTS:
    void outcomes_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QByteArray>("expected");
        QTest::addColumn<int>("kind");
        using Kind = JobFailure::Kind;
        const auto row = [](const char* name, const char* script, const char* expected,
                             Kind kind = Kind::Failed) {
            QTest::newRow(name) << QByteArray(script) << QByteArray(expected) << int(kind);
        };
        row("nothing", "exit 0", "null");
        row("json", "echo '{\"a\": 1.10}'", "{\"a\": 1.10}");
        row("text", "echo it is done", "\"it is done\"");
        row("two lines", "echo one; echo two", "\"one\\ntwo\"");
        row("big number", "echo 12345678901234567890123", "12345678901234567890123");
        row("exit 1", "exit 1", "FAILED: Exit code 1");
        row("last words", "echo first >&2; echo why >&2; exit 3", "FAILED: why");
        row("last words without newline", "printf why >&2; exit 3", "FAILED: why");
        row("exit 65", "echo no such user >&2; exit 65", "FAILED: no such user", Kind::Unrecoverable);
        row("signal", "kill -SEGV $$", "FAILED: Ended by SIGSEGV");
        row("stdin not read", "exec <&-; echo 1", "1");
        row("reads all of stdin", "cat >/dev/null; echo 1", "1");
        row("environment",
            "echo \"\\\"$DROVER_JOB_ID $DROVER_JOB_NAME $DROVER_JOB_QUEUE $DROVER_JOB_ATTEMPT "
            "$DROVER_JOB_TOKEN\\\"\"",
            "\"7 mail mails 1 worker:1\"");
        row("floods stdout", "yes | head -c 3000000",
            "FAILED: The command wrote more than 1048576 bytes to standard output");
        row("floods stdout for ever", "yes",
            "FAILED: The command wrote more than 1048576 bytes to standard output");
    }
    // fault: F8
    void outcomes()
    {
        QFETCH(QByteArray, script);
        QFETCH(QByteArray, expected);
        QFETCH(int, kind);
        const auto exec = shell(script.constData());
        const Run run(*exec);
        QCOMPARE(run.text(), expected);
        QCOMPARE(int(run.failure().kind), kind);
        QCOMPARE(run.times(), 1);
    }

    void jobComesOnStandardInput()
    {
        const auto exec = command({QStringLiteral("cat")});
        const QByteArray text =
            Run(*exec, "{\"n\":123456789012345678901234567890,\"d\":1.10,\"d\":2}").text();
        QVERIFY(text.contains("\"data\":{\"n\":123456789012345678901234567890,\"d\":1.10,\"d\":2}"));
        QVERIFY(text.contains("\"id\":\"7\""));
    }

    void megabyteOnStandardInput()
    {
        const auto exec = command({QStringLiteral("wc"), QStringLiteral("-c")});
        const QByteArray big(1024 * 1024, 'x');
        QVERIFY(Run(*exec, '"' + big + '"').text().toLongLong() > big.size());
    }

    void argumentsPassNoShell()
    {
        const auto exec =
            command({QStringLiteral("printf"), QStringLiteral("%s"), QStringLiteral("$HOME; `id` \"x\"")});
        QCOMPARE(Run(*exec).text(), "\"$HOME; `id` \\\"x\\\"\"");
    }

    void stderrBecomesLogsAndProgress()
    {
        const auto exec =
            shell("echo one >&2; echo '::drover progress 50' >&2; echo two >&2; echo '::drover progress "
                  "{\"a\":1}' >&2; echo '::drover progress nonsense' >&2; printf 'cr\\r\\n' >&2");
        const Run run(*exec);
        QCOMPARE(run.text(), "null");
        const QByteArrayList expected{"log one", "progress 50", "log two", "progress {\"a\":1}",
            "log ::drover progress nonsense", "log cr"};
        QCOMPARE(run.context->calls(), expected);
    }

    // fault: F8
    void floodOfLogsIsBounded()
    {
        const auto exec = shell("seq 1 5000 >&2; exit 1");
        const Run run(*exec);
        QCOMPARE(run.text(), "FAILED: 5000");
        QCOMPARE(run.context->calls().size(), 1001);
        QCOMPARE(run.context->calls().last(), "log 4000 more lines were not kept");
    }

    // fault: F8
    void whatTheCommandLeavesBehindEndsWithIt()
    {
        const auto exec = shell("sleep 1000 & echo $!");
        const Run run(*exec);
        const int pid = run.text().toInt();
        QVERIFY(pid > 0);
        QTRY_VERIFY(!isAlive(pid));
    }

    // fault: F8
    void cancelTerminatesTheGroup()
    {
        const auto exec = shell("sleep 1000 & echo $! >&2; wait");
        const Run run(*exec);
        QTRY_COMPARE(run.context->calls().size(), 1);
        run.context->cancel();
        QCOMPARE(run.text(), "FAILED: The job was cancelled");
        const int pid = run.context->calls().first().mid(4).toInt();
        QTRY_VERIFY(!isAlive(pid));
    }

    // fault: F8
    void stubbornCommandIsKilled()
    {
        const auto exec = shell("trap '' TERM; echo begun >&2; while :; do sleep 0.05; done");
        const Run run(*exec);
        QTRY_COMPARE(run.context->calls().size(), 1);
        run.context->cancel("too slow");
        QCOMPARE(run.text(), "FAILED: The job was cancelled: too slow");
        QVERIFY(run.failure().stack.contains("SIGKILL"));
    }

    void commandThatEndsWellInSpiteOfCancellationCompletes()
    {
        const auto exec = shell("trap 'echo 9; exit 0' TERM; echo begun >&2; while :; do sleep 0.05; done");
        const Run run(*exec);
        QTRY_COMPARE(run.context->calls().size(), 1);
        run.context->cancel();
        QCOMPARE(run.text(), "9");
    }

    void missingCommand()
    {
        const auto exec = command({QStringLiteral("no-such-command")});
        QCOMPARE(exec->check().error().code, ErrorCode::NotFound);
        QCOMPARE(Run(*exec).text(), "FAILED: Command not found: no-such-command");
        QVERIFY(shell("")->check());
    }

    void unreadableProgram()
    {
        const auto exec = command({QStringLiteral("/etc/passwd")});
        QVERIFY(Run(*exec).text().startsWith("FAILED: "));
    }

    // fault: F8
    void manyAtOnceLeaveNoZombies()
    {
        const auto exec = shell("echo $DROVER_JOB_ID");
        std::vector<std::unique_ptr<Run>> runs;
        for (int i = 0; i < 40; ++i) {
            runs.push_back(
                std::make_unique<Run>(*exec, std::make_shared<FakeContext>("{}", QByteArray::number(i))));
        }
        for (int i = 0; i < 40; ++i) {
            QCOMPARE(runs[size_t(i)]->text(), QByteArray::number(i));
        }
        QTRY_COMPARE(zombies(), 0);
    }
};

QTEST_GUILESS_MAIN(TestExecProcessor)
#include "tst_execprocessor.moc"
