// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "encryption/keystore.h"
#include "session/enginesession.h"
#include "session/feeds/actionsfeed.h"
#include "session/feeds/inspectorfeed.h"
#include "support/await.h"
#include "support/fakesecretstore.h"
#include "support/redisfixture.h"
#include "ui/support/livesession.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {
const QByteArray marker = "mArKeR-of-tst_encryptedfields";
const QueueId mail{"bull", "mail"};
} // namespace

//! What the window writes into and runs from a queue with encrypted fields.
class TestEncryptedFields final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void newJobsAndEditsAreEncrypted();
    void localWorkersGetClearText();
    void nothingIsWrittenWithoutTheKey();
    void workerEndsWithoutTheKey();
    void runningWorkerLearnsOfKeys();
    void inspectorDecrypts();
    void reencryptsWithPlanAndReport();
    void reencryptWithoutKeysSaysWhy();
    void optionsAloneNeedNoKey();

private:
    QByteArray rawData() { return m_redis.text({"HGET", "bull:mail:1", "data"}); }
    void addJob()
    {
        NewJob job{"pay", "{\"card\":\"" + marker + "\"}", {}};
        const auto id = answered<JobId>([&](Answer<JobId> answer) {
            m_session->writes().addJob(mail, job, m_session.get(), std::move(answer));
        });
        VERIFY_OK(id);
        QCOMPARE(*id, QByteArray("1"));
    }
    int startWorker()
    {
        LocalWorkerSpec spec;
        spec.queue = mail;
        spec.kind = LocalWorkerSpec::Kind::Command;
        spec.program = u"sh"_s;
        spec.arguments = QStringList{u"-c"_s, u"cat > '%1'"_s.arg(m_folder->filePath(u"seen"_s))};
        return m_session->workers().start(spec, {});
    }
    LocalWorkerState stateOf(int worker)
    {
        for (const LocalWorkerFacts& facts : m_session->workers().workers()) {
            if (facts.worker == worker)
                return facts.state;
        }
        return LocalWorkerState::Starting;
    }

    RedisFixture m_redis;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeSecretStore> m_keychain;
    std::unique_ptr<KeyStore> m_keys;
    std::unique_ptr<EngineSession> m_session;
};

void TestEncryptedFields::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
}

void TestEncryptedFields::init()
{
    m_redis.command({"FLUSHALL"});
    m_session.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_keychain = std::make_unique<FakeSecretStore>();
    m_keys = std::make_unique<KeyStore>(m_folder->filePath(u"encryption.json"_s), *m_keychain);
    VERIFY_OK(await(m_keys->makeKey(mail)));
    VERIFY_OK(m_keys->setFields(mail, {"/card"}));
    EngineConfig config;
    config.connection = m_redis.unixOptions();
    config.keys = m_keys.get();
    m_session = std::make_unique<EngineSession>(config);
    QTRY_COMPARE(m_session->link().state, LinkState::Ready);
}

void TestEncryptedFields::newJobsAndEditsAreEncrypted()
{
    addJob();
    QVERIFY(rawData().startsWith("{\"card\":\"eyJ"));
    const auto read = answered<JobDetail>([&](Answer<JobDetail> answer) {
        m_session->writes().readJob(mail, "1", m_session.get(), std::move(answer));
    });
    VERIFY_OK(read);
    JobEdit edit{mail, "1", JsonText(R"({"card":"new","a":1})"), {}, read->job.data, read->job.opts};
    const auto saved = answered<EditOutcome>([&](Answer<EditOutcome> answer) {
        m_session->writes().editJob(edit, m_session.get(), std::move(answer));
    });
    VERIFY_OK(saved);
    QVERIFY(saved->saved);
    QVERIFY(rawData().startsWith("{\"card\":\"eyJ"));
    QVERIFY(rawData().endsWith("\",\"a\":1}"));
    const auto cipher = await(m_keys->cipher(mail));
    QCOMPARE(*(*cipher)->decrypted(rawData()), *edit.data);
}

void TestEncryptedFields::localWorkersGetClearText()
{
    addJob();
    startWorker();
    QTRY_COMPARE_WITH_TIMEOUT(m_redis.integer({"ZCARD", "bull:mail:completed"}), 1, 30000);
    QFile seen(m_folder->filePath(u"seen"_s));
    QVERIFY(seen.open(QIODevice::ReadOnly));
    QVERIFY(seen.readAll().contains(marker));
    QVERIFY(rawData().startsWith("{\"card\":\"eyJ"));
}

void TestEncryptedFields::nothingIsWrittenWithoutTheKey()
{
    m_keychain->trouble = SecretState::Locked;
    const NewJob job{"pay", R"({"card":1})", {}};
    const auto id = answered<JobId>([&](Answer<JobId> answer) {
        m_session->writes().addJob(mail, job, m_session.get(), std::move(answer));
    });
    QVERIFY(!id);
    QCOMPARE(id.error().code, ErrorCode::Encryption);
    QVERIFY(!m_redis.integer({"EXISTS", "bull:mail:1"}));
}

void TestEncryptedFields::workerEndsWithoutTheKey()
{
    addJob();
    m_keychain->trouble = SecretState::Locked;
    const int worker = startWorker();
    QTRY_COMPARE(stateOf(worker), LocalWorkerState::Stopped);
    QCOMPARE(m_redis.integer({"LLEN", "bull:mail:wait"}), 1);
    // Nobody waits for a person who has to open the keychain.
    m_keychain->trouble = SecretState::Stored;
    m_keychain->holdsBack = true;
    const int late = startWorker();
    m_session->workers().stop(late, false);
    QCOMPARE(stateOf(late), LocalWorkerState::Stopped);
    m_keychain->answer();
    m_keychain->holdsBack = false;
    QCOMPARE(m_redis.integer({"LLEN", "bull:mail:wait"}), 1);
}

//! Also of fields that were not encrypted when it began.
void TestEncryptedFields::runningWorkerLearnsOfKeys()
{
    VERIFY_OK(m_keys->setFields(mail, {}));
    startWorker();
    VERIFY_OK(m_keys->setFields(mail, {"/card"}));
    VERIFY_OK(m_keys->setResultFields(mail, {""}));
    VERIFY_OK(await(m_keys->makeKey(mail)));
    addJob();
    QTRY_COMPARE_WITH_TIMEOUT(m_redis.integer({"ZCARD", "bull:mail:completed"}), 1, 30000);
    QFile seen(m_folder->filePath(u"seen"_s));
    QVERIFY(seen.open(QIODevice::ReadOnly));
    QVERIFY(seen.readAll().contains(marker));
    QVERIFY(m_redis.text({"HGET", "bull:mail:1", "returnvalue"}).startsWith("\"eyJ"));
}

void TestEncryptedFields::inspectorDecrypts()
{
    addJob();
    const auto decrypt = [this](const QByteArray& text, JobField field = JobField::Data) {
        return answered<QByteArray>([&](Answer<QByteArray> answer) {
            m_session->inspector().decrypt(mail, field, text, m_session.get(), std::move(answer));
        });
    };
    const QByteArray stored = rawData();
    const auto clear = decrypt(stored);
    VERIFY_OK(clear);
    QCOMPARE(*clear, QByteArray("{\"card\":\"" + marker + "\"}"));
    // Nothing of it where anything is wrong.
    QByteArray altered = stored;
    const qsizetype at = stored.size() - 6;
    altered[at] = stored[at] == 'A' ? 'B' : 'A';
    const QByteArray truncated = stored.left(stored.size() - 30) + "\"}";
    for (const QByteArray& bad : {altered, truncated, QByteArray(stored).replace("eyJ", "eyJx")}) {
        const auto result = decrypt(bad);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Encryption);
        QVERIFY2(
            result.error().message.startsWith(u"cannot decrypt: "_s), qPrintable(result.error().message));
        QVERIFY(!result.error().message.contains(QString::fromUtf8(marker)));
    }
    m_keychain->secrets.clear();
    VERIFY_OK(await(m_keys->makeKey(mail)));
    const auto gone = decrypt(stored);
    QVERIFY(!gone);
    QCOMPARE(gone.error().context.value(u"reason"_s).toString(), u"unknown-key"_s);
}

void TestEncryptedFields::reencryptsWithPlanAndReport()
{
    for (int i = 1; i <= 30; ++i)
        m_redis.command({"HSET", "bull:mail:" + QByteArray::number(i), "name", "pay", "data",
            "{\"card\":\"old" + QByteArray::number(i) + "\"}", "opts", "{}", "timestamp", "1700000000000"});
    for (int i = 1; i <= 30; ++i)
        m_redis.command({"LPUSH", "bull:mail:wait", QByteArray::number(i)});
    ActionRequest request;
    request.verb = ActionVerb::Reencrypt;
    request.jobs.queue = mail;
    request.jobs.state = JobState::Waiting;
    const auto plan = planAction(*m_session, request);
    VERIFY_OK(plan);
    QCOMPARE(plan->jobs, 30);
    QVERIFY(rawData().contains("old1"));
    const ActionFacts end = runAction(*m_session, request);
    QVERIFY(!end.error);
    QCOMPARE(end.done, 30);
    const auto cipher = await(m_keys->cipher(mail));
    QVERIFY(rawData().startsWith("{\"card\":\"eyJ"));
    QCOMPARE(*(*cipher)->decrypted(rawData()), QByteArray("{\"card\":\"old1\"}"));
    QCOMPARE(m_redis.integer({"LLEN", "bull:mail:wait"}), 30);
    QCOMPARE(runAction(*m_session, request).done, 0);
}

// fault: H3
void TestEncryptedFields::reencryptWithoutKeysSaysWhy()
{
    ActionRequest request;
    request.verb = ActionVerb::Reencrypt;
    request.jobs.queue = mail;
    request.jobs.state = JobState::Waiting;
    m_keychain->trouble = SecretState::Locked;
    const ActionFacts locked = runAction(*m_session, request);
    QVERIFY(locked.error && locked.error->code == ErrorCode::Encryption);
    m_keychain->trouble = SecretState::Stored;
    request.jobs.queue = {"bull", "other"};
    QVERIFY(runAction(*m_session, request).error);
    // Nobody waits for a person who has to open the keychain.
    request.jobs.queue = mail;
    m_keychain->holdsBack = true;
    std::optional<ActionFacts> end;
    QObject context;
    connect(&m_session->actions(), &ActionsFeed::changed, &context, [&end](const ActionFacts& facts) {
        if (facts.phase == ActionPhase::Ended)
            end = facts;
    });
    m_session->actions().cancel(m_session->actions().start(request));
    m_keychain->answer();
    QTRY_VERIFY(end.has_value());
    QCOMPARE(end->error->code, ErrorCode::Cancelled);
    m_keychain->holdsBack = false;
}

void TestEncryptedFields::optionsAloneNeedNoKey()
{
    addJob();
    const auto read = answered<JobDetail>([&](Answer<JobDetail> answer) {
        m_session->writes().readJob(mail, "1", m_session.get(), std::move(answer));
    });
    VERIFY_OK(read);
    m_keychain->trouble = SecretState::Locked;
    JobEdit edit{mail, "1", {}, JsonText(R"({"attempts":5})"), read->job.data, read->job.opts};
    const auto saved = answered<EditOutcome>([&](Answer<EditOutcome> answer) {
        m_session->writes().editJob(edit, m_session.get(), std::move(answer));
    });
    VERIFY_OK(saved);
    QVERIFY(saved->saved);
}

QTEST_GUILESS_MAIN(TestEncryptedFields)
#include "tst_encryptedfields.moc"
