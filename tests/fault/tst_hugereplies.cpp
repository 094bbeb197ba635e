// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"
#include "queue/queuereader.h"
#include "redis/redisconnection.h"
#include "support/await.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 megabyte = 1024 * 1024;

//! How much more memory this process has had at once, at its worst, since this was made; in bytes.
class Peak final {
public:
    Peak()
    {
        QFile file(u"/proc/self/clear_refs"_s);
        if (!file.open(QIODevice::WriteOnly) || file.write("5") != 1)
            qFatal("the kernel does not forget the peak");
        file.close();
        m_before = now();
    }
    [[nodiscard]] qint64 growth() const { return now() - m_before; }

private:
    [[nodiscard]] static qint64 now()
    {
        QFile file(u"/proc/self/status"_s);
        if (!file.open(QIODevice::ReadOnly))
            return 0;
        const QByteArray text = file.readAll();
        const qsizetype at = text.indexOf("VmHWM:") + 6;
        return text.sliced(at, text.indexOf("kB", at) - at).trimmed().toLongLong() * 1024;
    }

    qint64 m_before = 0;
};

} // namespace

//! Faults E3, E6: more than fits, in one field and in many answers. What nobody asked for is not fetched, and
//! what was asked for passes through without piling up.
class TestHugeReplies final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    // fault: E3
    void fieldThatFillsMemory();
    // fault: E6
    void answersWithoutEnd();

private:
    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<RedisConnection> m_connection;
};

void TestHugeReplies::init()
{
    m_redis = std::make_unique<RedisFixture>();
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_connection = std::make_unique<RedisConnection>(m_redis->unixOptions(), ConnectionRole::Queue);
    m_connection->open();
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->isReady(), 30000);
}

void TestHugeReplies::cleanup()
{
    m_connection.reset();
    m_redis.reset();
}

//! A page of a table has the size of the text, not the text.
void TestHugeReplies::fieldThatFillsMemory()
{
    const qint64 size = isLong() ? 512 * megabyte : 128 * megabyte;
    FaultQueue queue(*m_redis);
    queue.add("huge", 2);
    m_redis->command({"HSET", "bull:faults:huge-0", "data", '"' + QByteArray(size - 2, 'x') + '"'});
    QCOMPARE(m_redis->integer({"HSTRLEN", "bull:faults:huge-0", "data"}), size);
    QueueReader reader(*m_connection);
    const Peak peak;
    const auto page = await(reader.rows(
        {"bull", "faults"}, JobState::Waiting, 0, 9, true, usualJobFields | JobField::Data, 4096));
    VERIFY_OK(page);
    QCOMPARE(page->rows.size(), size_t{2});
    const auto huge =
        std::ranges::find_if(page->rows, [](const JobRow& row) { return row.job.id == "huge-0"; });
    QVERIFY(huge != page->rows.end());
    QCOMPARE(huge->dataSize, size);
    QVERIFY(huge->job.data.isEmpty());
    QVERIFY2(peak.growth() < 32 * megabyte, QByteArray::number(peak.growth()).constData());
}

//! Each answer asks for one more: so much is always under way that Redis never waits for us.
void TestHugeReplies::answersWithoutEnd()
{
    const int answers = isLong() ? 10240 : 512;
    constexpr int underWay = 64; // all of which Redis keeps in its memory
    constexpr qint64 size = megabyte;
    m_redis->command({"SET", "big", QByteArray(size, 'x')});
    int asked = 0;
    int come = 0;
    const Peak peak;
    const std::function<void()> ask = [&] {
        if (asked++ < answers)
            m_connection->send({"GET", "big"}, [&](const Result<Reply>& reply) {
                come += reply && reply->text.size() == size;
                ask();
            });
    };
    for (int i = 0; i < underWay; ++i)
        ask();
    QTRY_COMPARE_WITH_TIMEOUT(come, answers, isLong() ? 300000 : 30000);
    QVERIFY2(peak.growth() < underWay / 2 * megabyte, QByteArray::number(peak.growth()).constData());
}

QTEST_GUILESS_MAIN(TestHugeReplies)
#include "tst_hugereplies.moc"
