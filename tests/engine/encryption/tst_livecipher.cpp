// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/livecipher.h"

#include "support/await.h"
#include "support/fakesecretstore.h"
#include "worker/encryptedfields.h"

#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

const QueueId mail{"bull", "mail"};
const JsonText data = R"({"a":1,"b":2})";

//! A job without a worker: notes what it is told.
class NotingContext final : public JobContext {
public:
    explicit NotingContext(const JsonText& text) { m_job.data = text; }
    const QueueId& queue() const override { return mail; }
    const Job& job() const override { return m_job; }
    const QByteArray& token() const override { return m_token; }
    std::stop_token stopToken() const override { return {}; }
    QFuture<Status> updateProgress(JsonText) override { return done(); }
    QFuture<Status> log(QByteArray row) override
    {
        rows.append(row);
        return done();
    }
    QFuture<Status> updateData(JsonText text) override
    {
        written = text;
        return done();
    }
    QFuture<Status> moveToDelayed(qint64) override
    {
        ++delays;
        return done();
    }
    QFuture<Status> moveToWait() override { return done(); }
    QFuture<Status> rateLimit(Milliseconds) override { return done(); }

    QByteArrayList rows;
    JsonText written;
    int delays = 0;

private:
    static QFuture<Status> done() { return QtFuture::makeReadyFuture(Status(Done{})); }
    Job m_job;
    QByteArray m_token;
};

} // namespace

//! Workers run for days, and keys and fields change meanwhile.
class TestLiveCipher final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void clearAtFirstAndEncryptedLater();
    void asksTheKeychainOnlyAboutNews();
    void otherThreadsLearnToo();
    void lockedMeanwhile();
    void cannotBeOpenedWithoutKeys();
    void jobsSeeClearTextAndReturnTokens();
    void resultWithoutAKeyIsNotWritten();
    void jobsArePutOffWhileKeysAreLocked();

private:
    [[nodiscard]] LiveCipher::Ptr open() { return *await(LiveCipher::open(*m_store, mail)); }
    //! What use() gives, now or later.
    static Result<FieldCipherPtr> used(const LiveCipher::Ptr& live)
    {
        std::optional<Result<FieldCipherPtr>> answer;
        live->use([&answer](const Result<FieldCipherPtr>& cipher) { answer = cipher; });
        (void)QTest::qWaitFor([&answer] { return answer.has_value(); });
        return *answer;
    }
    void choose()
    {
        VERIFY_OK(await(m_store->makeKey(mail)));
        VERIFY_OK(m_store->setFields(mail, {"/a"}));
    }
    //! Runs one job through an inline processor and waits for its end.
    JobOutcome run(const std::shared_ptr<NotingContext>& context, const LiveCipher::Ptr& live,
        std::function<JobOutcome(JobContext&)> function)
    {
        const auto processor = withDecryptedFields(inlineProcessor(std::move(function)), live);
        std::optional<JobOutcome> end;
        processor->start(context, [&end](JobOutcome outcome) { end = std::move(outcome); });
        (void)QTest::qWaitFor([&end] { return end.has_value(); });
        return *end;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeSecretStore> m_keychain;
    std::unique_ptr<KeyStore> m_store;
};

void TestLiveCipher::init()
{
    m_store.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_keychain = std::make_unique<FakeSecretStore>();
    m_store = std::make_unique<KeyStore>(m_folder->filePath(u"encryption.json"_s), *m_keychain);
}

void TestLiveCipher::clearAtFirstAndEncryptedLater()
{
    const LiveCipher::Ptr live = open();
    QVERIFY(!*used(live));
    QVERIFY(m_keychain->calls.isEmpty());
    KeyStore other(m_store->path(), *m_keychain); // as another program
    VERIFY_OK(await(other.makeKey(mail)));
    VERIFY_OK(other.setFields(mail, {"/a"}));
    const Result<FieldCipherPtr> first = used(live);
    QVERIFY(first && *first);
    const JsonText old = *(*first)->encrypted(data);
    VERIFY_OK(await(other.makeKey(mail)));
    const JsonText renewed = *(*used(live))->renewed(old);
    QVERIFY(renewed != old); // under the second one
}

void TestLiveCipher::asksTheKeychainOnlyAboutNews()
{
    choose();
    const LiveCipher::Ptr live = open();
    m_keychain->calls.clear();
    for (int i = 0; i < 3; ++i)
        QVERIFY(*used(live));
    QVERIFY(m_keychain->calls.isEmpty());
    // Many jobs begin while it is asked: one question for all.
    VERIFY_OK(await(m_store->makeKey(mail)));
    m_keychain->calls.clear();
    int answers = 0;
    for (int i = 0; i < 5; ++i)
        live->use([&answers](const Result<FieldCipherPtr>& cipher) { answers += cipher && *cipher ? 1 : 0; });
    QCOMPARE(answers, 0);
    QTRY_COMPARE(answers, 5);
    QCOMPARE(m_keychain->calls.size(), 2); // one for each key
}

void TestLiveCipher::otherThreadsLearnToo()
{
    const LiveCipher::Ptr live = open();
    choose();
    QThread thread;
    QObject worker;
    worker.moveToThread(&thread);
    thread.start();
    std::atomic<QThread*> answeredOn = nullptr;
    QMetaObject::invokeMethod(&worker, [&] {
        live->use([&](const Result<FieldCipherPtr>& cipher) {
            if (cipher && *cipher)
                answeredOn = QThread::currentThread();
        });
    });
    QTRY_COMPARE(answeredOn.load(), &thread);
    thread.quit();
    thread.wait();
}

void TestLiveCipher::lockedMeanwhile()
{
    choose();
    const LiveCipher::Ptr live = open();
    VERIFY_OK(await(m_store->makeKey(mail)));
    m_keychain->trouble = SecretState::Locked;
    const Result<FieldCipherPtr> locked = used(live);
    QVERIFY(!locked);
    QCOMPARE(locked.error().code, ErrorCode::Encryption);
    // It is not asked again and again; but news in the file are news.
    m_keychain->calls.clear();
    m_keychain->trouble = SecretState::Stored;
    QVERIFY(!used(live));
    QVERIFY(m_keychain->calls.isEmpty());
    VERIFY_OK(await(m_store->makeKey(mail)));
    QVERIFY(*used(live));
}

void TestLiveCipher::cannotBeOpenedWithoutKeys()
{
    choose();
    m_keychain->trouble = SecretState::Unavailable;
    const auto live = await(LiveCipher::open(*m_store, mail));
    QVERIFY(!live);
    QCOMPARE(live.error().code, ErrorCode::Encryption);
}

void TestLiveCipher::jobsSeeClearTextAndReturnTokens()
{
    choose();
    VERIFY_OK(m_store->setResultFields(mail, {"/secret"}));
    const LiveCipher::Ptr live = open();
    const FieldCipherPtr cipher = *used(live);
    const auto context = std::make_shared<NotingContext>(*cipher->encrypted(data));
    JsonText seen;
    const JobOutcome outcome = run(context, live, [&seen](JobContext& job) -> JobOutcome {
        seen = job.job().data;
        (void)job.updateData(R"({"a":3})");
        return JsonText(R"({"secret":"s","n":1})");
    });
    QCOMPARE(seen, data);
    QVERIFY(context->written.startsWith("{\"a\":\"eyJ"));
    QVERIFY(outcome.has_value());
    QVERIFY(outcome->startsWith("{\"secret\":\"eyJ"));
    QCOMPARE(*cipher->decryptedResult(*outcome), QByteArray(R"({"secret":"s","n":1})"));
}

void TestLiveCipher::resultWithoutAKeyIsNotWritten()
{
    VERIFY_OK(m_store->setResultFields(mail, {""})); // by hand, without a key
    const LiveCipher::Ptr live = open();
    const auto context = std::make_shared<NotingContext>(data);
    const JobOutcome outcome =
        run(context, live, [](JobContext&) -> JobOutcome { return JsonText("\"clear\""); });
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind, JobFailure::Kind::Unrecoverable);
    QVERIFY(outcome.error().message.startsWith("cannot encrypt"));
}

void TestLiveCipher::jobsArePutOffWhileKeysAreLocked()
{
    choose();
    const LiveCipher::Ptr live = open();
    const auto context = std::make_shared<NotingContext>(*(*used(live))->encrypted(data));
    VERIFY_OK(await(m_store->makeKey(mail)));
    m_keychain->trouble = SecretState::Locked;
    bool ran = false;
    const JobOutcome outcome = run(context, live, [&ran](JobContext&) -> JobOutcome {
        ran = true;
        return JsonText("1");
    });
    QVERIFY(!ran);
    QCOMPARE(outcome.error().kind, JobFailure::Kind::Delayed);
    QCOMPARE(context->delays, 1);
    QVERIFY(context->rows.value(0).contains("it is locked"));
}

QTEST_GUILESS_MAIN(TestLiveCipher)
#include "tst_livecipher.moc"
