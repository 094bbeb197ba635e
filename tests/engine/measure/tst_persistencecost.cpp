// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "measure/persistencecost.h"

#include "measure/servercost.h"
#include "queue/writegate.h"
#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/redisfixture.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! How fast a machine is cannot be asserted: that both ways were measured, and nothing stays behind, can.
class TestPersistenceCost final : public QObject {
    Q_OBJECT

    static Result<PersistenceCost> run(PersistenceBench& bench)
    {
        std::optional<Result<PersistenceCost>> cost;
        QObject::connect(&bench, &PersistenceBench::finished, &bench,
            [&cost](const Result<PersistenceCost>& result) { cost = result; });
        bench.start();
        (void)QTest::qWaitFor([&cost] { return cost.has_value(); }, 60000);
        return cost.value_or(Error{ErrorCode::Timeout, u"it never finished"_s, {}});
    }

private Q_SLOTS:
    // production: P1
    void measuresBothWays()
    {
        const QTemporaryDir folder;
        QList<int> done;
        {
            PersistenceBench bench({.jobs = 250, .rounds = 2, .folder = folder.path()});
            connect(&bench, &PersistenceBench::progressed, this, [&done](int round, int rounds) {
                QCOMPARE(rounds, 5);
                done.append(round);
            });
            const Result<PersistenceCost> cost = run(bench);
            QVERIFY2(cost.has_value(), qPrintable(cost ? QString() : cost.error().message));
            QCOMPARE(cost->jobs, 250);
            QCOMPARE(cost->rounds, 2);
            QVERIFY(cost->with > 0 && cost->without > 0);
            QCOMPARE(cost->ratio(), cost->with / cost->without);
        }
        QCOMPARE(done, (QList<int>{1, 2, 3, 4, 5}));
        QTRY_VERIFY(QDir(folder.path()).isEmpty()); // the server and its data are gone
    }

    void measuresOnAServerAndLeavesIt()
    {
        RedisFixture redis;
        QVERIFY2(redis.start(), redis.log().constData());
        redis.command({"SET", "theirs", "1"});
        RedisConnection connection(redis.unixOptions(), ConnectionRole::Queue);
        connection.open();
        const Result<PersistenceCost> cost =
            await(measureOnServer(connection, WriteGate::open(), {.jobs = 150, .rounds = 1}));
        VERIFY_OK(cost);
        QVERIFY(cost->with > 0 && cost->without > 0);
        QCOMPARE(redis.list({"CONFIG", "GET", "appendonly"}).value(1), QByteArray("no"));
        QCOMPARE(redis.list({"KEYS", "*"}), QByteArrayList{"theirs"});
    }

    void leavesServersAloneWhereItCouldHarm()
    {
        RedisFixture redis;
        QVERIFY2(redis.start(), redis.log().constData());
        RedisConnection connection(redis.unixOptions(), ConnectionRole::Queue);
        connection.open();
        const auto refusal = [&connection](WriteGate& gate, const ServerBenchOptions& options) {
            const Result<PersistenceCost> cost = await(measureOnServer(connection, gate, options));
            return cost ? QString() : QString(errorName(cost.error().code));
        };
        QCOMPARE(refusal(WriteGate::readOnly(), {}), u"ReadOnly"_s);
        QCOMPARE(refusal(WriteGate::open(), {.mostMemory = 1000}), u"BadInput"_s);
        redis.command({"CONFIG", "SET", "appendonly", "yes"});
        QCOMPARE(refusal(WriteGate::open(), {}), u"BadInput"_s);
        QCOMPARE(redis.list({"CONFIG", "GET", "appendonly"}).value(1), QByteArray("yes"));
        QCOMPARE(redis.integer({"DBSIZE"}), 0);
    }

    //! The server that is flushed in each round must be the bench's own.
    void withoutAFolderNothingIsTouched()
    {
        const QTemporaryDir home;
        QVERIFY(qputenv("XDG_DATA_HOME", home.path().toUtf8())); // where the person's own server would be
        QFile file(home.filePath(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        PersistenceBench bench({.jobs = 10, .rounds = 1, .folder = file.fileName()});
        const Result<PersistenceCost> cost = run(bench);
        QVERIFY(!cost);
        QVERIFY(cost.error().code != ErrorCode::Timeout);
        QCOMPARE(
            QDir(home.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"file"_s});
    }

    void endsWithItsOwner()
    {
        const QTemporaryDir folder;
        auto bench = std::make_unique<PersistenceBench>(
            PersistenceBenchOptions{.jobs = 1000000, .rounds = 1, .folder = folder.path()});
        bench->start();
        QTRY_VERIFY(!QDir(folder.path()).isEmpty());
        bench.reset();
        QTRY_VERIFY(QDir(folder.path()).isEmpty());
    }

    void aMissingServerIsTold()
    {
        const QTemporaryDir folder;
        PersistenceBench bench({.folder = folder.path(), .program = folder.filePath(u"none"_s)});
        const Result<PersistenceCost> cost = run(bench);
        QVERIFY(!cost);
        QCOMPARE(cost.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestPersistenceCost)
#include "tst_persistencecost.moc"
