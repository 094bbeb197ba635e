// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprogram.h"
#include "support/keyringsession.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <csignal>

using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

// What must never be found in clear text outside of the processors.
const QByteArray marker = "mArKeR-of-tst_clikeys";
const QByteArray clearData =
    "{\"card\":{\"number\":\"" + marker + "\", \"id\" : 12345678901234567890},\"note\":\"seen\"}";

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

//! Encrypted fields from the shell, with a real keychain, and npm's bullmq and jose at the other end.
class TestCliKeys final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
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
    void rotationKeepsOldJobsReadable();
    void reencryptsWhatIsThere();
    void reencryptSkipsWhatItCannotRead();
    void deletesOldKeysOnConfirmation();
    void keysAreShownOnlyOnConfirmation();
    void tellsWhatIsEncrypted();
    void withoutAKeychainNothingIsWritten_data();
    void withoutAKeychainNothingIsWritten();
    void damagedChoiceIsNotIgnored();
    void mistakesAreExplained_data();
    void mistakesAreExplained();

private:
    DroverOutput run(const QStringList& arguments, const QByteArray& input = {})
    {
        return m_drover->run(arguments + QStringList{u"--json"_s}, input);
    }
    void chooseFields()
    {
        QVERIFY(m_session->startKeyring("pass"));
        chooseFieldsOnly();
    }
    void chooseFieldsOnly()
    {
        const DroverOutput out = run({u"keys"_s, u"fields"_s, u"mail"_s, u"/card/number"_s, u"/email"_s});
        QVERIFY2(out.exitCode == 0, out.err.constData());
    }
    void addJob(const QString& options = u"{}"_s)
    {
        const DroverOutput out =
            run({u"add"_s, u"mail"_s, u"pay"_s, u"-"_s, u"--opts"_s, options}, clearData);
        QVERIFY2(out.exitCode == 0, out.err.constData());
    }
    QByteArray rawData(const QByteArray& id = "1")
    {
        return m_redis.text({"HGET", "bull:mail:" + id, "data"});
    }
    DroverOutput work(const QStringList& processor)
    {
        QStringList arguments{u"work"_s, u"mail"_s, u"--until-empty"_s, u"--json"_s};
        return m_drover->run(arguments + processor);
    }
    //! A program for --exec that keeps what it got.
    QStringList keeper()
    {
        const QString script = u"cat > '%1/seen'; echo done >&2"_s.arg(m_seen->path());
        return {u"--exec"_s, u"sh"_s, u"-c"_s, script};
    }
    QString writeProcessor(const QByteArray& body)
    {
        QFile file(m_seen->filePath(u"processor.js"_s));
        if (file.open(QIODevice::WriteOnly))
            file.write("module.exports = async (job) => {" + body + "};\n");
        return file.fileName();
    }
    static QString errorCode(const DroverOutput& out) { return out.json()[u"error"_s][u"code"_s].toString(); }

    RedisFixture m_redis{RedisFixtureOptions{
        .arguments = {u"--rdbcompression"_s, u"no"_s, u"--slowlog-log-slower-than"_s, u"0"_s}}};
    std::unique_ptr<KeyringSession> m_session;
    std::unique_ptr<DroverProgram> m_drover;
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<QTemporaryDir> m_seen; //!< what processors may see
};

void TestCliKeys::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
    m_npm = std::make_unique<NpmProcess>(m_redis.socketPath());
    QVERIFY(m_npm->start());
}

void TestCliKeys::init()
{
    m_redis.command({"FLUSHALL"});
    m_redis.command({"SLOWLOG", "RESET"});
    m_session = std::make_unique<KeyringSession>();
    QVERIFY(m_session->startBus());
    m_seen = std::make_unique<QTemporaryDir>();
    m_drover = std::make_unique<DroverProgram>(u"unix://"_s + m_redis.socketPath());
    const QProcessEnvironment environment = m_session->environment();
    for (const auto& name : {u"DBUS_SESSION_BUS_ADDRESS"_s, u"XDG_RUNTIME_DIR"_s})
        m_drover->setEnvironment(name, environment.value(name));
    for (const auto& name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"XDG_CURRENT_DESKTOP"_s})
        m_drover->setEnvironment(name, {});
    // All that drover keeps is in the folder that cleanup() looks through.
    for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"})
        m_drover->setEnvironment(QString::fromLatin1(name), m_session->home() + u"/user"_s);
    QVERIFY(QDir(m_session->home()).mkdir(u"user"_s));
}

//! No clear text in any file of drover's, in Redis' data, or in any command that it was sent.
void TestCliKeys::cleanup()
{
    int looked = 0;
    QDirIterator files(m_session->home(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QVERIFY2(!contentOf(files.next()).contains(marker), qPrintable(files.filePath()));
        ++looked;
    }
    QVERIFY(looked > 0);
    QCOMPARE(m_redis.text({"SAVE"}), QByteArray("OK"));
    const QByteArray everything = contentOf(m_redis.directory() + u"/dump.rdb"_s);
    QVERIFY(everything.startsWith("REDIS"));
    QVERIFY(!everything.contains(marker));
    for (const drover::Reply& entry : m_redis.command({"SLOWLOG", "GET", "-1"}).items) {
        for (const drover::Reply& argument : entry.items.at(3).items)
            QVERIFY2(!argument.text.contains(marker), argument.text.constData());
    }
}

void TestCliKeys::addedJobsAreEncrypted()
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

void TestCliKeys::bulkAndUpdateEncryptToo()
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
void TestCliKeys::nodeReadsWithTheExportedKeyAndExample()
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

void TestCliKeys::workersGetClearText_data()
{
    QTest::addColumn<bool>("isNode");
    QTest::newRow("--exec") << false;
    QTest::newRow("--node") << true;
}

void TestCliKeys::workersGetClearText()
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

void TestCliKeys::whatAProcessorWritesBackIsEncrypted()
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

void TestCliKeys::resultsAreEncrypted_data()
{
    QTest::addColumn<QStringList>("processor");
    QTest::newRow("--exec") << QStringList{u"--exec"_s, u"cat"_s};
    QTest::newRow("--node") << QStringList{u"--node"_s, u"processor.js"_s};
    QTest::newRow("--plugin") << QStringList{
        u"--plugin"_s, QStringLiteral(DROVER_TEST_PLUGINS "/libjobsplugin.so")};
}

//! Each of them returns the data that it got, in clear text.
void TestCliKeys::resultsAreEncrypted()
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

void TestCliKeys::simulatedJobsStayEncrypted()
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
void TestCliKeys::runningWorkerLearnsOfKeys()
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
void TestCliKeys::crashReportHoldsNoClearText()
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

void TestCliKeys::whatCannotBeDecryptedFailsForGood_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("altered") << QByteArray("altered") << QByteArray("it was altered");
    QTest::newRow("truncated") << QByteArray("truncated") << QByteArray("the text is no compact JWE");
    QTest::newRow("moved") << QByteArray("moved") << QByteArray("it belongs to another queue or field");
    QTest::newRow("key gone") << QByteArray("key gone") << QByteArray("its key is not known here");
}

void TestCliKeys::whatCannotBeDecryptedFailsForGood()
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

void TestCliKeys::decryptsOnDemand()
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

void TestCliKeys::rotationKeepsOldJobsReadable()
{
    chooseFields();
    addJob();
    const DroverOutput rotated = run({u"keys"_s, u"rotate"_s, u"mail"_s});
    QVERIFY2(rotated.exitCode == 0, rotated.err.constData());
    QCOMPARE(rotated.json()[u"keys"_s].toArray().size(), 2);
    addJob();
    const auto header = [this](const QByteArray& id) {
        const QByteArray data = rawData(id);
        const qsizetype at = data.indexOf("eyJ");
        return QByteArray::fromBase64(data.mid(at, data.indexOf('.') - at), QByteArray::Base64UrlEncoding);
    };
    const QJsonArray keys = rotated.json()[u"keys"_s].toArray();
    QVERIFY(header("1").contains(keys[0][u"id"_s].toString().toLatin1()));
    QVERIFY(header("2").contains(keys[1][u"id"_s].toString().toLatin1()));
    for (const auto& id : {u"1"_s, u"2"_s})
        QVERIFY(run({u"job"_s, u"mail"_s, id, u"--decrypt"_s}).out.contains(clearData));
    const DroverOutput old = run({u"keys"_s, u"export"_s, u"mail"_s, u"--yes-show-the-key"_s, u"mail"_s,
        u"--id"_s, keys[0][u"id"_s].toString()});
    QCOMPARE(old.json()[u"kid"_s], keys[0][u"id"_s]);
}

void TestCliKeys::reencryptsWhatIsThere()
{
    m_redis.command({"CONFIG", "SET", "slowlog-log-slower-than", "-1"}); // npm adds in clear text
    const NpmReply added = m_npm->eval(uR"(
        for (let i = 0; i < 30; ++i)
            await queue.add('old', { email: args, i }, { delay: i < 10 ? 3600000 : 0 });
        await queue.add('other', { i: 30 });)"_s,
        u"mail"_s, QString::fromLatin1(marker));
    QVERIFY2(added.ok, qPrintable(added.error));
    m_redis.command({"CONFIG", "SET", "slowlog-log-slower-than", "0"});
    chooseFields();
    const QStringList waiting{u"reencrypt"_s, u"mail"_s, u"--state"_s, u"waiting"_s};
    const DroverOutput dry = run(waiting + QStringList{u"--dry-run"_s});
    QCOMPARE(dry.json()[u"matched"_s].toInt(), 20);
    QVERIFY(rawData("30").contains(marker));
    const auto reencrypt = [this](const QStringList& arguments, int expected) {
        const DroverOutput out = run(arguments);
        QVERIFY2(out.exitCode == 0, out.err.constData());
        QCOMPARE(out.json()[u"done"_s].toInt(), expected);
        QCOMPARE(out.json()[u"matched"_s].toInt(), expected);
    };
    reencrypt(waiting, 20);
    reencrypt(waiting, 0);
    reencrypt({u"reencrypt"_s, u"mail"_s, u"--state"_s, u"delayed"_s}, 10);
    QCOMPARE(rawData("31"), QByteArray(R"({"i":30})"));
    const QByteArray before = rawData("30");
    QCOMPARE(run({u"keys"_s, u"rotate"_s, u"mail"_s}).exitCode, 0);
    reencrypt(waiting, 20);
    QVERIFY(rawData("30") != before);
    QVERIFY(run({u"job"_s, u"mail"_s, u"30"_s, u"--decrypt"_s}).out.contains(marker));
    QCOMPARE(m_npm->counts(u"mail"_s)[u"waiting"_s].toInt(), 21);
    QCOMPARE(m_npm->counts(u"mail"_s)[u"delayed"_s].toInt(), 10);
}

void TestCliKeys::reencryptSkipsWhatItCannotRead()
{
    chooseFields();
    addJob();
    QByteArray damaged = rawData();
    damaged.replace("eyJ", "eyJx");
    m_redis.command({"HSET", "bull:mail:1", "data", damaged});
    const DroverOutput out = run({u"reencrypt"_s, u"mail"_s, u"--state"_s, u"waiting"_s});
    QCOMPARE(out.exitCode, 1);
    QCOMPARE(out.json()[u"skipped"_s][0][u"reason"_s].toString(), u"Encryption"_s);
    QCOMPARE(rawData(), damaged);
    const DroverOutput other = run({u"reencrypt"_s, u"pay"_s, u"--state"_s, u"waiting"_s});
    QCOMPARE(other.exitCode, 2);
    const DroverOutput locked =
        run({u"reencrypt"_s, u"mail"_s, u"--state"_s, u"waiting"_s, u"--read-only"_s});
    QCOMPARE(errorCode(locked), u"ReadOnly"_s);
}

void TestCliKeys::deletesOldKeysOnConfirmation()
{
    chooseFields();
    addJob();
    const QString first = run({u"keys"_s, u"list"_s}).json()[0][u"keys"_s][0][u"id"_s].toString();
    const QStringList deletion{u"keys"_s, u"delete"_s, u"mail"_s, u"--id"_s, first};
    const QStringList confirmed = deletion + QStringList{u"--yes-delete-the-key"_s, u"mail"_s};
    QCOMPARE(run(confirmed).exitCode, 2); // it encrypts
    QCOMPARE(run({u"keys"_s, u"rotate"_s, u"mail"_s}).exitCode, 0);
    QCOMPARE(run(deletion).exitCode, 64);
    QVERIFY(run({u"job"_s, u"mail"_s, u"1"_s, u"--decrypt"_s}).out.contains(marker));
    const DroverOutput out = run(confirmed);
    QVERIFY2(out.exitCode == 0, out.err.constData());
    QCOMPARE(out.json()[u"keys"_s].toArray().size(), 1);
    QCOMPARE(run({u"job"_s, u"mail"_s, u"1"_s, u"--decrypt"_s}).exitCode, 2);
    const DroverOutput again =
        run({u"keys"_s, u"export"_s, u"mail"_s, u"--yes-show-the-key"_s, u"mail"_s, u"--id"_s, first});
    QCOMPARE(errorCode(again), u"NotFound"_s);
}

void TestCliKeys::keysAreShownOnlyOnConfirmation()
{
    chooseFields();
    const DroverOutput key = run({u"keys"_s, u"export"_s, u"mail"_s, u"--yes-show-the-key"_s, u"mail"_s});
    const QByteArray secret = key.json()[u"k"_s].toString().toLatin1();
    QCOMPARE(secret.size(), 43);
    for (const QStringList& rest : {QStringList(), QStringList{u"--yes-show-the-key"_s, u"pay"_s}}) {
        const DroverOutput refused = run(QStringList{u"keys"_s, u"export"_s, u"mail"_s} + rest);
        QCOMPARE(refused.exitCode, 64);
        QVERIFY(!refused.out.contains(secret));
    }
    QVERIFY(!run({u"keys"_s, u"list"_s}).out.contains(secret));
    QDirIterator files(
        m_session->home() + u"/user/drover"_s, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext())
        QVERIFY2(!contentOf(files.next()).contains(secret), qPrintable(files.filePath()));
}

void TestCliKeys::tellsWhatIsEncrypted()
{
    QCOMPARE(run({u"keys"_s, u"list"_s}).json().toArray(), QJsonArray());
    chooseFields();
    const QJsonObject queue = run({u"keys"_s, u"list"_s}).json()[0].toObject();
    QCOMPARE(queue[u"queue"_s].toString(), u"bull:mail"_s);
    QCOMPARE(queue[u"fields"_s].toArray(), (QJsonArray{u"/card/number"_s, u"/email"_s}));
    QCOMPARE(queue[u"keys"_s].toArray().size(), 1);
    QCOMPARE(queue[u"keys"_s][0][u"current"_s].toBool(), true);
    QCOMPARE(run({u"keys"_s, u"fields"_s, u"mail"_s}).json().toObject(), queue);
    const DroverOutput fewer = run({u"keys"_s, u"fields"_s, u"mail"_s, u"/email"_s});
    QCOMPARE(fewer.json()[u"formerFields"_s].toArray(), QJsonArray{u"/card/number"_s});
    QCOMPARE(fewer.json()[u"keys"_s].toArray().size(), 1);
    QCOMPARE(
        run({u"keys"_s, u"fields"_s, u"mail"_s, u"--none"_s}).json()[u"fields"_s].toArray(), QJsonArray());
    const DroverOutput shop = run({u"keys"_s, u"list"_s, u"--prefix"_s, u"shop"_s});
    QCOMPARE(shop.json().toArray().size(), 1); // all, whatever the prefix
}

void TestCliKeys::withoutAKeychainNothingIsWritten_data()
{
    QTest::addColumn<bool>("hasKeys");
    QTest::newRow("keys were made") << true;
    QTest::newRow("no keys yet") << false;
}

void TestCliKeys::withoutAKeychainNothingIsWritten()
{
    QFETCH(bool, hasKeys);
    if (!hasKeys) {
        const DroverOutput out = run({u"keys"_s, u"fields"_s, u"mail"_s, u"/email"_s});
        QCOMPARE(out.exitCode, 2);
        QCOMPARE(errorCode(out), u"Encryption"_s);
        QCOMPARE(run({u"keys"_s, u"list"_s}).json().toArray(), QJsonArray());
        return;
    }
    chooseFields();
    m_session->stopKeyring();
    const DroverOutput add = run({u"add"_s, u"mail"_s, u"pay"_s, u"-"_s}, clearData);
    QCOMPARE(add.exitCode, 2);
    QCOMPARE(errorCode(add), u"Encryption"_s);
    QCOMPARE(m_redis.integer({"DBSIZE"}), 0);
    QCOMPARE(work(keeper()).exitCode, 2);
}

void TestCliKeys::damagedChoiceIsNotIgnored()
{
    chooseFields();
    const QString path = m_session->home() + u"/user/drover/encryption.json"_s;
    QVERIFY(QFile::exists(path));
    for (const QString& name : {path, QString(path + u".bak"_s)}) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{");
    }
    const DroverOutput add = run({u"add"_s, u"mail"_s, u"pay"_s, u"-"_s}, clearData);
    QCOMPARE(add.exitCode, 2);
    QCOMPARE(errorCode(add), u"Encryption"_s);
    QCOMPARE(m_redis.integer({"DBSIZE"}), 0);
    QCOMPARE(contentOf(path), QByteArray("{"));
}

void TestCliKeys::mistakesAreExplained_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no action") << QStringList{};
    QTest::newRow("unknown action") << QStringList{u"make"_s};
    QTest::newRow("no queue") << QStringList{u"fields"_s};
    QTest::newRow("no pointer") << QStringList{u"fields"_s, u"mail"_s, u"email"_s};
    QTest::newRow("one in the other") << QStringList{u"fields"_s, u"mail"_s, u"/a"_s, u"/a/b"_s};
    QTest::newRow("fields and none") << QStringList{u"fields"_s, u"mail"_s, u"/a"_s, u"--none"_s};
    QTest::newRow("fields of a rotation") << QStringList{u"rotate"_s, u"mail"_s, u"/a"_s};
}

void TestCliKeys::mistakesAreExplained()
{
    QFETCH(QStringList, arguments);
    const DroverOutput out = run(QStringList{u"keys"_s} + arguments);
    QCOMPARE(out.exitCode, 64);
    QVERIFY(!QFile::exists(m_session->home() + u"/user/drover/encryption.json"_s));
}

QTEST_GUILESS_MAIN(TestCliKeys)
#include "tst_clikeys.moc"
