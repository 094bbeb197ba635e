// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryptedmail.h"

#include <QJsonArray>

#include <csignal>

using namespace drover::test;
using namespace Qt::StringLiterals;

//! What becomes of jobs whose fields are encrypted: added, run, read and damaged.
class TestCliEncryption final : public EncryptedMail {
    Q_OBJECT

private Q_SLOTS:
    // production: P9
    void addedJobsAreEncrypted();
    void bulkAndUpdateEncryptToo();
    void nodeReadsWithTheExportedKeyAndExample();
    void workersGetClearText_data();
    void workersGetClearText();
    void whatAProcessorWritesBackIsEncrypted();
    void resultsAreEncrypted_data();
    void resultsAreEncrypted();
    void simulatedJobsStayEncrypted();
    void runningWorkerLearnsOfKeys();
    void crashReportHoldsNoClearText();
    void whatCannotBeDecryptedFailsForGood_data();
    // fault: G10
    void whatCannotBeDecryptedFailsForGood();
    void decryptsOnDemand();
};

void TestCliEncryption::addedJobsAreEncrypted()
{
    chooseFields();
    addJob();
    const QByteArray data = rawData();
    QVERIFY(data.startsWith("{\"card\":{\"number\":\"eyJ"));
    QVERIFY(data.endsWith("\", \"id\" : 12345678901234567890},\"note\":\"seen\"}"));
    // Other queues are none of its business.
    const DroverOutput out = run({u"add"_s, u"pay"_s, u"x"_s, u"{\"email\":\"clear\"}"_s});
    QCOMPARE(out.exitCode, 0);
    QCOMPARE(m_redis.text({"HGET", "bull:pay:1", "data"}), QByteArray(R"({"email":"clear"})"));
}

void TestCliEncryption::bulkAndUpdateEncryptToo()
{
    chooseFields();
    const QByteArray lines =
        "{\"data\":{\"email\":\"" + marker + "\"}}\n" + R"({"name":"b","data":{"email":[1,2]}})" + '\n';
    const DroverOutput bulk = run({u"add"_s, u"mail"_s, u"a"_s, u"--bulk"_s, u"-"_s}, lines);
    QVERIFY2(bulk.exitCode == 0, bulk.err.constData());
    for (const QByteArray id : {"1", "2"})
        QVERIFY2(rawData(id).startsWith("{\"email\":\"eyJ"), rawData(id).constData());
    const DroverOutput update =
        run({u"update"_s, u"mail"_s, u"--id"_s, u"1"_s, u"--data"_s, u"{\"email\":\"new\",\"a\":1}"_s});
    QVERIFY2(update.exitCode == 0, update.err.constData());
    QVERIFY(rawData().startsWith("{\"email\":\"eyJ"));
    QVERIFY(rawData().endsWith("\",\"a\":1}"));
    QCOMPARE(run({u"job"_s, u"mail"_s, u"1"_s, u"--decrypt"_s}).json()[u"data"_s][u"email"_s].toString(),
        u"new"_s);
}

//! The ten lines that `keys export` prints are run as they are.
void TestCliEncryption::nodeReadsWithTheExportedKeyAndExample()
{
    chooseFields();
    addJob();
    const DroverOutput key =
        m_drover->run({u"keys"_s, u"export"_s, u"mail"_s, u"--yes-show-the-key"_s, u"mail"_s});
    QVERIFY2(key.exitCode == 0, key.err.constData());
    const auto write = [this](const QString& name, const QByteArray& content) {
        QFile file(m_seen->filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    };
    QVERIFY(write(u"key.json"_s, key.out));
    QVERIFY(write(u"fields.mjs"_s, key.err.mid(key.err.indexOf("import {"))));
    QVERIFY(QFile::link(QStringLiteral(DROVER_NODE_MODULES), m_seen->filePath(u"node_modules"_s)));
    const NpmReply reply = m_npm->eval(uR"(
        await jose(); // WebCrypto for Node 18
        process.chdir(args);
        const fields = await import(args + '/fields.mjs');
        const [job] = await queue.getWaiting();
        await queue.add('pay', { card: { number: await fields.encrypt({ digits: 42 }, '/card/number') } }, { jobId: 'node' });
        process.chdir('/');
        return fields.decrypt(job.data.card.number);)"_s,
        u"mail"_s, m_seen->path());
    QVERIFY2(reply.ok, qPrintable(reply.error));
    QCOMPARE(reply.value().toString().toUtf8(), marker);
    const DroverOutput job = run({u"job"_s, u"mail"_s, u"node"_s, u"--decrypt"_s});
    QCOMPARE(job.json()[u"data"_s][u"card"_s][u"number"_s][u"digits"_s].toInt(), 42);
}

void TestCliEncryption::workersGetClearText_data()
{
    QTest::addColumn<bool>("isNode");
    QTest::newRow("--exec") << false;
    QTest::newRow("--node") << true;
}

void TestCliEncryption::workersGetClearText()
{
    QFETCH(bool, isNode);
    chooseFields();
    addJob();
    const QString seen = m_seen->filePath(u"seen"_s);
    const QString file =
        writeProcessor("require('fs').writeFileSync('" + seen.toUtf8() + "', JSON.stringify(job.data));");
    const DroverOutput out = work(isNode ? QStringList{u"--node"_s, file} : keeper());
    QVERIFY2(out.exitCode == 0, out.err.constData());
    QVERIFY(contentOf(seen).contains(QByteArray("\"number\":\"" + marker + '"')));
    QVERIFY(!out.out.contains(marker));
    QVERIFY(!out.err.contains(marker));
    QCOMPARE(m_redis.integer({"ZCARD", "bull:mail:completed"}), 1);
    QVERIFY(rawData().startsWith("{\"card\":{\"number\":\"eyJ"));
}

void TestCliEncryption::whatAProcessorWritesBackIsEncrypted()
{
    chooseFields();
    addJob();
    const QString file =
        writeProcessor("await job.updateData({ ...job.data, email: 'b@' + job.data.card.number });");
    const DroverOutput out = work({u"--node"_s, file});
    QVERIFY2(out.exitCode == 0, out.err.constData());
    QVERIFY(rawData().contains("\"email\":\"eyJ"));
    const DroverOutput job = run({u"job"_s, u"mail"_s, u"1"_s, u"--decrypt"_s});
    QCOMPARE(job.json()[u"data"_s][u"email"_s].toString().toUtf8(), QByteArray("b@" + marker));
}

void TestCliEncryption::resultsAreEncrypted_data()
{
    QTest::addColumn<QStringList>("processor");
    QTest::newRow("--exec") << QStringList{u"--exec"_s, u"cat"_s};
    QTest::newRow("--node") << QStringList{u"--node"_s, u"processor.js"_s};
    QTest::newRow("--plugin") << QStringList{
        u"--plugin"_s, QStringLiteral(DROVER_TEST_PLUGINS "/libjobsplugin.so")};
}

//! Each of them returns the data that it got, in clear text.
void TestCliEncryption::resultsAreEncrypted()
{
    QFETCH(QStringList, processor);
    chooseFields();
    const DroverOutput chosen = run({u"keys"_s, u"results"_s, u"mail"_s, u"/data"_s});
    QCOMPARE(chosen.json()[u"resultFields"_s].toArray(), QJsonArray{u"/data"_s});
    addJob();
    if (processor.first() == "--node"_L1)
        processor.last() = writeProcessor("return { data: job.data, n: 1 };");
    const DroverOutput out = work(processor);
    QVERIFY2(out.exitCode == 0, out.err.constData());
    QVERIFY(!out.out.contains(marker) && !out.err.contains(marker));
    const QByteArray stored = m_redis.text({"HGET", "bull:mail:1", "returnvalue"});
    QVERIFY2(stored.contains("\"data\":\"eyJ"), stored.constData());
    const DroverOutput job = run({u"job"_s, u"mail"_s, u"1"_s, u"--decrypt"_s});
    QCOMPARE(job.json()[u"returnvalue"_s][u"data"_s][u"card"_s][u"number"_s].toString().toUtf8(), marker);
    QVERIFY(!run({u"job"_s, u"mail"_s, u"1"_s}).out.contains(marker));
    // And a service of somebody's own, with the exported key.
    const DroverOutput key = run({u"keys"_s, u"export"_s, u"mail"_s, u"--yes-show-the-key"_s, u"mail"_s});
    const NpmReply read = m_npm->eval(uR"(
        const { importJWK, compactDecrypt } = await jose();
        const job = await queue.getJob('1');
        const { plaintext, protectedHeader } =
            await compactDecrypt(job.returnvalue.data, await importJWK(args, 'A256GCM'));
        return [protectedHeader.field, JSON.parse(new TextDecoder().decode(plaintext)).note];)"_s,
        u"mail"_s, key.json());
    QVERIFY2(read.ok, qPrintable(read.error));
    QCOMPARE(read.value().toArray(), (QJsonArray{u"returnvalue/data"_s, u"seen"_s}));
}

void TestCliEncryption::simulatedJobsStayEncrypted()
{
    chooseFields();
    addJob();
    const DroverOutput out = work({u"--simulate"_s, u"ms=0"_s});
    QVERIFY2(out.exitCode == 0, out.err.constData());
    QCOMPARE(m_redis.integer({"ZCARD", "bull:mail:completed"}), 1);
    QVERIFY(rawData().startsWith("{\"card\":{\"number\":\"eyJ"));
    QVERIFY(!out.out.contains(marker));
}

//! Fields are chosen, and a key is made, while it runs.
void TestCliEncryption::runningWorkerLearnsOfKeys()
{
    QVERIFY(m_session->startKeyring("pass"));
    const QString script = u"cat > '%1/seen'$DROVER_JOB_ID"_s.arg(m_seen->path());
    QProcess worker;
    m_drover->start(worker, {u"work"_s, u"mail"_s, u"--exec"_s, u"sh"_s, u"-c"_s, script});
    chooseFieldsOnly();
    addJob();
    QTRY_COMPARE_WITH_TIMEOUT(m_redis.integer({"ZCARD", "bull:mail:completed"}), 1, 30000);
    QVERIFY(contentOf(m_seen->filePath(u"seen1"_s)).contains(marker));
    QCOMPARE(run({u"keys"_s, u"rotate"_s, u"mail"_s}).exitCode, 0);
    addJob();
    QTRY_COMPARE_WITH_TIMEOUT(m_redis.integer({"ZCARD", "bull:mail:completed"}), 2, 30000);
    QVERIFY(contentOf(m_seen->filePath(u"seen2"_s)).contains(marker));
    worker.terminate();
    QCOMPARE(DroverProgram::finish(worker).exitCode, 0);
}

//! cleanup() looks through the report and the log too.
void TestCliEncryption::crashReportHoldsNoClearText()
{
    chooseFields();
    addJob();
    const QString started = m_seen->filePath(u"started"_s);
    const QString script =
        u"grep -q '%1' && touch '%2'; sleep 60"_s.arg(QString::fromLatin1(marker), started);
    QProcess worker;
    m_drover->start(
        worker, {u"work"_s, u"mail"_s, u"--log-level"_s, u"debug"_s, u"--exec"_s, u"sh"_s, u"-c"_s, script});
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(started), 30000);
    ::kill(pid_t(worker.processId()), SIGSEGV);
    QCOMPARE(DroverProgram::finish(worker).exitCode, -1);
    const DroverOutput report = m_drover->run({u"crashes"_s, u"--show"_s});
    QVERIFY2(report.out.contains("SIGSEGV"), report.out.constData());
    QVERIFY(!report.out.contains(marker));
}

void TestCliEncryption::whatCannotBeDecryptedFailsForGood_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("altered") << QByteArray("altered") << QByteArray("it was altered");
    QTest::newRow("truncated") << QByteArray("truncated") << QByteArray("the text is no compact JWE");
    QTest::newRow("moved") << QByteArray("moved") << QByteArray("it belongs to another queue or field");
    QTest::newRow("key gone") << QByteArray("key gone") << QByteArray("its key is not known here");
}

void TestCliEncryption::whatCannotBeDecryptedFailsForGood()
{
    QFETCH(QByteArray, change);
    QFETCH(QByteArray, reason);
    chooseFields();
    addJob(u"{\"attempts\":3}"_s);
    QByteArray data = rawData();
    const qsizetype end = data.indexOf("\", \"id\"");
    if (change == "altered")
        data[end - 5] = data[end - 5] == 'A' ? 'B' : 'A';
    else if (change == "truncated")
        data.remove(end - 30, 30);
    else if (change == "moved")
        data = R"({"email":)" + data.mid(data.indexOf("\"eyJ"), end - data.indexOf("\"eyJ") + 1) + '}';
    else
        QVERIFY(data.contains("eyJ"));
    m_redis.command({"HSET", "bull:mail:1", "data", data});
    if (change == "key gone") {
        const QString id = run({u"keys"_s, u"list"_s}).json()[0][u"keys"_s][0][u"id"_s].toString();
        QCOMPARE(run({u"keys"_s, u"rotate"_s, u"mail"_s}).exitCode, 0);
        m_session->secretTool({u"clear"_s, u"server"_s, u"Drover"_s, u"user"_s, u"encryption/"_s + id});
    }
    const DroverOutput out = work(keeper());
    QCOMPARE(out.exitCode, 1);
    QVERIFY(!QFile::exists(m_seen->filePath(u"seen"_s)));
    const QByteArray failed = m_redis.text({"HGET", "bull:mail:1", "failedReason"});
    QVERIFY2(failed.startsWith(QByteArray("cannot decrypt: " + reason)), failed.constData());
    QCOMPARE(m_redis.integer({"ZCARD", "bull:mail:failed"}), 1);
    QCOMPARE(m_redis.text({"HGET", "bull:mail:1", "atm"}), QByteArray("1"));
    const DroverOutput job = run({u"job"_s, u"mail"_s, u"1"_s, u"--decrypt"_s});
    QCOMPARE(job.exitCode, 2);
    QCOMPARE(errorCode(job), u"Encryption"_s);
}

void TestCliEncryption::decryptsOnDemand()
{
    chooseFields();
    addJob();
    const DroverOutput closed = run({u"job"_s, u"mail"_s, u"1"_s});
    QVERIFY(!closed.out.contains(marker));
    const DroverOutput open = run({u"job"_s, u"mail"_s, u"1"_s, u"--decrypt"_s});
    QVERIFY(open.out.contains(QByteArray(R"("data":)" + clearData)));
    const DroverOutput text = m_drover->run({u"job"_s, u"mail"_s, u"1"_s, u"--decrypt"_s});
    QVERIFY(text.out.contains(marker));
    for (const auto& verb : {u"jobs"_s, u"export"_s})
        QVERIFY(!run({verb, u"mail"_s, u"waiting"_s}).out.contains(marker));
}

QTEST_GUILESS_MAIN(TestCliEncryption)
#include "tst_cliencryption.moc"
