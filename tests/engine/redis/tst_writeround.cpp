// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/writeround_p.h"

#include "connectionanswer.h"
#include "redis/redisconnection.h"
#include "support/redisfixture.h"

#include <QEventLoop>
#include <QTest>
#include <QThread>

#include <optional>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

class TestWriteRound final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();

    void writesAtTheEndOncePerConnection();
    void passesOverWhatIsGone();
    void innerRoundEndsFirst();
    void countsForItsThreadAlone();
    void isNotSeenInANestedLoop();
    void otherConnectionWritesInTheSameTurn();

private:
    RedisFixture m_redis;
};

void TestWriteRound::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
}

void TestWriteRound::writesAtTheEndOncePerConnection()
{
    QObject one;
    QObject two;
    QStringList written;
    QVERIFY(!WriteRound::current());
    {
        WriteRound round;
        QCOMPARE(WriteRound::current(), &round);
        for (int i = 0; i < 3; ++i) {
            round.add(&one, [&] { written << u"one"_s; });
            round.add(&two, [&] { written << u"two"_s; });
        }
        QCOMPARE(written, QStringList());
    }
    QCOMPARE(written, (QStringList{u"one"_s, u"two"_s}));
    QVERIFY(!WriteRound::current());
}

void TestWriteRound::passesOverWhatIsGone()
{
    QStringList written;
    QObject second;
    {
        WriteRound round;
        QObject first;
        round.add(&first, [&] { written << u"first"_s; });
        round.add(&second, [&] { written << u"second"_s; });
    }
    QCOMPARE(written, QStringList{u"second"_s});
}

void TestWriteRound::innerRoundEndsFirst()
{
    QObject connection;
    QStringList written;
    {
        WriteRound outer;
        outer.add(&connection, [&] { written << u"outer"_s; });
        {
            WriteRound inner;
            QCOMPARE(WriteRound::current(), &inner);
            inner.add(&connection, [&] { written << u"inner"_s; });
        }
        QCOMPARE(written, QStringList{u"inner"_s});
        QCOMPARE(WriteRound::current(), &outer);
    }
    QCOMPARE(written, (QStringList{u"inner"_s, u"outer"_s}));
}

void TestWriteRound::countsForItsThreadAlone()
{
    const WriteRound round;
    WriteRound* seen = WriteRound::current();
    const std::unique_ptr<QThread> thread(QThread::create([&seen] { seen = WriteRound::current(); }));
    thread->start();
    QVERIFY(thread->wait());
    QVERIFY(!seen);
}

//! A dialog that a handler opens must not hold back what others send meanwhile.
void TestWriteRound::isNotSeenInANestedLoop()
{
    const WriteRound round;
    std::optional<WriteRound*> seen;
    QEventLoop loop;
    QMetaObject::invokeMethod(
        &loop,
        [&] {
            seen = WriteRound::current();
            loop.quit();
        },
        Qt::QueuedConnection);
    loop.exec();
    QCOMPARE(seen, std::optional<WriteRound*>(nullptr));
    QCOMPARE(WriteRound::current(), &round);
}

void TestWriteRound::otherConnectionWritesInTheSameTurn()
{
    RedisConnection asking(m_redis.unixOptions(), ConnectionRole::Queue);
    RedisConnection other(m_redis.unixOptions(), ConnectionRole::Queue);
    asking.open();
    other.open();
    QTRY_VERIFY(asking.isReady() && other.isReady());
    Answer answer;
    std::optional<quint64> sentInside;
    std::optional<quint64> sentAfter;
    asking.send({"PING"}, [&](const Result<Reply>&) {
        // The next event is already the next turn.
        QMetaObject::invokeMethod(
            &other, [&] { sentAfter = other.commandsSent(); }, Qt::QueuedConnection);
        other.send({"ECHO", "a"}, answer.handler());
        other.send({"ECHO", "b"}, answer.handler());
        sentInside = other.commandsSent();
    });
    QTRY_VERIFY(answer.has(2));
    QCOMPARE(answer.text(1), QByteArray("b"));
    QCOMPARE(sentInside, quint64{0});
    QCOMPARE(sentAfter, quint64{2});
}

QTEST_GUILESS_MAIN(TestWriteRound)
#include "tst_writeround.moc"
