// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processors/nodeprocessor.h"

#include "fakecontext.h"
#include "protocol/jsontext.h"

#include <QFile>
#include <QMutex>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace drover;
using namespace drover::test;

class TestNodeProcessor final : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    int m_files = 0;
    std::unique_ptr<NodeProcessor> m_evaluating;

    QString write(const QByteArray& source, const QString& suffix = QStringLiteral("cjs"))
    {
        const QString path = m_dir.filePath(QStringLiteral("p%1.%2").arg(++m_files).arg(suffix));
        QFile file(path);
        [[maybe_unused]] const bool ok =
            file.open(QIODevice::WriteOnly) && file.write(source) == source.size();
        return path;
    }
    //! A processor with this body: `job`, `token` and `signal` are there.
    std::unique_ptr<NodeProcessor> processor(const QByteArray& body)
    {
        return std::make_unique<NodeProcessor>(
            optionsFor(write("module.exports = async (job, token, signal) => {\n" + body + "\n};\n")));
    }
    static NodeProcessorOptions optionsFor(const QString& file)
    {
        NodeProcessorOptions options;
        options.file = file;
        options.killAfter = Milliseconds(300);
        return options;
    }
    static Status loaded(NodeProcessor& processor)
    {
        const QFuture<Status> future = processor.load();
        return QTest::qWaitFor([&] { return future.isFinished(); }, 20000) && future.resultCount() == 1
            ? future.result()
            : Status(Error{ErrorCode::Timeout, QStringLiteral("no answer"), {}});
    }

private Q_SLOTS:
    void results_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, const char* body, const char* expected) {
            QTest::newRow(name) << QByteArray(body) << QByteArray(expected);
        };
        row("undefined", "", "null");
        row("null", "return null;", "null");
        row("zero", "return 0;", "0");
        row("empty text", "return '';", "\"\"");
        row("nested", "return {a: [1, {b: null}], c: 'x'};", "{\"a\":[1,{\"b\":null}],\"c\":\"x\"}");
        row("unicode", "return '\\u{1F600} \\u00e9 \\u2028';", "\"\xF0\x9F\x98\x80 \xC3\xA9 \xE2\x80\xA8\"");
        row("function", "return () => 1;", "null");
        row("data", "return job.data.to;", "\"ann\"");
        row("attributes",
            "return [job.id, job.name, job.queueName, job.prefix, job.queueQualifiedName, job.attemptsMade, "
            "token];",
            "[\"7\",\"mail\",\"mails\",\"bull\",\"bull:mails\",0,\"worker:1\"]");
        row("sandbox shapes",
            "return [job.progress, job.stacktrace, job.returnValue, typeof job.returnvalue];",
            "[0,\"[]\",null,\"string\"]");
        row("children",
            "return [await job.getChildrenValues(), await job.getDependenciesCount({failed: true})];",
            "[{\"bull:q:1\":41.5},{\"bull:q:1\":41.5}]");
        row("forgotten await", "job.log('x'); return 1;", "1");
        row("sync throw", "throw new Error('boom');", "FAILED: boom");
        row("text thrown", "throw 'just text';", "FAILED: just text");
        row("undefined thrown", "throw undefined;", "FAILED: undefined");
        row("null thrown", "throw null;", "FAILED: null");
        row("object thrown", "throw {message: 'mine'};", "FAILED: mine");
        row("symbol thrown", "throw Symbol('s');", "FAILED: Symbol(s)");
        row("cyclic result", "const a = {}; a.a = a; return a;", "FAILED: ");
        row("bigint result", "return 1n;", "FAILED: Do not know how to serialize a BigInt");
    }
    void results()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, expected);
        if (!m_evaluating) {
            m_evaluating =
                processor("const F = Object.getPrototypeOf(async () => {}).constructor;"
                          "return new F('job', 'token', 'signal', job.data.body)(job, token, signal);");
        }
        const Run run(*m_evaluating, "{\n  \"to\":\"ann\",\"body\":" + json::encodeString(body) + "}");
        if (expected == "FAILED: ") {
            QVERIFY(run.text().startsWith(expected));
        } else {
            QCOMPARE(run.text(), expected);
        }
        QCOMPARE(run.times(), 1);
    }

    void errorsAreKnownByName_data()
    {
        QTest::addColumn<QByteArray>("thrown");
        QTest::addColumn<int>("kind");
        using Kind = JobFailure::Kind;
        const auto row = [](const char* thrown, Kind kind) {
            QTest::newRow(thrown) << QByteArray(thrown) << int(kind);
        };
        row("class UnrecoverableError extends Error { constructor(m) { super(m); this.name = "
            "'UnrecoverableError'; } }",
            Kind::Unrecoverable);
        row("const DelayedError = function (m) { const e = new Error(m); e.name = 'DelayedError'; return e; "
            "}",
            Kind::Delayed);
        row("const WaitingError = function (m) { const e = new Error(m); e.name = 'WaitingError'; return e; "
            "}",
            Kind::Waiting);
        row("const WaitingChildrenError = function (m) { const e = new Error(m); e.name = "
            "'WaitingChildrenError'; "
            "return e; }",
            Kind::WaitingChildren);
        row("const RateLimitError = function () { return new Error('bullmq:rateLimitExceeded'); }",
            Kind::RateLimited);
        row("const PlainError = Error", Kind::Failed);
    }
    void errorsAreKnownByName()
    {
        QFETCH(QByteArray, thrown);
        QFETCH(int, kind);
        const QByteArray name = thrown.split(' ').value(1);
        const auto node = processor(thrown + "; throw new " + name + "('why');");
        const Run run(*node);
        QCOMPARE(int(run.failure().kind), kind);
    }

    void stackIsKept()
    {
        const auto node = processor("throw new TypeError('deep');");
        const JobFailure failure = Run(*node).failure();
        QVERIFY(failure.stack.startsWith("TypeError: deep\n"));
        QVERIFY(failure.stack.contains(".cjs:2:"));
    }

    void callsArriveInOrder()
    {
        const auto node =
            processor("await job.updateProgress(10); await job.log('one'); await job.log('two');"
                      "await job.updateProgress({at: 'end'}); await job.updateData({n: 2});"
                      "await job.moveToDelayed(1234, token); await job.moveToWait(token);"
                      "return [job.data.n, job.progress.at];");
        const Run run(*node);
        QCOMPARE(run.text(), "[2,\"end\"]");
        const QByteArrayList expected{"progress 10", "log one", "log two", "progress {\"at\":\"end\"}",
            "data {\"n\":2}", "delay 1234", "wait"};
        QCOMPARE(run.context->calls(), expected);
    }

    void refusedCallReachesTheJob()
    {
        const auto node = processor("try { await job.moveToDelayed(1); } catch (e) { return e.message; }");
        const auto context = std::make_shared<FakeContext>();
        context->failCalls(QStringLiteral("Missing lock"));
        QCOMPARE(Run(*node, context).text(), "\"Missing lock\"");
    }

    void waitingForChildrenSaysThatFlowsAreMissing()
    {
        const auto node = processor("await job.moveToWaitingChildren(token);");
        QVERIFY(Run(*node).text().contains("flows"));
    }

    void esmAndTranspiledDefaultExports()
    {
        NodeProcessor esm(
            optionsFor(write("export default async (job) => ({esm: job.name});\n", QStringLiteral("mjs"))));
        QCOMPARE(Run(esm).text(), "{\"esm\":\"mail\"}");
        NodeProcessor transpiled(optionsFor(write("Object.defineProperty(exports, '__esModule', {value: "
                                                  "true}); exports.default = async () => 'ts';\n")));
        QCOMPARE(Run(transpiled).text(), "\"ts\"");
    }

    void numbersAndTextKeepTheirBytes()
    {
        const auto node = processor("return job.data;");
        const QByteArray text = "{\"u\":\"\\u00e9 \xF0\x9F\x98\x80\",\"n\":1.5,\"s\":\"a\\nb\"}";
        QCOMPARE(Run(*node, text).text(), "{\"u\":\"\xC3\xA9 \xF0\x9F\x98\x80\",\"n\":1.5,\"s\":\"a\\nb\"}");
    }

    void megabytesGoBothWays()
    {
        const auto node = processor("return job.data.text;");
        const QByteArray big(3 * 1024 * 1024, 'x');
        QCOMPARE(Run(*node, "{\"text\":\"" + big + "\"}").text(), '"' + big + '"');
    }

    void consoleDoesNotDisturb()
    {
        QMutex mutex;
        QByteArray out;
        QByteArray error;
        NodeProcessorOptions options = optionsFor(
            write("module.exports = async (job) => { console.log('completed 1 {}'); console.error('err');"
                  "process.stdout.write('no newline'); return 1; };"));
        options.output = [&](const ProcessOutput& output) {
            const QMutexLocker lock(&mutex);
            (output.isError ? error : out) += output.job + ":" + output.text + ";";
        };
        NodeProcessor node(options);
        QCOMPARE(Run(node).text(), "1");
        const QMutexLocker lock(&mutex);
        QVERIFY(out.startsWith("7:completed 1 {}\n"));
        QVERIFY(out.contains("no newline"));
        QCOMPARE(error, "7:err\n;");
    }

    void junkOnOurDescriptorIsIgnored()
    {
        const auto node =
            processor("const fs = require('fs'); fs.writeSync(4, 'junk\\n\\0\\xff more junk\\n');"
                      "fs.writeSync(4, 'completed x {}\\nready 0 {}\\n'); return 'fine';");
        QCOMPARE(Run(*node).text(), "\"fine\"");
    }

    void childThatEndsFailsItsJobAlone_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("exit 0") << QByteArray("process.exit(0);")
                                << QByteArray("FAILED: Unexpected exit code: 0 signal: null");
        QTest::newRow("exit 3") << QByteArray("process.exit(3);")
                                << QByteArray("FAILED: Unexpected exit code: 3 signal: null");
        QTest::newRow("killed") << QByteArray(
            "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});")
                                << QByteArray("FAILED: Unexpected exit code: null signal: SIGKILL");
        QTest::newRow("uncaught") << QByteArray("setTimeout(() => { throw new Error('late'); }, 1);"
                                                "await new Promise((r) => setTimeout(r, 60000));")
                                  << QByteArray("FAILED: late");
        QTest::newRow("unhandled rejection") << QByteArray(
            "Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 60000));")
                                             << QByteArray("FAILED: lost");
        QTest::newRow("own descriptor closed") << QByteArray("require('fs').closeSync(4); return 1;")
                                               << QByteArray("FAILED: Unexpected exit code: 1 signal: null");
    }
    void childThatEndsFailsItsJobAlone()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, reason);
        const auto node = processor("if (job.data.bad) {" + body + "} return process.pid;");
        const Run bad(*node, "{\"bad\":true}");
        QCOMPARE(bad.text(), reason);
        const Run good(*node);
        QVERIFY(good.text().toLongLong() > 0);
        QCOMPARE(bad.times(), 1);
    }

    void childKilledFromOutside()
    {
        const auto node =
            processor("job.log(String(process.pid)); await new Promise((r) => setTimeout(r, 60000));");
        const Run run(*node);
        QTRY_COMPARE(run.context->calls().size(), 1);
        ::kill(run.context->calls().first().mid(4).toInt(), SIGKILL);
        QCOMPARE(run.text(), "FAILED: Unexpected exit code: null signal: SIGKILL");
    }

    void childKilledBetweenJobsCostsNoJob()
    {
        const auto node = processor("return process.pid;");
        for (int i = 0; i < 5; ++i) {
            const int pid = Run(*node).text().toInt();
            QVERIFY(pid > 0);
            // The next job may be handed to the dying child; it must then go to another one.
            ::kill(pid, SIGKILL);
        }
    }

    void childIsKeptAndJobsRunAtOnce()
    {
        const auto node = processor("const fs = require('fs'); const path = require('path');"
                                    "fs.writeFileSync(path.join(job.data.dir, String(process.pid)), '');"
                                    "while (fs.readdirSync(job.data.dir).length < job.data.wait) {"
                                    "await new Promise((r) => setTimeout(r, 5)); } return process.pid;");
        node->setConcurrency(3);
        QTemporaryDir together;
        const auto data = [&](int wait) -> QByteArray {
            return "{\"dir\":\"" + together.path().toUtf8() + "\",\"wait\":" + QByteArray::number(wait) + '}';
        };
        const QByteArray first = Run(*node, data(1)).text();
        QCOMPARE(Run(*node, data(1)).text(), first);
        // Each of them ends when all three are running.
        const Run a(*node, data(3));
        const Run b(*node, data(3));
        const Run c(*node, data(3));
        const QSet<QByteArray> pids{a.text(), b.text(), c.text()};
        QCOMPARE(pids.size(), 3);
        QVERIFY(pids.contains(first));
    }

    void cancelAbortsTheSignal()
    {
        const auto node = processor("job.log('begun'); await new Promise((_, no) => "
                                    "signal.addEventListener('abort', () => no(new Error("
                                    "'aborted')))); ");
        const Run run(*node);
        QTRY_COMPARE(run.context->calls().size(), 1);
        run.context->cancel();
        QCOMPARE(run.text(), "FAILED: aborted");
    }

    void cancellationHasAReason()
    {
        const auto node = processor("job.log('begun'); await new Promise((_, no) => "
                                    "signal.addEventListener('abort', () => no(new Error("
                                    "signal.reason)))); ");
        const Run run(*node);
        QTRY_COMPARE(run.context->calls().size(), 1);
        run.context->cancel("no \"longer\" wanted");
        QCOMPARE(run.text(), "FAILED: no \"longer\" wanted");
    }

    void jobThatIgnoresCancellationIsKilled()
    {
        const auto node = processor("job.log('begun'); for (;;) {}");
        const Run run(*node);
        QTRY_COMPARE(run.context->calls().size(), 1);
        run.context->cancel();
        QCOMPARE(run.text(), "FAILED: Unexpected exit code: null signal: SIGKILL");
    }

    void jobCancelledBeforeItsStart()
    {
        const auto node = processor("return 1;");
        const auto context = std::make_shared<FakeContext>();
        context->cancel();
        const Run run(*node, context);
        QVERIFY(run.wait());
        QCOMPARE(run.times(), 1);
    }

    void loadTellsWhatIsWrong()
    {
        NodeProcessor good(optionsFor(write("module.exports = async () => 1;")));
        QVERIFY(loaded(good));
        NodeProcessor missing(optionsFor(m_dir.filePath(QStringLiteral("nothing.js"))));
        QCOMPARE(loaded(missing).error().code, ErrorCode::NotFound);
        NodeProcessor broken(optionsFor(write("module.exports = async () => {")));
        QCOMPARE(loaded(broken).error().code, ErrorCode::BadInput);
        NodeProcessor throwing(optionsFor(write("throw new Error('no database');")));
        QCOMPARE(loaded(throwing).error().message, QStringLiteral("no database"));
        NodeProcessor nothing(optionsFor(write("module.exports = {};")));
        QCOMPARE(
            loaded(nothing).error().message, QStringLiteral("No function is exported in processor file"));
        NodeProcessor exits(optionsFor(write("console.error('bye'); process.exit(4);")));
        QVERIFY(loaded(exits).error().message.contains(QStringLiteral("exit code 4")));
        QVERIFY(loaded(exits).error().message.contains(QStringLiteral("bye")));
        NodeProcessorOptions noNode = optionsFor(write("module.exports = async () => 1;"));
        noNode.program = QStringLiteral("no-such-node");
        NodeProcessor without(noNode);
        QCOMPARE(loaded(without).error().code, ErrorCode::NotFound);
    }

    void fileThatCannotBeLoadedFailsItsJobs()
    {
        NodeProcessor broken(optionsFor(write("throw new Error('no database');")));
        const Run first(broken);
        const Run second(broken);
        QCOMPARE(first.text(), "FAILED: no database");
        QCOMPARE(second.text(), "FAILED: no database");
    }

    void userMayForkAndUseThreads()
    {
        const QString helper = write("process.send(process.execArgv);");
        const auto node =
            processor("const {fork} = require('child_process'); const {Worker} = require('worker_threads');"
                      "const args = await new Promise((r) => fork(job.data.file).on('message', r));"
                      "const said = await new Promise((r) => new Worker("
                      "'require(\"worker_threads\").parentPort.postMessage(5)', {eval: true}).on('message',"
                      " r)); return [args, said];");
        QCOMPARE(Run(*node, "{\"file\":\"" + helper.toUtf8() + "\"}").text(), "[[],5]");
    }

    void processorThatIsDestroyedEndsItsJobs()
    {
        auto node = processor("job.log('begun'); for (;;) {}");
        const Run run(*node);
        QTRY_COMPARE(run.context->calls().size(), 1);
        node.reset();
        QVERIFY(run.wait());
        QCOMPARE(run.times(), 1);
    }
};

QTEST_GUILESS_MAIN(TestNodeProcessor)
#include "tst_nodeprocessor.moc"
