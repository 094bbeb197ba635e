// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timechart.h"
#include "mainwindow/workspace.h"
#include "pages/activity/activitypage.h"
#include "pages/health/findingcard.h"
#include "pages/health/findingslist.h"
#include "pages/health/healthpage.h"
#include "pages/overview/overviewpage.h"
#include "pages/queue/failurespane.h"
#include "pages/queue/jobspane.h"
#include "pages/queuepage.h"
#include "redis/readonlycommands.h"
#include "session/enginesession.h"
#include "session/feeds/historyfeed.h"
#include "session/feeds/writesfeed.h"
#include "style/theme.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"
#include "widgets/tile.h"

#include <QApplication>
#include <QDateTime>
#include <QFile>
#include <QJsonObject>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace drover::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! The pages on a real Redis: npm is producer, worker and judge.
class TestInsightLive final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<RedisFixture> m_redis;

    [[nodiscard]] std::unique_ptr<EngineSession> open(bool readOnly = false)
    {
        EngineConfig config;
        config.connection = m_redis->unixOptions();
        config.identity.title = u"test"_s;
        config.identity.address = u"unix socket of the test"_s;
        config.identity.readOnly = readOnly;
        config.dataDir = m_data->path();
        auto session = std::make_unique<EngineSession>(std::move(config));
        [&] { QTRY_COMPARE(session->link().state, LinkState::Ready); }();
        return session;
    }
    //! A frame that polls as fast as it can be asked.
    [[nodiscard]] std::unique_ptr<Workspace> show(Session& session)
    {
        auto frame = std::make_unique<Workspace>(session);
        frame->resize(1200, 800);
        frame->setInterval(50ms);
        frame->show();
        frame->setActive(true);
        return frame;
    }
    [[nodiscard]] static LinkEvents events(Session& session)
    {
        LinkEvents found;
        bool answered = false;
        session.history().readEvents(100, 0, &session, [&](const Result<LinkEvents>& result) {
            found = result ? *result : LinkEvents();
            answered = true;
        });
        [&] { QTRY_VERIFY(answered); }();
        return found;
    }
    [[nodiscard]] static LinkSamples samples(Session& session)
    {
        LinkSamples found;
        bool answered = false;
        const qint64 end = QDateTime::currentMSecsSinceEpoch() + 1000;
        session.history().readLinks(end - 3600000, end, 0, &session, [&](const Result<LinkSamples>& result) {
            found = result ? *result : LinkSamples();
            answered = true;
        });
        [&] { QTRY_VERIFY(answered); }();
        return found;
    }

private Q_SLOTS:
    void initTestCase() { Theme::apply(*qApp, ThemeChoice::Light); }
    void init()
    {
        m_data = std::make_unique<QTemporaryDir>();
        m_redis = std::make_unique<RedisFixture>(RedisFixtureOptions{.keepsAll = true});
        QVERIFY2(m_redis->start(), m_redis->log().constData());
    }
    void cleanup()
    {
        m_redis.reset();
        m_data.reset();
    }

    void throughputIsWhatNpmDid()
    {
        NpmProcess npm(m_redis->socketPath());
        QVERIFY(npm.start());
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(!npm.add(queue, u"first"_s).isEmpty()); // so that it is found
        const auto session = open();
        const auto frame = show(*session);
        QTRY_VERIFY(frame->isSettled());
        QTRY_VERIFY(!samples(*session).empty());
        const QString worker =
            npm.startWorker(queue, {{u"names"_s, QJsonObject{{u"bad"_s, QJsonObject{{u"fail"_s, true}}}}}});
        for (int i = 0; i < 20; ++i)
            QVERIFY(!npm.add(queue, i % 4 == 0 ? u"bad"_s : u"good"_s).isEmpty());
        QTRY_COMPARE(npm.counts(queue).value(u"completed"_s).toInt(), 16);
        QCOMPARE(npm.counts(queue).value(u"failed"_s).toInt(), 5);
        QVERIFY(npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
        const auto total = [&session] {
            QueueFlow sum;
            for (const LinkSample& sample : samples(*session))
                sum += sample.flow;
            return sum;
        };
        QTRY_COMPARE(total().completed, 16);
        QCOMPARE(total().failed, 5);
        QCOMPARE(total().added, 20);
        // And the overview says it.
        QTRY_COMPARE(frame->overviewPage()->failingTile().words().fact, u"5 in %1"_s.arg(queue));
        QTRY_VERIFY(frame->overviewPage()->failingTile().words().evidence.contains(u"scripted failure"));
        QTRY_VERIFY(!frame->overviewPage()->chart()->lines().isEmpty());
    }

    void aQueueIsDiagnosed()
    {
        m_redis->command({"HSET", "bull:mail:meta", "opts.maxLenEvents", "10000"});
        m_redis->command({"HSET", "bull:mail:lost", "name", "a", "timestamp", "1"});
        const auto session = open();
        QTRY_COMPARE(session->link().state, LinkState::Ready);
        bool progressed = false;
        connect(&session->health(), &HealthFeed::diagnosisProgressed, this, [&] { progressed = true; });
        std::optional<Result<DiagnosisReport>> report;
        const auto ask = [&](QObject* context) {
            session->health().diagnose({"bull", "mail"}, context,
                [&report](const Result<DiagnosisReport>& answer) { report = answer; });
        };
        ask(session.get());
        QTRY_VERIFY(report.has_value());
        QVERIFY(report->has_value());
        QCOMPARE((*report)->findings.size(), size_t(1));
        QCOMPARE((*report)->findings.front().rule, u"job-in-no-state"_s);
        QTRY_VERIFY(progressed);
        // Whoever asked is gone: nobody is told, and the next one is.
        report.reset();
        {
            QObject gone;
            ask(&gone);
        }
        ask(session.get());
        QTRY_VERIFY(report.has_value() && report->has_value());
    }

    void historyOutlivesTheProgram()
    {
        m_redis->command({"HSET", "bull:q:meta", "version", "bullmq:6.7.0"});
        {
            const auto session = open();
            const auto frame = show(*session);
            QTRY_VERIFY(frame->isSettled());
            QTRY_VERIFY(samples(*session).size() >= 3);
        }
        QVERIFY(QFile::exists(m_data->filePath(u"history.sqlite"_s)));
        const auto again = open();
        QVERIFY(samples(*again).size() >= 3);
        QTRY_VERIFY(events(*again).size() >= 3);
        const LinkEvents told = events(*again);
        QCOMPARE(told.at(0).kind, LinkEvent::Kind::Connected);
        QCOMPARE(told.at(1).kind, LinkEvent::Kind::Closed);
        QCOMPARE(told.at(2).kind, LinkEvent::Kind::Connected);
    }

    void healthFollowsRedis()
    {
        m_redis->command({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
        const auto session = open();
        const auto frame = show(*session);
        frame->showPage(PageKind::Health);
        auto* health = static_cast<HealthPage*>(frame->page(PageKind::Health));
        QTRY_VERIFY(health->isSettled());
        QTRY_VERIFY(!health->findings()->cards().isEmpty());
        QCOMPARE(health->findings()->cards().first()->finding().rule, u"eviction-policy"_s);
        QCOMPARE(health->findings()->cards().first()->finding().severity, Severity::Critical);

        m_redis->killHard();
        QTRY_VERIFY(health->stateText().contains(u"Disconnected"));
        QVERIFY(health->retryButton()->isVisible());
        QTRY_VERIFY(health->timeline()->model()->rowCount() >= 2);
        QTest::mouseClick(health->checkButton(), Qt::LeftButton);
        QTRY_VERIFY(health->checkedText().startsWith(u"Not checked"));

        QVERIFY(m_redis->start());
        m_redis->command({"CONFIG", "SET", "maxmemory-policy", "noeviction"});
        QTest::mouseClick(health->retryButton(), Qt::LeftButton);
        QTRY_VERIFY(health->stateText().startsWith(u"Connected"));
        const auto isMended = [&health] {
            for (const FindingCard* card : health->findings()->cards()) {
                if (card->finding().rule == u"eviction-policy"_s)
                    return false;
            }
            return health->checkedText().startsWith(u"Checked");
        };
        QTRY_VERIFY(isMended());
        const LinkEvents told = events(*session);
        QCOMPARE(told.front().kind, LinkEvent::Kind::Connected);
        QVERIFY(std::any_of(told.begin(), told.end(), [](const LinkEvent& event) {
            return event.kind == LinkEvent::Kind::Lost && !event.reason.isEmpty();
        }));
    }

    void rightsThatAreMissingAreNamed()
    {
        m_redis->command({"ACL", "SETUSER", "default", "-slowlog", "-config"});
        const auto session = open();
        const auto frame = show(*session);
        frame->showPage(PageKind::Health);
        auto* health = static_cast<HealthPage*>(frame->page(PageKind::Health));
        QTRY_VERIFY(health->slowLogNote().contains(u"+slowlog|get"));
        QTRY_VERIFY(session->health().report().missingRights.contains(u"+config|get"_s));
    }

    void writesAreListed()
    {
        NpmProcess npm(m_redis->socketPath());
        QVERIFY(npm.start());
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(!npm.add(queue, u"a"_s).isEmpty());
        const auto session = open();
        const auto frame = show(*session);
        frame->showPage(PageKind::Activity);
        auto* activity = static_cast<ActivityPage*>(frame->page(PageKind::Activity));
        QTRY_VERIFY(activity->isSettled());
        QCOMPARE(activity->table()->model()->rowCount(), 0);
        session->writes().setPaused(
            {"bull", queue.toUtf8()}, true, session.get(), [](const Result<Done>&) {});
        QTRY_COMPARE(activity->table()->model()->rowCount(), 1);
        QCOMPARE(activity->table()->model()->index(0, ActivityModel::Action).data().toString(), u"Paused"_s);
        QTRY_COMPARE(
            activity->table()->model()->index(0, ActivityModel::Outcome).data().toString(), u"done"_s);
        QVERIFY(npm.call(u"isPaused"_s, {{u"queue"_s, queue}}).value().toBool());
    }

    void browsingWritesNothing()
    {
        {
            NpmProcess npm(m_redis->socketPath());
            QVERIFY(npm.start());
            const QString worker = npm.startWorker(u"mail"_s, {{u"fail"_s, true}});
            for (int i = 0; i < 12; ++i)
                QVERIFY(!npm.add(u"mail"_s, u"job"_s).isEmpty());
            QTRY_COMPARE(npm.counts(u"mail"_s).value(u"failed"_s).toInt(), 12);
            QVERIFY(npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
            for (const QJsonObject& options :
                {QJsonObject(), QJsonObject{{u"delay"_s, 100000}}, QJsonObject{{u"priority"_s, 3}}})
                QVERIFY(!npm.add(u"other"_s, u"later"_s, QJsonObject(), options).isEmpty());
            QVERIFY(npm.close());
        }
        const QByteArray before = m_redis->text({"INFO", "persistence"});
        m_redis->command({"CONFIG", "RESETSTAT"});
        {
            const auto session = open();
            const auto frame = show(*session);
            QTRY_VERIFY(frame->isSettled());
            for (const PageKind page : listedPages()) {
                frame->showPage(page);
                QTRY_VERIFY2(frame->isSettled(), qPrintable(pageName(page)));
            }
            for (const JobState state : allJobStates) {
                for (const char* queue : {"mail", "other"}) {
                    frame->showQueue({"bull", queue}, state);
                    QTRY_VERIFY(frame->isSettled());
                }
            }
            frame->showQueue({"bull", "mail"}, JobState::Failed);
            QueuePage* page = frame->queuePage();
            page->showGroups(true);
            QTRY_COMPARE(page->failuresPane()->causeCount(), 1);
            QTRY_COMPARE(page->failuresPane()->jobs()->rowCount(), 12);
            page->showGroups(false);
            page->setFilter(u"data:nothing"_s);
            QTRY_VERIFY(!page->jobsPane()->isSearching());
            page->setFilter({});
            QTRY_COMPARE(page->jobsPane()->rowCount(), 12);
            page->table()->selectRow(3); // the inspector reads it whole
            frame->refresh();
            QTRY_VERIFY(frame->isSettled());
            QTRY_VERIFY(samples(*session).size() >= 2);
        }
        const QHash<QByteArray, qint64> calls = m_redis->commandCalls();
        QVERIFY(calls.value("xread") > 0);
        for (auto call = calls.cbegin(); call != calls.cend(); ++call) {
            QByteArray name = call.key().toUpper();
            name.replace('|', ' ');
            if (name == "CONFIG RESETSTAT") // the test's own
                continue;
            QVERIFY2(isReadOnlyCommand(name), name.constData());
            // Redis's own opinion, and scripts may do anything.
            const Reply described = m_redis->command({"COMMAND", "INFO", call.key()});
            QVERIFY2(described.items.size() == 1 && described.items[0].items.size() > 2, name.constData());
            for (const Reply& flag : described.items[0].items[2].items)
                QVERIFY2(flag.text != "write", name.constData());
            QVERIFY2(!name.contains("EVAL") && !name.startsWith("FCALL") && !name.startsWith("SCRIPT"),
                name.constData());
        }
        const auto dirty = [](const QByteArray& info) {
            const qsizetype at = info.indexOf("rdb_changes_since_last_save:");
            return info.mid(at, info.indexOf('\r', at) - at);
        };
        QCOMPARE(dirty(m_redis->text({"INFO", "persistence"})), dirty(before));
    }
};

QTEST_MAIN(TestInsightLive)
#include "tst_insightlive.moc"
