// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queue/selectedrows.h"
#include "session/enginesession.h"
#include "support/jobseeder.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace drover::ui;
using namespace drover::test;
using drover::JobId;
using drover::JobState;
using drover::QueueId;
using namespace Qt::StringLiterals;

namespace {

//! Small in daily runs; a million with DROVER_TEST_LONG.
int manyJobs()
{
    return qEnvironmentVariableIsSet("DROVER_TEST_LONG") ? 1'000'000 : 20'000;
}

//! Waits for one answer of the feed.
template <typename T, typename Ask>
drover::Result<T> answerOf(Ask&& ask)
{
    std::optional<drover::Result<T>> answer;
    QObject context;
    ask(&context, [&answer](const drover::Result<T>& result) { answer = result; });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 30000))
        return drover::Error{drover::ErrorCode::Timeout, u"no answer"_s, {}};
    return *answer;
}
} // namespace

//! What the tables read, against what npm says of the same Redis.
class TestJobsFeed final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void pagesAreThoseOfNpm_data();
    void pagesAreThoseOfNpm();
    void rowsCarryWhatTablesShow();
    void pagesFollowTheirJobs();
    void selectedRowsAreThoseThatWereSeen_data();
    void selectedRowsAreThoseThatWereSeen();
    void jobsAreFoundInAnyState();
    void jobIsFoundDeepInALongList();
    void longestListIsNotLookedThrough();
    void lookUpThatFailedIsSaid();
    void searchFindsWhatNpmFinds();
    void searchGoesOn();
    void causesAreGrouped();
    void readingWritesNothing();
    void downIsSaid();

private:
    [[nodiscard]] JobPages pages(const PageQuestion& question);
    void addNewest(JobState state, int count);
    void addDeepJob(int above, int below);
    [[nodiscard]] drover::Result<QList<JobPlace>> located(const JobId& id);

    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<EngineSession> m_session;
};

void TestJobsFeed::initTestCase()
{
    m_redis = std::make_unique<RedisFixture>();
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_npm = std::make_unique<NpmProcess>(m_redis->socketPath());
    QVERIFY(m_npm->start());
}

void TestJobsFeed::init()
{
    EngineConfig config;
    config.connection = m_redis->unixOptions();
    config.identity.readOnly = true;
    m_session = std::make_unique<EngineSession>(std::move(config));
    QTRY_COMPARE(m_session->link().state, LinkState::Ready);
}

void TestJobsFeed::cleanup()
{
    m_session.reset();
    QCOMPARE(m_redis->text({"FLUSHALL"}), "OK");
}

JobPages TestJobsFeed::pages(const PageQuestion& question)
{
    const auto result = answerOf<JobPages>([&](QObject* context, const Answer<JobPages>& answer) {
        m_session->jobs().readPages(question, context, answer);
    });
    if (!result)
        qWarning("%s", qPrintable(result.error().message));
    return result ? *result : JobPages();
}

void TestJobsFeed::pagesAreThoseOfNpm_data()
{
    QTest::addColumn<JobState>("state");
    QTest::addColumn<bool>("ascending");
    QTest::newRow("failed") << JobState::Failed << false;
    QTest::newRow("failed, oldest first") << JobState::Failed << true;
    QTest::newRow("completed") << JobState::Completed << false;
    QTest::newRow("waiting") << JobState::Waiting << false;
    QTest::newRow("waiting, oldest first") << JobState::Waiting << true;
    QTest::newRow("delayed") << JobState::Delayed << false;
}

void TestJobsFeed::pagesAreThoseOfNpm()
{
    QFETCH(JobState, state);
    QFETCH(bool, ascending);
    const int count = manyJobs();
    QVERIFY(seedJobs(*m_redis, "mail", state, 1, count));
    PageQuestion question;
    question.queue = {"bull", "mail"};
    question.state = state;
    question.ascending = ascending;
    const QByteArrayView word(drover::stateName(state).data(), drover::stateName(state).size());
    for (const int first : {0, count / 2, count - 60}) {
        question.ranges = {{first, first + 99}};
        const JobPages answer = pages(question);
        QCOMPARE(answer.total, count);
        QCOMPARE(answer.stretches.size(), 1);
        const NpmReply reply = m_npm->eval(
            u"return (await queue.getJobs([args.state], args.first, args.last, args.asc)).map(j => [j.id, j.name, j.attemptsMade, j.timestamp])"_s,
            u"mail"_s,
            QJsonObject{{u"state"_s, QString::fromLatin1(word)}, {u"first"_s, first}, {u"last"_s, first + 99},
                {u"asc"_s, ascending}});
        QVERIFY2(reply.ok, qPrintable(reply.error));
        const QJsonArray jobs = reply.value().toArray();
        const QList<JobEntry>& rows = answer.stretches.first().rows;
        QCOMPARE(rows.size(), jobs.size());
        QCOMPARE(rows.size(), std::min(100, count - first));
        for (qsizetype i = 0; i < rows.size(); ++i) {
            const QJsonArray job = jobs.at(i).toArray();
            QCOMPARE(QString::fromUtf8(rows.at(i).id), job.at(0).toString());
            QCOMPARE(QString::fromUtf8(rows.at(i).name), job.at(1).toString());
            QCOMPARE(rows.at(i).attemptsMade, job.at(2).toInt());
            QCOMPARE(rows.at(i).added, job.at(3).toInteger());
        }
    }
}

void TestJobsFeed::rowsCarryWhatTablesShow()
{
    const QString big(200'000, u'x');
    QVERIFY(!m_npm
                 ->add(u"mail"_s, u"a"_s,
                     QJsonObject{{u"user"_s, QJsonObject{{u"id"_s, 42}}}, {u"password"_s, u"hunter2"_s}},
                     QJsonObject{{u"attempts"_s, 7}})
                 .isEmpty());
    QVERIFY(!m_npm->add(u"mail"_s, u"big"_s, QJsonObject{{u"text"_s, big}}).isEmpty());
    PageQuestion question;
    question.queue = {"bull", "mail"};
    question.state = JobState::Waiting;
    question.ascending = true;
    question.ranges = {{0, 99}};
    question.paths = {{"user", "id"}, {"password"}, {"nowhere"}};
    const JobPages answer = pages(question);
    QCOMPARE(answer.total, 2);
    const JobEntry small = answer.stretches.first().rows.at(0);
    QCOMPARE(small.extra.at(0), "42");
    QVERIFY(!small.extra.at(1).isEmpty());
    QVERIFY(!small.extra.at(1).contains("hunter2"));
    QCOMPARE(small.extra.at(2), "");
    QVERIFY(small.data.contains("\"user\":{\"id\":42}"));
    QVERIFY(!small.data.contains("hunter2"));
    QCOMPARE(small.attempts, 7);
    const JobEntry large = answer.stretches.first().rows.at(1);
    QCOMPARE(large.data, "");
    QCOMPARE(large.dataSize, big.size() + 11);
}

void TestJobsFeed::pagesFollowTheirJobs()
{
    QVERIFY(seedJobs(*m_redis, "mail", JobState::Failed, 1, 2000));
    PageQuestion question;
    question.queue = {"bull", "mail"};
    question.ranges = {{300, 399}};
    const JobPages before = pages(question);
    QVERIFY(seedJobs(*m_redis, "mail", JobState::Failed, 2001, 3500));
    question.anchors = {
        {before.stretches.first().rows.at(10).id, 310}, {before.stretches.first().rows.at(20).id, 320}};
    // The first one is dealt with meanwhile.
    QCOMPARE(m_redis->integer({"ZREM", "bull:mail:failed", question.anchors.first().first}), 1);
    const JobPages after = pages(question);
    QCOMPARE(after.total, 3499);
    const qint64 now = m_redis->integer({"ZREVRANK", "bull:mail:failed", question.anchors.at(1).first});
    QVERIFY(now > 500);
    QCOMPARE(after.stretches.first().first, now - 20);
    QCOMPARE(after.stretches.first().rows.at(20).id, before.stretches.first().rows.at(20).id);
}

//! Their ids are enough here.
void TestJobsFeed::addNewest(JobState state, int count)
{
    const QByteArray add = R"(
        for i = 1, tonumber(ARGV[1]) do
            if KEYS[1] == 'bull:mail:wait' then redis.call('LPUSH', KEYS[1], 'new-' .. i)
            else redis.call('ZADD', KEYS[1], 9e15 + i, 'new-' .. i) end
        end)";
    const QByteArray key = QueueId{"bull", "mail"}.key(state);
    m_redis->command({"EVAL", add, "1", key, QByteArray::number(count)});
}

void TestJobsFeed::selectedRowsAreThoseThatWereSeen_data()
{
    QTest::addColumn<JobState>("state");
    QTest::addColumn<bool>("ascending");
    QTest::newRow("failed") << JobState::Failed << false;
    QTest::newRow("failed, oldest first") << JobState::Failed << true;
    QTest::newRow("waiting") << JobState::Waiting << false;
}

//! Two pages of a table were seen, all rows from one to the other are selected, and before the ids are read,
//! more jobs come than the rows around them.
void TestJobsFeed::selectedRowsAreThoseThatWereSeen()
{
    QFETCH(JobState, state);
    QFETCH(bool, ascending);
    QVERIFY(seedJobs(*m_redis, "mail", state, 1, 12000));
    const auto idsNow = [&](const QList<RowRange>& ranges, const QList<std::pair<JobId, qint64>>& anchors) {
        PageQuestion question{{"bull", "mail"}, state, ascending, ranges, anchors, {}};
        return answerOf<JobIds>([&](QObject* context, const Answer<JobIds>& answer) {
            m_session->jobs().readIds(question, context, answer);
        });
    };
    const QList<JobId> meant = idsNow({{50, 10049}}, {})->stretches.first().ids;
    QCOMPARE(meant.size(), 10000);
    SelectedRows rows{50, 10049, 12000, {}};
    for (const int first : {0, 10000}) {
        const auto page = idsNow({{first, first + 99}}, {});
        QCOMPARE(page->total, 12000);
        for (qsizetype i = 0; i < page->stretches.first().ids.size(); ++i)
            rows.known.append({page->stretches.first().ids.at(i), first + i});
    }
    addNewest(state, 700);
    const auto now = idsNow(rows.rangesToRead(), rows.known);
    QVERIFY(now);
    QCOMPARE(now->total, 12700);
    QCOMPARE(rows.allIds(*now), meant);
}

void TestJobsFeed::jobsAreFoundInAnyState()
{
    QVERIFY(seedJobs(*m_redis, "mail", JobState::Failed, 1, 50));
    QVERIFY(seedJobs(*m_redis, "digest", JobState::Delayed, 1, 50));
    QVERIFY(seedJobs(*m_redis, "resize", JobState::Waiting, 60, 70));
    const auto locate = [this](const JobId& id) {
        return answerOf<QList<JobPlace>>([&](QObject* context, const Answer<QList<JobPlace>>& answer) {
            m_session->jobs().locate(id, {"bull", "digest"}, context, answer);
        });
    };
    QSignalSpy read(m_session.get(), &Session::queuesRead);
    QTRY_VERIFY((m_session->readQueues(), read.wait(1000))
        && read.last().at(1).value<QueuesSnapshot>().queues.size() == 3);
    const auto both = locate("48");
    QVERIFY(both);
    QCOMPARE(both->size(), 2);
    QCOMPARE(both->at(0).queue.name, "digest");
    QCOMPARE(both->at(0).state, JobState::Delayed);
    QCOMPARE(both->at(1).queue.name, "mail");
    QCOMPARE(both->at(1).state, JobState::Failed);
    QCOMPARE(both->at(1).row, 2); // the third from the newest
    const auto waiting = locate("69");
    QCOMPARE(waiting->size(), 1);
    QCOMPARE(waiting->at(0).state, JobState::Waiting);
    QCOMPARE(waiting->at(0).row, 1);
    QVERIFY(locate("nobody")->isEmpty());
}

//! One job with `above` and `below` others in front of it and behind it, of which there are only the ids.
void TestJobsFeed::addDeepJob(int above, int below)
{
    const QByteArray fill = R"(
        local ids = {}
        for i = 1, 5000 do ids[i] = 'x' end
        for _ = 1, tonumber(ARGV[2]) / 5000 do redis.call(ARGV[1], KEYS[1], unpack(ids)) end)";
    const QByteArray list = "bull:mail:wait";
    QVERIFY(m_redis->command({"HSET", "bull:mail:deep", "name", "a", "timestamp", "1", "data", "{}"})
                .isInteger());
    QCOMPARE(m_redis->integer({"LPUSH", list, "deep"}), 1);
    m_redis->command({"EVAL", fill, "1", list, "LPUSH", QByteArray::number(above)});
    m_redis->command({"EVAL", fill, "1", list, "RPUSH", QByteArray::number(below)});
    QCOMPARE(m_redis->integer({"LLEN", list}), above + below + 1);
}

drover::Result<QList<JobPlace>> TestJobsFeed::located(const JobId& id)
{
    return answerOf<QList<JobPlace>>([&](QObject* context, const Answer<QList<JobPlace>>& answer) {
        m_session->jobs().locate(id, {"bull", "mail"}, context, answer);
    });
}

void TestJobsFeed::jobIsFoundDeepInALongList()
{
    addDeepJob(150'000, 150'000);
    const auto places = located("deep");
    QVERIFY(places);
    QCOMPARE(places->size(), 1);
    QCOMPARE(places->first().state, JobState::Waiting);
    QCOMPARE(places->first().row, 150'000);
}

void TestJobsFeed::longestListIsNotLookedThrough()
{
    addDeepJob(2'100'000, 2'100'000);
    const auto places = located("deep");
    QVERIFY(places);
    QVERIFY(!places->first().state);
    QCOMPARE(places->first().lookedWithin, 2'000'000);
}

void TestJobsFeed::lookUpThatFailedIsSaid()
{
    addDeepJob(0, 0);
    QCOMPARE(m_redis->text({"SET", "bull:mail:delayed", "not a sorted set"}), "OK");
    const auto found = located("deep"); // all the same
    QVERIFY(found);
    QCOMPARE(found->first().state, JobState::Waiting);
    QCOMPARE(m_redis->integer({"LREM", "bull:mail:wait", "1", "deep"}), 1);
    QVERIFY(!located("deep"));
    QCOMPARE(m_redis->integer({"DEL", "bull:mail:delayed"}), 1);
    const auto nowhere = located("deep");
    QVERIFY(nowhere);
    QVERIFY(!nowhere->first().state);
    QVERIFY(!nowhere->first().lookedWithin);
}

void TestJobsFeed::searchFindsWhatNpmFinds()
{
    QVERIFY(seedJobs(*m_redis, "mail", JobState::Failed, 1, 3000));
    drover::SearchRequest request;
    request.queue = {"bull", "mail"};
    request.filter.match = "econnrefused";
    request.filter.matchIn = drover::MatchField::Error;
    request.maxHits = 10000;
    QStringList found;
    std::optional<drover::SearchReport> report;
    const auto finder = m_session->jobs().find(request, {});
    connect(finder.get(), &JobFinder::found, this, [&found](const QList<JobEntry>& rows) {
        for (const JobEntry& row : rows)
            found.append(QString::fromUtf8(row.id));
    });
    connect(finder.get(), &JobFinder::finished, this, [&report](const auto& end) { report = end; });
    QTRY_VERIFY(report.has_value());
    QVERIFY(!report->more);
    QCOMPARE(report->read, 3000);
    const NpmReply reply = m_npm->eval(
        u"return (await queue.getJobs(['failed'], 0, -1)).filter(j => j.failedReason.includes('ECONNREFUSED')).map(j => j.id)"_s,
        u"mail"_s);
    QVERIFY(reply.ok);
    QStringList expected;
    for (const QJsonValue& id : reply.value().toArray())
        expected.append(id.toString());
    QVERIFY(expected.size() > 300);
    QCOMPARE(found, expected);
}

void TestJobsFeed::searchGoesOn()
{
    QVERIFY(seedJobs(*m_redis, "mail", JobState::Failed, 1, 2000));
    drover::SearchRequest request;
    request.queue = {"bull", "mail"};
    request.filter.match = "sendreceipt";
    request.maxRead = 600;
    qsizetype hits = 0;
    std::optional<drover::SearchReport> report;
    const auto finder = m_session->jobs().find(request, {});
    connect(
        finder.get(), &JobFinder::found, this, [&hits](const QList<JobEntry>& rows) { hits += rows.size(); });
    connect(finder.get(), &JobFinder::finished, this, [&report](const auto& end) { report = end; });
    QTRY_VERIFY(report.has_value());
    QVERIFY(report->more);
    QCOMPARE(report->read, 600);
    while (report->more) {
        report.reset();
        finder->goOn();
        QTRY_VERIFY(report.has_value());
    }
    QCOMPARE(report->read, 2000);
    QCOMPARE(hits, 2000 / 6);
    finder->stop(); // nothing runs: nothing happens
    // A finder that is gone while it searches disturbs nobody.
    for (int i = 0; i < 20; ++i)
        QVERIFY(m_session->jobs().find(request, {}) != nullptr);
    m_session.reset();
}

void TestJobsFeed::causesAreGrouped()
{
    QVERIFY(seedJobs(*m_redis, "mail", JobState::Failed, 1, 1200));
    const auto report =
        answerOf<drover::FailureReport>([&](QObject* context, const Answer<drover::FailureReport>& answer) {
            m_session->jobs().readCauses({"bull", "mail"}, 1000, context, answer);
        });
    QVERIFY(report);
    QCOMPARE(report->looked, 1000);
    QCOMPARE(report->total, 1200);
    qint64 sum = 0;
    for (const drover::FailureGroup& group : report->groups)
        sum += group.count;
    QCOMPARE(sum, 1000);
}

void TestJobsFeed::readingWritesNothing()
{
    QVERIFY(seedJobs(*m_redis, "mail", JobState::Failed, 1, 300));
    const auto before = m_redis->commandCalls();
    PageQuestion question;
    question.queue = {"bull", "mail"};
    question.ranges = {{0, 99}, {200, 299}};
    question.anchors = {{"not there", 5}};
    QCOMPARE(pages(question).stretches.size(), 2);
    QVERIFY(answerOf<QList<JobPlace>>([&](QObject* context, const Answer<QList<JobPlace>>& answer) {
        m_session->jobs().locate("7", {"bull", "mail"}, context, answer);
    }));
    QVERIFY(answerOf<JobEntries>([&](QObject* context, const Answer<JobEntries>& answer) {
        m_session->jobs().readEntries({"bull", "mail"}, {"1", "gone"}, {}, context, answer);
    }));
    const auto after = m_redis->commandCalls();
    for (const char* write :
        {"eval", "evalsha", "hset", "zadd", "lpush", "del", "set", "zrem", "hdel", "xadd"})
        QCOMPARE(after.value(write), before.value(write));
}

void TestJobsFeed::downIsSaid()
{
    m_session.reset();
    EngineConfig config;
    config.connection = m_redis->unixOptions();
    config.connection.unixSocket = u"/nonexistent/redis.sock"_s;
    m_session = std::make_unique<EngineSession>(std::move(config));
    const auto result = answerOf<JobPages>([&](QObject* context, const Answer<JobPages>& answer) {
        PageQuestion question;
        question.ranges = {{0, 9}};
        m_session->jobs().readPages(question, context, answer);
    });
    QVERIFY(!result);
    std::optional<drover::SearchReport> report;
    const auto finder = m_session->jobs().find({}, {});
    connect(finder.get(), &JobFinder::finished, this, [&report](const auto& end) { report = end; });
    QTRY_VERIFY(report.has_value());
    QVERIFY(report->error.has_value());
}

QTEST_GUILESS_MAIN(TestJobsFeed)
#include "tst_jobsfeed.moc"
