// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/healthrules.h"
#include "models/activitymodel.h"
#include "models/linkeventmodel.h"
#include "models/logmodel.h"
#include "models/queuetablemodel.h"
#include "models/slowlogmodel.h"
#include "models/timetoclear.h"
#include "pages/health/factgrid.h"
#include "pages/health/findingslist.h"
#include "pages/log/logfilter.h"
#include "pages/overview/overviewwords.h"
#include "pages/overview/queuefilter.h"
#include "queue/workerlist.h"
#include "scripts/scriptregistry.h"
#include "session/feeds/enginehealthfeed.h"
#include "session/feeds/historyrecorder.h"
#include "session/listeners.h"
#include "util/activitywords.h"
#include "util/findingwords.h"
#include "util/formatting.h"

#include <QAbstractItemModelTester>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

namespace {
using UiQueueFacts = drover::ui::QueueFacts;

UiQueueFacts queue(const char* name, qint64 waiting, QueueFlow flow = {}, qint64 failed = 0)
{
    UiQueueFacts facts;
    facts.summary.queue.name = name;
    facts.summary.counts[JobState::Waiting] = waiting;
    facts.summary.counts[JobState::Failed] = failed;
    facts.flow = flow;
    facts.workers = 1;
    return facts;
}

QueueFlow flow(qint64 added, qint64 completed, qint64 failed = 0, qint64 span = 60000)
{
    return {added, completed, failed, span, true};
}

ActivityEntry entry(qint64 id, const QString& action = u"retry"_s)
{
    ActivityEntry result;
    result.id = id;
    result.when = 1'800'000'000'000 + id;
    result.who = u"window"_s;
    result.connection = u"redis://here"_s;
    result.queue = {"bull", "mail"};
    result.action = action;
    result.finished = true;
    return result;
}

LogRecord line(quint64 number, LogSeverity severity = LogSeverity::Info, const char* text = "hello")
{
    return {number, 1'800'000'000'000 + qint64(number), severity, "drover.redis", text};
}
} // namespace

class TestInsightModels final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void timeToClear_data()
    {
        QTest::addColumn<qint64>("waiting");
        QTest::addColumn<QueueFlow>("rates");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        const auto kind = [](TimeToClear::Kind one) { return static_cast<int>(one); };
        using Kind = TimeToClear::Kind;
        QTest::newRow("nothing waits") << qint64(0) << flow(10, 10) << kind(Kind::Nothing) << u"\u2013"_s;
        QTest::newRow("never observed") << qint64(5) << QueueFlow() << kind(Kind::Unknown) << u"\u2013"_s;
        // 600 in a minute leave, 480 come: 2 a second less; 4,920 need 41 minutes.
        QTest::newRow("clears") << qint64(4920) << flow(480, 600) << kind(Kind::Clears) << u"\u2248 41 min"_s;
        QTest::newRow("failures leave too")
            << qint64(120) << flow(0, 60, 60) << kind(Kind::Clears) << u"\u2248 60 s"_s;
        QTest::newRow("grows") << qint64(5) << flow(600, 600) << kind(Kind::Grows) << u"grows"_s;
        QTest::newRow("stands") << qint64(5) << flow(3, 0) << kind(Kind::Stands) << u"stands"_s;
        QTest::newRow("beyond all years")
            << qint64(1'000'000'000'000) << flow(599, 600) << kind(Kind::Grows) << u"grows"_s;
    }
    void timeToClear()
    {
        QFETCH(qint64, waiting);
        QFETCH(QueueFlow, rates);
        QFETCH(int, kind);
        QFETCH(QString, words);
        const TimeToClear time = drover::ui::timeToClear(queue("q", waiting, rates));
        QCOMPARE(static_cast<int>(time.kind), kind);
        QCOMPARE(clearWords(time), words);
    }

    void queuesOfOneNameAreToldApart()
    {
        QueuesSnapshot snapshot;
        for (const QueueId& queue :
            {QueueId{"bull", "mail"}, QueueId{"shop", "mail"}, QueueId{"shop", "web"}}) {
            drover::ui::QueueFacts facts;
            facts.summary.queue = queue;
            snapshot.queues.append(facts);
        }
        QueueTableModel model;
        model.apply(snapshot);
        QStringList names;
        for (int row = 0; row < model.rowCount(); ++row)
            names.append(model.index(row, QueueTableModel::Name).data().toString());
        QCOMPARE(names, (QStringList{u"bull:mail"_s, u"shop:mail"_s, u"web"_s}));
    }
    void queueColumns()
    {
        QueueTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QueuesSnapshot snapshot;
        snapshot.readAt = 1'800'000'000'000;
        UiQueueFacts mail = queue("mail", 4920, flow(480, 600), 3);
        mail.summary.counts[JobState::Prioritized] = 80;
        mail.nextSince = snapshot.readAt - 6 * 60000;
        mail.workers = 0;
        snapshot.queues = {mail, queue("idle", 0)};
        model.apply(snapshot);
        const auto text = [&model](
                              int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(1, QueueTableModel::Waiting), u"5,000"_s);
        QCOMPARE(text(1, QueueTableModel::In), u"8.0"_s);
        QCOMPARE(text(1, QueueTableModel::Out), u"10"_s);
        QCOMPARE(text(1, QueueTableModel::Oldest), u"6 min"_s);
        QCOMPARE(text(1, QueueTableModel::Clear), u"\u2248 42 min"_s);
        QCOMPARE(text(1, QueueTableModel::Workers), u"none"_s);
        QVERIFY(model.index(1, QueueTableModel::Workers).data(QueueTableModel::TroubleRole).toBool());
        QCOMPARE(text(0, QueueTableModel::In), u"\u2013"_s);
        QCOMPARE(text(0, QueueTableModel::Failed), u"\u2013"_s);
        // Time goes on though nothing changes.
        snapshot.readAt += 60000;
        model.apply(snapshot);
        QCOMPARE(text(1, QueueTableModel::Oldest), u"7 min"_s);
        mail.flow.exact = false;
        snapshot.queues = {mail};
        model.apply(snapshot);
        QCOMPARE(text(0, QueueTableModel::Out), u"\u2248 10"_s);
    }

    void trendsBeginWithTheHistory()
    {
        QueueTableModel model;
        QueuesSnapshot snapshot;
        snapshot.queues = {queue("mail", 7)};
        model.apply(snapshot);
        std::vector<QueueSample> samples(3);
        for (size_t i = 0; i < samples.size(); ++i) {
            samples[i].queue = {"bull", "mail"};
            samples[i].counts[JobState::Waiting] = qint64(i) + 1;
        }
        model.seedTrends(samples);
        QCOMPARE(model.index(0, 0).data(QueueTableModel::TrendRole).value<QList<qint64>>(),
            (QList<qint64>{1, 2, 3, 7}));
    }

    void queuesAreSortedFilteredAndHeld()
    {
        QueueTableModel model;
        QueueFilter filter;
        QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        filter.setSourceModel(&model);
        QueuesSnapshot snapshot;
        snapshot.queues = {queue("a", 1), queue("b", 3), queue("c", 2)};
        model.apply(snapshot);
        const auto names = [&filter] {
            QString all;
            for (int row = 0; row < filter.rowCount(); ++row)
                all += filter.index(row, 0).data().toString();
            return all;
        };
        QCOMPARE(names(), u"abc"_s);
        filter.sort(QueueTableModel::Waiting, Qt::DescendingOrder);
        QCOMPARE(names(), u"bca"_s);
        filter.setHeld(true); // under the pointer
        snapshot.queues = {queue("a", 9), queue("b", 3), queue("c", 2)};
        model.apply(snapshot);
        QCOMPARE(names(), u"bca"_s);
        filter.setHeld(false);
        QCOMPARE(names(), u"abc"_s);
        filter.setText(u" B "_s);
        QCOMPARE(names(), u"b"_s);
    }

    void silentWorkersAreFound()
    {
        UiQueueFacts stuck = queue("stuck", 5);
        UiQueueFacts busy = queue("busy", 5);
        busy.summary.counts[JobState::Active] = 1;
        UiQueueFacts paused = queue("paused", 5);
        paused.summary.paused = true;
        WorkerList list;
        for (const char* name : {"stuck", "busy", "paused", "idle"})
            list.workers.push_back({{"bull", name}, "w", "bull:w", "10.0.0.1:5000", 900, 185, {}, {}});
        list.workers.push_back({{"bull", "stuck"}, "", "bull:x", "[::1]:5001", 900, 3, {}, {}});
        list.workers.push_back({{"bull", "stuck"}, "", "bull:x", "/run/redis/redis.sock:0", 900, 3, {}, {}});
        const ListenerFacts facts = listenerFacts(list, {stuck, busy, paused, queue("idle", 0)});
        QVERIFY(facts.known);
        QCOMPARE(facts.workers, 6);
        QCOMPARE(facts.hosts, 3);
        QCOMPARE(facts.silent.size(), 1);
        QCOMPARE(facts.silent.first().queue.name, QByteArray("stuck"));
        QCOMPARE(facts.silent.first().silence, 185000);
        const TileWords words = workerWords({stuck}, facts);
        QCOMPARE(words.fact, u"6 on 3 hosts"_s);
        QCOMPARE(words.mood, Card::Mood::Warn);
        QVERIFY(words.evidence.contains(u"silent for 3 min: w"));
        WorkerList hidden;
        hidden.known = false;
        QCOMPARE(workerWords({stuck}, listenerFacts(hidden, {})).fact, u"unknown"_s);
        QCOMPARE(workerWords({}, listenerFacts(hidden, {})).fact, u"none"_s); // without queues nobody asks
    }

    void failingTile()
    {
        QCOMPARE(failingWords({queue("a", 1)}, std::nullopt).mood, Card::Mood::Good);
        const QList<UiQueueFacts> queues{queue("a", 0, flow(0, 0), 3), queue("mail", 0, flow(9, 1, 4), 412)};
        TileWords words = failingWords(queues, std::nullopt);
        QCOMPARE(words.fact, u"412 in mail"_s);
        QCOMPARE(words.mood, Card::Mood::Bad);
        QVERIFY(words.evidence.contains(u"4 in the last minute"));
        QVERIFY(words.evidence.contains(u"415 in all queues"));
        words = failingWords(queues, TopCause{{"bull", "mail"}, "connect <ip>", 73, 100});
        QCOMPARE(words.evidence, u"73 % share one cause: connect <ip>"_s);
        words = failingWords(queues, TopCause{{"bull", "a"}, "other", 3, 3}); // of another queue
        QVERIFY(!words.evidence.contains(u"other"));
        const QList<UiQueueFacts> old{queue("a", 0, flow(5, 5), 3)};
        QCOMPARE(failingWords(old, std::nullopt).mood, Card::Mood::Warn); // nothing new
    }

    void clearTile()
    {
        const qint64 now = 1'800'000'000'000;
        QCOMPARE(clearTileWords({queue("a", 0, flow(60, 60))}, now).fact, u"nothing waits"_s);
        UiQueueFacts slow = queue("mail", 4920, flow(480, 600));
        slow.nextSince = now - 6 * 60000;
        const TileWords words = clearTileWords({slow, queue("b", 2, flow(0, 60))}, now);
        QCOMPARE(words.fact, u"about 41 min"_s);
        QCOMPARE(words.evidence, u"mail \u00b7 in 8.0/s, out 10/s \u00b7 oldest waiting 6 min"_s);
        QCOMPARE(words.mood, Card::Mood::Warn);
        QCOMPARE(clearTileWords({queue("mail", 5, flow(9, 0))}, now).fact, u"standing still"_s);
        QCOMPARE(slowestQueue({queue("a", 1, flow(0, 60)), queue("b", 1, flow(9, 1))})->summary.queue.name,
            QByteArray("b"));
    }

    void redisTile()
    {
        LinkFacts link;
        link.state = LinkState::Ready;
        link.evictionPolicy = "noeviction";
        link.latency = 2.1;
        HealthReport health;
        QVERIFY(redisWords(link, health).fact.startsWith(u"Redis"));
        health.checkedAt = 1;
        health.server = {{u"aof-off"_s, Severity::Ok, u"fine"_s, {}, {}, {}}};
        QCOMPARE(redisWords(link, health).fact, u"fit for BullMQ"_s);
        QCOMPARE(redisWords(link, health).mood, Card::Mood::Good);
        health.server.push_back({u"latency"_s, Severity::Warning, u"slow"_s, {}, {}, {}});
        QCOMPARE(redisWords(link, health).mood, Card::Mood::Warn);
        health.server.push_back({u"eviction-policy"_s, Severity::Critical, u"evicts"_s, {}, {}, {}});
        QCOMPARE(redisWords(link, health).fact, u"may lose jobs"_s);
        link.state = LinkState::Waiting;
        QCOMPARE(redisWords(link, health).fact, u"not connected"_s);
        QCOMPARE(redisWords(link, health).mood, Card::Mood::Bad);
    }

    void noQueuesNamesOtherPrefixes()
    {
        QueuesSnapshot snapshot;
        QVERIFY(noQueuesWords(snapshot, {"bull"}).startsWith(u"No keys match bull:*:meta."));
        snapshot.otherPrefixes = {{"staging", 12}, {"{a}", 1}};
        const QString words = noQueuesWords(snapshot, {"bull"});
        QVERIFY(words.contains(u"staging (12 queue"));
        QVERIFY(words.contains(u"{a} (1 queue"));
    }

    void everyRuleHasWords()
    {
        for (const HealthRule& rule : healthRules()) {
            for (const Severity severity :
                {Severity::Ok, Severity::Info, Severity::Warning, Severity::Critical}) {
                Finding finding{rule.id, severity, u"engine's own title"_s,
                    {{u"maxmemory-policy"_s, u"allkeys-lru"_s}}, u"engine's own reason"_s, {}};
                const FindingWords words = findingWords(finding);
                QVERIFY2(words.title != finding.title && !words.title.isEmpty(), qPrintable(rule.id));
                QVERIFY2(words.why != finding.why && !words.why.isEmpty(), qPrintable(rule.id));
                QVERIFY2(!words.title.contains(u"%1"), qPrintable(rule.id));
            }
        }
        const Finding strange{u"of-tomorrow"_s, Severity::Warning, u"new <b>rule</b>"_s,
            {{u"used_memory"_s, qint64(1900000)}, {u"ms"_s, 2.5}}, u"because"_s, {}};
        QCOMPARE(findingWords(strange).title, strange.title);
        QCOMPARE(findingWords(strange).evidence, u"round trip 2.5 ms \u00b7 used_memory 1.9 MB"_s);
        QVERIFY(findingWords(
            {u"eviction-policy"_s, Severity::Critical, {}, {{u"maxmemory-policy"_s, u"allkeys-lru"_s}}, {},
                {}}).title.contains(u"allkeys-lru"));
    }

    void findingsAboutManyQueuesAreOne()
    {
        HealthReport report;
        report.server = {
            {u"latency"_s, Severity::Ok, {}, {}, {}, {}}, {u"aof-off"_s, Severity::Warning, {}, {}, {}, {}}};
        for (int i = 0; i < 118; ++i)
            report.queues.push_back(
                {u"no-workers"_s, Severity::Warning, {}, {{u"queue"_s, u"q%1"_s.arg(i)}}, {}, {}});
        for (int i = 0; i < 2; ++i)
            report.queues.push_back(
                {u"mixed-versions"_s, Severity::Critical, {}, {{u"queue"_s, u"q%1"_s.arg(i)}}, {}, {}});
        const std::vector<ShownFinding> shown = shownFindings(report);
        QCOMPARE(shown.size(), size_t(4));
        QCOMPARE(shown.at(0).finding.rule, u"mixed-versions"_s);
        QCOMPARE(shown.at(2).finding.rule, u"aof-off"_s);
        QCOMPARE(shown.at(3).queues, 118);
        QCOMPARE(shown.at(3).names.size(), 12);
    }

    void slowLogIsReadAndCut()
    {
        const auto bulk = [](const QByteArray& text) {
            Reply reply;
            reply.kind = Reply::Kind::Bulk;
            reply.text = text;
            return reply;
        };
        const auto number = [](qint64 value) {
            Reply reply;
            reply.kind = Reply::Kind::Integer;
            reply.integer = value;
            return reply;
        };
        const auto array = [](std::vector<Reply> items) {
            Reply reply;
            reply.kind = Reply::Kind::Array;
            reply.items = std::move(items);
            return reply;
        };
        const Reply answer = array({array({number(7), number(1800000000), number(25300),
                                        array({bulk("HSET"), bulk("bull:mail:1"), bulk("data"),
                                            bulk(QByteArray(500, 'x')), bulk("more")}),
                                        bulk("10.0.0.1:5"), bulk("")}),
            array({number(6), number(1800000000), number(11000),
                array({bulk("EVALSHA"), bulk(script(ScriptId::MoveToActive).sha1), bulk("11")})}),
            number(3)});
        const SlowLog log = slowLogOf(answer);
        QVERIFY(log.allowed);
        QCOMPARE(log.commands.size(), size_t(2));
        QCOMPARE(log.commands.back().command, "EVALSHA moveToActive 11");
        QVERIFY(log.commands.front().command.startsWith("HSET bull:mail:1 data xxx"));
        QVERIFY(log.commands.front().command.size() < 120);
        SlowLogModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(log);
        QCOMPARE(model.index(0, SlowLogModel::Took).data().toString(), u"25 ms"_s);
        Reply refusal;
        refusal.kind = Reply::Kind::Error;
        refusal.text = "NOPERM this user has no permissions";
        QVERIFY(!slowLogOf(refusal).allowed);
    }

    void timelineTellsHowLongItLasted()
    {
        LinkEventModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        using Kind = LinkEvent::Kind;
        std::vector<LinkEvent> events{{3, 65000, Kind::Connected, 0, {}, {}},
            {2, 60000, Kind::Lost, 0, u"ConnectionClosed"_s, u"closed <b>"_s},
            {1, 1000, Kind::Connected, 0, {}, {}}};
        model.apply(events);
        const auto what = [&model](
                              int row) { return model.index(row, LinkEventModel::What).data().toString(); };
        QCOMPARE(what(0), u"Connected"_s);
        QCOMPARE(what(1), u"Lost for 5.0 s"_s);
        QCOMPARE(what(2), u"Connected for 59.0 s"_s);
        QCOMPARE(model.index(1, LinkEventModel::Why).data().toString(), u"closed <b>"_s);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        events.insert(events.begin(), {4, 70000, Kind::TryFailed, 3, {}, u"refused"_s});
        model.apply(events);
        QCOMPARE(what(0), u"Try 3 failed"_s);
        QCOMPARE(resets.count(), 0);
    }

    void factsAreUnknownRatherThanWrong()
    {
        for (const RedisFact& fact : redisFacts({}, {}))
            QVERIFY2(!fact.value.isEmpty(), qPrintable(fact.name));
        HealthReport report;
        report.checkedAt = 1;
        report.info = ServerInfo::parse("redis_version:7.0.15\r\nused_memory:1900000\r\nmaxmemory:3800000\r\n"
                                        "uptime_in_seconds:90\r\nrole:master\r\naof_enabled:0\r\n");
        QStringList values;
        for (const RedisFact& fact : redisFacts({}, report))
            values.append(fact.value);
        QVERIFY(values.contains(u"Redis 7.0.15"_s));
        QVERIFY(values.contains(u"1.9 MB of 3.8 MB (50 %)"_s));
        QVERIFY(values.contains(u"1 min 30 s"_s));
        QVERIFY(values.contains(u"append-only file off"_s));
        // Times as elsewhere in the window, not as a program writes them.
        report.checkedAt = 1700000000000;
        report.info =
            ServerInfo::parse("redis_version:7.0.15\r\naof_enabled:1\r\nrdb_last_save_time:1699990000\r\n");
        values.clear();
        for (const RedisFact& fact : redisFacts({}, report))
            values.append(fact.value);
        QVERIFY2(values.contains(u"append-only file on, last snapshot "_s
                     + formatMoment(1699990000000, report.checkedAt)),
            qPrintable(values.join(u'\n')));
    }

    void writesInWords()
    {
        ActivityEntry retried = entry(1);
        retried.details = {{u"state"_s, u"failed"_s}, {u"cause"_s, true}, {u"resetAttempts"_s, true}};
        retried.outcome = {{u"matched"_s, 301}, {u"done"_s, 299}, {u"skipped"_s, 2}};
        QCOMPARE(actionWord(retried.action), u"Retried"_s);
        QCOMPARE(askedWords(retried), u"those of one cause \u00b7 attempts reset \u00b7 state Failed"_s);
        QCOMPARE(outcomeWords(retried), u"299 done, 2 skipped"_s);
        ActivityEntry refused = entry(2, u"obliterate-twice"_s);
        refused.error = u"ReadOnly"_s;
        QCOMPARE(actionWord(refused.action), u"obliterate-twice"_s);
        QCOMPARE(outcomeWords(refused), u"ReadOnly"_s);
        ActivityEntry removed = entry(3, u"remove"_s);
        removed.outcome = {{u"done"_s, 4}, {u"trash"_s, 17}, {u"trashed"_s, 4}};
        QCOMPARE(trashBatchOf(removed), 17);
        QCOMPARE(outcomeWords(removed), u"4 done, 4 in the trash"_s);
        QCOMPARE(trashBatchOf(entry(4, u"restore"_s)), 0);
        ActivityEntry open = entry(5);
        open.finished = false;
        QCOMPARE(outcomeWords(open), u"not finished"_s);
        QVERIFY(entryDetails(removed).contains(u"trashed: 4"));
        const QJsonObject json = QJsonDocument::fromJson(entryJson(removed)).object();
        QCOMPARE(json.value(u"action"_s).toString(), u"remove"_s);
        QCOMPARE(json.value(u"outcome"_s).toObject().value(u"trash"_s).toInt(), 17);
        QVERIFY(!entryJson(removed).contains('\n'));
    }

    void writesAreLiveAndPaged()
    {
        ActivityModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.applyNewest({entry(10), entry(9), entry(8)}, 3);
        QSignalSpy more(&model, &ActivityModel::moreWanted);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QVERIFY(model.canFetchMore({}));
        model.fetchMore({});
        QCOMPARE(more.first().first().toLongLong(), 8);
        QVERIFY(!model.canFetchMore({})); // until the answer is here
        model.append(8, {entry(7), entry(6)}, 2);
        QCOMPARE(model.rowCount(), 5);
        ActivityEntry done = entry(10);
        done.outcome = {{u"done"_s, 1}};
        model.applyNewest({entry(11), done, entry(9)}, 3); // a new one, one that has ended; older ones stay
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.index(1, ActivityModel::Outcome).data().toString(), u"1 done"_s);
        model.fetchMore({});
        model.append(6, {}, 2);
        QVERIFY(!model.canFetchMore({}));
        QCOMPARE(resets.count(), 0);
    }

    //! More than a page was written while nobody looked.
    void writesHaveNoHole()
    {
        ActivityModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto ids = [&model] {
            QList<qint64> list;
            for (const ActivityRow& row : model.rows())
                list.append(row.entry.id);
            return list;
        };
        model.applyNewest({entry(10), entry(9), entry(8)}, 3);
        model.fetchMore({});
        model.append(8, {entry(7)}, 3); // the first ones
        QVERIFY(!model.canFetchMore({}));
        model.applyNewest({entry(30), entry(29), entry(28)}, 3);
        QCOMPARE(ids(), (QList<qint64>{30, 29, 28}));
        QVERIFY(model.canFetchMore({}));
        model.fetchMore({});
        model.append(7, {entry(6)}, 3); // asked before: not what follows these rows
        QCOMPARE(ids(), (QList<qint64>{30, 29, 28}));
        model.append(28, {entry(27), entry(26), entry(25)}, 3);
        QCOMPARE(ids(), (QList<qint64>{30, 29, 28, 27, 26, 25}));
        // Right behind one another there is no hole, whether or not the numbers say so.
        model.applyNewest({entry(33), entry(32), entry(30)}, 3);
        QCOMPARE(model.rowCount(), 8);
        // Few new ones are all that there are.
        model.applyNewest({entry(41), entry(40)}, 3);
        QCOMPARE(ids().mid(0, 3), (QList<qint64>{41, 40, 33}));
    }

    void logIsBoundedAndFollowed()
    {
        LogModel model(100);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QRandomGenerator random(5);
        quint64 number = 0;
        for (int round = 0; round < 60; ++round) {
            QList<LogRecord> lines;
            for (int i = 0, n = random.bounded(140); i < n; ++i)
                lines.append(line(++number));
            model.append(lines);
            QVERIFY(model.rowCount() <= 100);
            if (model.rowCount() > 0)
                QCOMPARE(model.line(model.rowCount() - 1).number, number);
            for (int row = 1; row < model.rowCount(); ++row)
                QCOMPARE(model.line(row).number, model.line(row - 1).number + 1);
        }
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.lastNumber(), number); // what was cleared does not come back
    }

    void logIsFiltered()
    {
        LogModel model(100);
        LogFilter filter;
        QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        filter.setSourceModel(&model);
        LogRecord other = line(4, LogSeverity::Info, "elsewhere");
        other.category = "drover.queue";
        model.append({line(1), line(2, LogSeverity::Warning, "Redis 10.0.0.1 is gone"),
            line(3, LogSeverity::Debug, "detail"), other});
        filter.setSeverity(LogSeverity::Warning);
        QCOMPARE(filter.rowCount(), 1);
        filter.setSeverity(LogSeverity::Debug);
        QVERIFY(filter.setText(u"REDIS 10"_s, false));
        QCOMPARE(filter.rowCount(), 1);
        QVERIFY(filter.setText(u"\\d+\\.\\d+|else"_s, true));
        QCOMPARE(filter.rowCount(), 2);
        QVERIFY(!filter.setText(u"(open"_s, true));
        QVERIFY(!filter.patternError().isEmpty());
        QCOMPARE(filter.rowCount(), 2); // as it was
        QVERIFY(filter.setText({}, true));
        filter.setCategory(u"drover.queue"_s);
        QCOMPARE(filter.rowCount(), 1);
    }

    void hostileLogLinesStayText()
    {
        LogModel model(10);
        model.append({line(1, LogSeverity::Warning, "<img src=x>\n\xe2\x80\xae\x1b[31m")});
        const QString shown = model.index(0, LogModel::Text).data().toString();
        QVERIFY(!shown.contains(u'\n') && !shown.contains(QChar(0x202e)) && !shown.contains(QChar(0x1b)));
        QVERIFY(!model.index(0, LogModel::Text).data(Qt::ToolTipRole).toString().contains(u"<img"));
        QCOMPARE(model.index(0, LogModel::Severity).data().toString(), u"W"_s);
        QVERIFY(logLine(model.line(0)).contains(u"warning drover.redis: <img"));
    }

    void samplesSumUpWhatQueuesDid()
    {
        QueuesSnapshot snapshot;
        snapshot.readAt = 1'800'000'010'000;
        UiQueueFacts exact = queue("a", 5);
        exact.last = flow(10, 8, 1, 9400); // the rest is between the moments of reading
        UiQueueFacts part = queue("b", 7);
        part.last = {100, 50, 0, 5000, false}; // seen for half of the time
        snapshot.queues = {exact, part};
        LinkFacts link;
        link.latency = 2;
        const LinkSample sample = linkSampleOf(snapshot, link, snapshot.readAt - 10000);
        QCOMPARE(sample.flow.added, 210);
        QCOMPARE(sample.flow.completed, 108);
        QCOMPARE(sample.flow.failed, 1);
        QCOMPARE(sample.flow.spanMs, 10000);
        QVERIFY(!sample.flow.exact);
        QCOMPARE(sample.counts[JobState::Waiting], 12);
        QCOMPARE(sample.from, snapshot.readAt - 10000);
        QCOMPARE(linkSampleOf(snapshot, link, 0).flow.spanMs, 0); // the first reading covers nothing
    }
};

QTEST_MAIN(TestInsightModels)
#include "tst_insightmodels.moc"
