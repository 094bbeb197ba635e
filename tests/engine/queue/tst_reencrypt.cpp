// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/fieldcipher.h"
#include "encryption/keyexport.h"
#include "queue/massaction.h"
#include "redis/redisconnection.h"
#include "support/faultproxy.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {
constexpr int many = 400;
}

//! Fields of jobs that are there already, put under the newest key; npm and jose say what is left.
class TestReencrypt final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cancelledInTheMiddle_data();
    void cancelledInTheMiddle();
    void planCountsKeys();
    void changedByNobodyElse();

private:
    using Hash = QMap<QByteArray, QByteArray>;

    [[nodiscard]] QString name() const { return QString::fromUtf8(m_id.name); }
    //! Jobs of npm, in that state.
    void plant(JobState state);
    [[nodiscard]] Hash hashOf(int job);
    [[nodiscard]] FieldCipher cipher(const std::vector<EncryptionKey>& keys) const
    {
        return {m_id, {"/card"}, keys};
    }
    [[nodiscard]] MassRequest request(JobState state, const std::vector<EncryptionKey>& keys) const
    {
        MassRequest request;
        request.queue = m_id;
        request.verb = MassVerb::Reencrypt;
        request.state = state;
        request.cipher = std::make_shared<const FieldCipher>(cipher(keys));
        request.chunk = 50;
        return request;
    }
    //! `stopAfter`: cancelled as soon as so many are done; 0 = not.
    MassReport run(const MassRequest& request, qint64 stopAfter = 0);
    //! All jobs have all that npm gave them, but for the encryption.
    void verifyNothingIsLost(const QList<Hash>& before, const std::vector<EncryptionKey>& keys);

    RedisFixture m_redis{{.keepsAll = true}};
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<RedisConnection> m_connection;
    QueueId m_id;
    EncryptionKey m_first = *EncryptionKey::make("first");
    EncryptionKey m_second = *EncryptionKey::make("second");
};

void TestReencrypt::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
    m_npm = std::make_unique<NpmProcess>(m_redis.socketPath());
    QVERIFY(m_npm->start());
    m_connection = std::make_unique<RedisConnection>(m_redis.unixOptions(), ConnectionRole::Queue);
    m_connection->open();
    QTRY_VERIFY(m_connection->isReady());
}

void TestReencrypt::init()
{
    m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()};
}

void TestReencrypt::plant(JobState state)
{
    const NpmReply added = m_npm->eval(uR"(
        await queue.addBulk(Array.from({ length: args.many }, (_, i) => ({ name: 'pay',
            data: { card: '4111-' + i, total: 1.50, i }, opts: { delay: args.delay, attempts: 3 } })));)"_s,
        name(), QJsonObject{{u"many"_s, many}, {u"delay"_s, state == JobState::Delayed ? 3600000 : 0}});
    QVERIFY2(added.ok, qPrintable(added.error));
    if (state != JobState::Failed)
        return;
    const Reply moved = m_redis.command({"EVAL", R"(
        local id = redis.call('RPOP', KEYS[1])
        while id do
          redis.call('ZADD', KEYS[2], 1700000000000 + id, id)
          redis.call('HSET', KEYS[3] .. id, 'failedReason', 'boom', 'finishedOn', 1700000000000 + id, 'atm', 3)
          id = redis.call('RPOP', KEYS[1])
        end)",
        "3", m_id.key("wait"), m_id.key("failed"), m_id.base()});
    QVERIFY2(!moved.isError(), moved.text.constData());
}

TestReencrypt::Hash TestReencrypt::hashOf(int job)
{
    const Reply all = m_redis.command({"HGETALL", m_id.job(QByteArray::number(job))});
    Hash hash;
    for (size_t i = 0; i + 1 < all.items.size(); i += 2)
        hash.insert(all.items[i].text, all.items[i + 1].text);
    return hash;
}

MassReport TestReencrypt::run(const MassRequest& request, qint64 stopAfter)
{
    MassAction action(*m_connection, WriteGate::open());
    std::optional<MassReport> report;
    connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
    connect(&action, &MassAction::progressed, this, [&](const MassProgress& progress) {
        if (stopAfter > 0 && progress.done >= stopAfter)
            action.cancel();
    });
    action.start(request);
    (void)QTest::qWaitFor([&] { return report.has_value(); }, 60000);
    return report.value_or(MassReport{});
}

void TestReencrypt::verifyNothingIsLost(const QList<Hash>& before, const std::vector<EncryptionKey>& keys)
{
    for (int i = 0; i < many; ++i) {
        Hash now = hashOf(i + 1);
        const Result<JsonText> data = cipher(keys).decrypted(now.value("data"));
        QVERIFY2(data.has_value(), qPrintable(data ? QString() : data.error().message));
        now.insert("data", *data);
        QCOMPARE(now, before.at(i));
    }
}

void TestReencrypt::cancelledInTheMiddle_data()
{
    QTest::addColumn<JobState>("state");
    QTest::newRow("waiting") << JobState::Waiting;
    QTest::newRow("delayed") << JobState::Delayed;
    QTest::newRow("failed") << JobState::Failed;
}

void TestReencrypt::cancelledInTheMiddle()
{
    QFETCH(JobState, state);
    plant(state);
    const QJsonObject counts = m_npm->counts(name());
    QList<Hash> before;
    for (int i = 0; i < many; ++i)
        before.append(hashOf(i + 1));
    // From clear text to the first key, whole; then to the second, cancelled on the way.
    const MassReport first = run(request(state, {m_first}));
    QVERIFY(!first.error);
    QCOMPARE(first.done, many);
    verifyNothingIsLost(before, {m_first});
    const std::vector<EncryptionKey> keys{m_first, m_second};
    const MassReport part = run(request(state, keys), 1);
    QVERIFY(part.error && part.error->code == ErrorCode::Cancelled);
    QVERIFY2(part.done > 0 && part.done < many, qPrintable(QString::number(part.done)));
    int renewed = 0;
    for (int i = 0; i < many; ++i)
        renewed += cipher(keys).keyIds(hashOf(i + 1).value("data")) == QByteArrayList{"second"} ? 1 : 0;
    QCOMPARE(renewed, part.done);
    verifyNothingIsLost(before, keys);
    QCOMPARE(m_npm->counts(name()), counts);
    // The rest goes on where it ended, and then the first key is needed for nothing.
    const MassReport rest = run(request(state, keys));
    QVERIFY(!rest.error);
    QCOMPARE(rest.done, many - part.done);
    verifyNothingIsLost(before, {m_second});
    QCOMPARE(m_npm->counts(name()), counts);
    const NpmReply read = m_npm->eval(uR"(
        const { importJWK, compactDecrypt } = await jose();
        const job = await queue.getJob('7');
        const { plaintext } = await compactDecrypt(job.data.card, await importJWK(args, 'A256GCM'));
        return JSON.parse(new TextDecoder().decode(plaintext));)"_s,
        name(), QJsonDocument::fromJson(jsonWebKey(m_second)).object());
    QVERIFY2(read.ok, qPrintable(read.error));
    QCOMPARE(read.value().toString(), u"4111-6"_s);
}

void TestReencrypt::planCountsKeys()
{
    plant(JobState::Waiting);
    MassRequest some = request(JobState::Waiting, {m_first});
    some.filter.count = 150;
    QCOMPARE(run(some).done, 150);
    MassRequest plan = request(JobState::Waiting, {m_first, m_second});
    plan.dryRun = true;
    const MassReport report = run(plan);
    QCOMPARE(report.matched, many);
    QCOMPARE(report.done, 0);
    QCOMPARE(report.plan->keyIds, (QMap<QByteArray, qint64>{{"first", 150}}));
    QCOMPARE(run(request(JobState::Waiting, {m_first, m_second})).done, many);
    const MassReport again = run(plan);
    QCOMPARE(again.matched, 0);
    QCOMPARE(again.plan->keyIds, (QMap<QByteArray, qint64>{{"second", many}}));
}

//! Who writes between our look and our change wins: the script compares.
void TestReencrypt::changedByNobodyElse()
{
    plant(JobState::Waiting);
    FaultProxy proxy(m_redis.unixOptions());
    RedisConnection connection(proxy.options(), ConnectionRole::Queue);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    Fault look; // changes one letter of a name in the answer: what counts is the moment
    look.kind = Fault::Kind::CorruptReply;
    look.match = "HMGET";
    look.bytes = 9;
    proxy.setFault(look);
    Reply written;
    connect(&proxy, &FaultProxy::struck, this, [&] {
        written = m_redis.command({"EVAL", R"(
            for id = 1, tonumber(ARGV[1]) do
              redis.call('HSET', KEYS[1] .. id, 'data', '{"card":"theirs","i":' .. id .. '}')
            end)",
            "1", m_id.base(), QByteArray::number(many)});
    });
    MassAction action(connection, WriteGate::open());
    std::optional<MassReport> report;
    connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
    action.start(request(JobState::Waiting, {m_first}));
    QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 60000);
    QCOMPARE(proxy.hits(), 1);
    QVERIFY2(!written.isError(), written.text.constData());
    QCOMPARE(report->done + report->skippedCount, many);
    for (int i = 1; i <= many; ++i) {
        const JsonText data = *cipher({m_first}).decrypted(hashOf(i).value("data"));
        QCOMPARE(data, "{\"card\":\"theirs\",\"i\":" + QByteArray::number(i) + '}');
    }
}

QTEST_GUILESS_MAIN(TestReencrypt)
#include "tst_reencrypt.moc"
