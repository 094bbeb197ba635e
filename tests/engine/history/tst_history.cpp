// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "history/history.h"

#include "support/await.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 start = 1'800'000'000'000; //!< begins a quarter of an hour

QueueSample queueSample(const QByteArray& name, qint64 from, qint64 to, qint64 completed, qint64 waiting = 0)
{
    QueueSample sample;
    sample.queue.name = name;
    sample.from = from;
    sample.to = to;
    sample.flow = {completed, completed, 0, to - from, true};
    sample.counts[JobState::Waiting] = waiting;
    return sample;
}

LinkSample linkSample(qint64 from, qint64 to, qint64 completed, double latency = 1)
{
    LinkSample sample;
    sample.from = from;
    sample.to = to;
    sample.flow = {completed, completed, 0, to - from, true};
    sample.latency = latency;
    sample.slowest = latency;
    sample.memory = 1000 + completed;
    sample.commands = 2;
    return sample;
}

struct Sum {
    qint64 completed = 0;
    qint64 span = 0;
    bool operator==(const Sum&) const = default;
};

template <typename Sample>
Sum sumOf(const std::vector<Sample>& samples)
{
    Sum sum;
    for (const Sample& sample : samples) {
        sum.completed += sample.flow.completed;
        sum.span += sample.flow.spanMs;
    }
    return sum;
}
} // namespace

class TestHistory final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    [[nodiscard]] HistoryOptions options() const
    {
        HistoryOptions options;
        options.path = m_dir->filePath(u"data/history.sqlite"_s);
        options.connection = u"redis://here:6379/0"_s;
        return options;
    }
    //! A reading every five seconds, one job each.
    static void fill(History& history, qint64 from, qint64 to)
    {
        for (qint64 at = from + 5 * second; at <= to; at += 5 * second) {
            history.record(linkSample(at - 5 * second, at, 1), {queueSample("mail", at - 5 * second, at, 1)});
            if (at / second % 600 == 0)
                (void)await(history.events(1)); // as slow as the disk, so that nothing is dropped
        }
    }
    //! A number that SQLite itself finds in the file.
    [[nodiscard]] qint64 inFile(const QString& question) const
    {
        qint64 found = -1;
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"judge"_s);
            database.setDatabaseName(options().path);
            if (database.open()) {
                QSqlQuery query(database);
                if (query.exec(question) && query.next())
                    found = query.value(0).toLongLong();
            }
        }
        QSqlDatabase::removeDatabase(u"judge"_s);
        return found;
    }
    static std::vector<LinkSample> links(History& history, qint64 from, qint64 to, qint64 step)
    {
        const auto found = await(history.links(from, to, step));
        if (!found)
            qWarning() << found.error().message;
        return found ? *found : std::vector<LinkSample>();
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void isThereAfterARestart()
    {
        const LinkSample link = linkSample(start, start + 5 * second, 7, 2.5);
        const QueueSample mail = queueSample("mail", start, start + 5 * second, 7, 12);
        const LinkEvent lost{
            0, start + second, LinkEvent::Kind::Lost, 0, u"ConnectionClosed"_s, u"the server closed it"_s};
        {
            History history(options());
            history.record(link, {mail});
            history.record(lost);
        }
        History history(options());
        QCOMPARE(links(history, start, start + hour, 0), std::vector{link});
        const auto queues = await(history.queue(mail.queue, start, start + hour, 0));
        VERIFY_OK(queues);
        QCOMPARE(*queues, std::vector{mail});
        const auto events = await(history.events(10));
        VERIFY_OK(events);
        QCOMPARE(events->size(), size_t(1));
        QCOMPARE(events->front().reason, lost.reason);
        QCOMPARE(events->front().kind, LinkEvent::Kind::Lost);
        QVERIFY(await(history.queue({"bull", "other"}, start, start + hour, 0))->empty());
    }

    void isForItsOwnerOnly()
    {
        History history(options());
        fill(history, start, start + 10 * second);
        (void)links(history, start, start + hour, 0);
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        for (const char* suffix : {"", "-wal", "-shm"}) {
            const QFileInfo file(options().path + QLatin1StringView(suffix));
            QVERIFY2(file.exists(), suffix);
            QVERIFY2(!(file.permissions() & others), suffix);
        }
        QVERIFY(!(QFileInfo(m_dir->filePath(u"data"_s)).permissions() & others));
    }

    void gapsStayGaps()
    {
        History history(options());
        fill(history, start, start + 5 * minute);
        fill(history, start + 65 * minute, start + 70 * minute); // an hour without anybody looking
        for (const qint64 step : {qint64(0), 15 * second, minute, 15 * minute}) {
            const auto found = links(history, start, start + 2 * hour, step);
            QCOMPARE(sumOf(found), (Sum{120, 10 * minute}));
            for (const LinkSample& sample : found) {
                QVERIFY(sample.to <= start + 5 * minute || sample.from >= start + 65 * minute);
                QVERIFY(step == 0 || sample.to - sample.from <= step);
            }
        }
    }

    void coarserAnswersHoldTheSameJobs_data()
    {
        QTest::addColumn<qint64>("step");
        QTest::newRow("as read") << qint64(0);
        QTest::newRow("fifteen seconds") << 15 * second;
        QTest::newRow("minutes") << minute;
        QTest::newRow("five minutes") << 5 * minute;
        QTest::newRow("quarters") << 15 * minute;
        QTest::newRow("hours") << hour;
    }

    void coarserAnswersHoldTheSameJobs()
    {
        QFETCH(qint64, step);
        HistoryOptions few = options();
        few.keepReadings = 1h;
        few.keepMinutes = 2h;
        History history(few);
        fill(history, start, start + 5 * hour + 7 * minute + 20 * second);
        const auto found = links(history, start, start + 6 * hour, step);
        const qint64 whole = 5 * hour + 7 * minute + 20 * second;
        QCOMPARE(sumOf(found), (Sum{whole / (5 * second), whole}));
        const auto queues = await(history.queue({"bull", "mail"}, start, start + 6 * hour, step));
        VERIFY_OK(queues);
        QCOMPARE(sumOf(*queues), (Sum{whole / (5 * second), whole}));
        for (size_t i = 1; i < found.size(); ++i)
            QVERIFY(found[i - 1].to <= found[i].from);
        // Readings were dropped, their sums were not.
        QVERIFY(inFile(u"SELECT count(*) FROM link_sample WHERE level = 0"_s) <= 12 * 62);
        QVERIFY(inFile(u"SELECT count(*) FROM link_sample WHERE level = 1"_s) <= 122);
    }

    void latencyIsAMeanAndItsPeakStays()
    {
        History history(options());
        const qint64 at = start + 5 * second;
        history.record(linkSample(start, at, 0, 1), {});
        history.record(linkSample(at, at + 5 * second, 0, 9), {});
        LinkSample unmeasured = linkSample(at + 5 * second, at + 10 * second, 0, -1);
        history.record(unmeasured, {});
        const auto found = links(history, start, start + hour, minute);
        QCOMPARE(found.size(), size_t(1));
        QCOMPARE(found.front().latency, 5.0);
        QCOMPARE(found.front().slowest, 9.0);
    }

    void quietQueuesAreWrittenOnceAMinute()
    {
        {
            History history(options());
            qint64 at = start;
            for (int i = 0; i < 60; ++i, at += 5 * second)
                history.record(
                    linkSample(at, at + 5 * second, 0), {queueSample("mail", at, at + 5 * second, 0, 3)});
            // What moves then keeps its own short time.
            history.record(
                linkSample(at, at + 5 * second, 10), {queueSample("mail", at, at + 5 * second, 10, 3)});
            const auto found = await(history.queue({"bull", "mail"}, start, start + hour, 0));
            VERIFY_OK(found);
            QCOMPARE(sumOf(*found), (Sum{10, 305 * second}));
            QCOMPARE(found->back().flow.perSecond(found->back().flow.completed), 2.0);
        }
        QVERIFY(inFile(u"SELECT count(*) FROM queue_sample WHERE level = 0"_s) <= 8);
    }

    void rowsAreBounded()
    {
        {
            HistoryOptions few = options();
            few.mostRows = 500;
            few.mostEvents = 20;
            History history(few);
            for (int i = 0; i < 100; ++i)
                history.record(LinkEvent{0, start + i, LinkEvent::Kind::Lost, 0, {}, {}});
            for (qint64 at = start; at < start + 30 * minute; at += 5 * second) {
                std::vector<QueueSample> queues;
                for (int i = 0; i < 20; ++i)
                    queues.push_back(queueSample("q" + QByteArray::number(i), at, at + 5 * second, 1));
                history.record(linkSample(at, at + 5 * second, 20), queues);
                (void)await(history.events(1)); // as slow as the disk, so that nothing is dropped
            }
        }
        // The cap holds whenever a minute ends; the minute under way adds 12 readings of 20 queues.
        QVERIFY(inFile(u"SELECT count(*) FROM queue_sample"_s) <= 500 + 12 * 20 + 20);
        QVERIFY(inFile(u"SELECT count(*) FROM queue_sample"_s) > 0);
        QVERIFY(inFile(u"SELECT count(*) FROM event"_s) <= 20);
    }

    void connectionsDoNotMix()
    {
        HistoryOptions other = options();
        other.connection = u"redis://there:6379/0"_s;
        History one(options());
        History two(other);
        fill(one, start, start + minute);
        two.record(LinkEvent{0, start, LinkEvent::Kind::Connected, 0, {}, {}});
        (void)links(one, start, start + hour, 0);
        QVERIFY(links(two, start, start + hour, 0).empty());
        QVERIFY(await(two.queues(start, start + hour, 0))->empty());
        QCOMPARE(await(two.events(5))->size(), size_t(1));
        QVERIFY(await(one.events(5))->empty());
    }

    //! SQLite does not wait where the journal mode changes: whoever opens the file first must not lose to
    //! others.
    void manyOpenTheFileAtOnce()
    {
        for (int round = 0; round < 20; ++round) {
            HistoryOptions fresh = options();
            fresh.path = m_dir->filePath(u"together-%1.sqlite"_s.arg(round));
            std::vector<std::unique_ptr<History>> all;
            for (int i = 0; i < 4; ++i) {
                all.push_back(std::make_unique<History>(fresh));
                all.back()->record(LinkEvent{0, start + i, LinkEvent::Kind::Connected, 0, {}, {}});
            }
            for (const auto& history : all)
                (void)await(history->events(10));
            QCOMPARE(await(all.front()->events(10))->size(), size_t(4));
        }
    }

    void eventsArePaged()
    {
        History history(options());
        for (int i = 0; i < 10; ++i)
            history.record(LinkEvent{0, start + i, LinkEvent::Kind::TryFailed, i, {}, {}});
        const auto newest = await(history.events(4));
        VERIFY_OK(newest);
        QCOMPARE(newest->front().attempt, 9);
        QCOMPARE(newest->back().attempt, 6);
        const auto older = await(history.events(100, newest->back().id));
        QCOMPARE(older->size(), size_t(6));
        QCOMPARE(older->front().attempt, 5);
    }

    void aDamagedFileIsPutAside_data()
    {
        QTest::addColumn<bool>("whileOpen");
        QTest::newRow("before the start") << false;
        QTest::newRow("while it is used") << true;
    }

    void aDamagedFileIsPutAside()
    {
        QFETCH(bool, whileOpen);
        {
            History history(options());
            fill(history, start, start + 30 * minute);
        }
        const auto spoil = [this] {
            QFile file(options().path);
            QVERIFY(file.open(QIODevice::ReadWrite));
            const qint64 size = file.size();
            QCOMPARE(file.write(QByteArray(int(size), 'x')), size);
        };
        auto told = std::make_shared<std::atomic<int>>(0);
        HistoryOptions watched = options();
        watched.onSetAside = [told](const QString& path) {
            if (QFileInfo::exists(path))
                ++*told;
        };
        if (!whileOpen)
            spoil();
        History history(watched);
        if (whileOpen) {
            (void)await(history.events(1));
            spoil();
        }
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u".*history.*"_s));
        const auto readable = [&] {
            history.record(linkSample(start + 2 * hour, start + 2 * hour + second, 3), {});
            return sumOf(links(history, start + hour, start + 3 * hour, 0)).completed == 3;
        };
        if (whileOpen)
            QTRY_VERIFY(readable());
        else
            QVERIFY(readable());
        QCOMPARE(told->load(), 1);
        QVERIFY(QFileInfo::exists(options().path + u".damaged"_s));
    }

    void aPlaceWithoutRightsCostsNothingElse()
    {
        HistoryOptions nowhere = options();
        nowhere.path = u"/proc/no/such/history.sqlite"_s;
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u".*history cannot be written.*"_s));
        History history(nowhere);
        fill(history, start, start + minute);
        const auto found = await(history.links(start, start + hour, 0));
        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::Server);
    }
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
