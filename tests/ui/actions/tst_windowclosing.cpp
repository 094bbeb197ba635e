// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/closingcountdown.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/workspace.h"
#include "session/feeds/workersfeed.h"
#include "ui/support/livesession.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QPushButton>

using namespace drover;
using namespace drover::ui;
using namespace drover::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! The window closes while its own workers are at work, on a real Redis: whatever way it is closed, no job is
//! left behind active, none is lost and none counts as stalled. npm says so.
class TestWindowClosing final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void jobsEndInTheirTime();
    void jobsGoBackAtOnce_data();
    void jobsGoBackAtOnce();
    void hundredTimesUnderLoad();

private:
    //! A window on a new session, whose worker has taken jobs already.
    [[nodiscard]] std::unique_ptr<MainWindow> openAtWork(const QString& simulation, Milliseconds grace);
    void add(int count);
    [[nodiscard]] int count(const QString& state) { return m_live.count(m_queue, state); }
    //! What npm says about jobs that stalled once; empty = none did.
    [[nodiscard]] QByteArray stalled();

    LiveSessions m_live;
    QueueId m_queue;
    int m_added = 0;
    std::unique_ptr<ConnectionHub> m_hub;
};

void TestWindowClosing::initTestCase()
{
    QVERIFY(m_live.start());
}

void TestWindowClosing::init()
{
    m_queue = {"bull", RedisFixture::uniqueQueue().toUtf8()};
    m_added = 0;
}

void TestWindowClosing::add(int count)
{
    const QString body =
        u"await queue.addBulk(Array.from({length: %1}, (_, i) => ({name: 'mail', data: i})))"_s;
    QVERIFY(m_live.npm.eval(body.arg(count), QString::fromUtf8(m_queue.name)).ok);
    m_added += count;
}

QByteArray TestWindowClosing::stalled()
{
    const NpmReply reply =
        m_live.npm.eval(u"const jobs = await queue.getJobs(['waiting', 'active', 'completed', 'failed']);"
                        "return jobs.filter(job => job.stalledCounter > 0).map(job => job.id);"_s,
            QString::fromUtf8(m_queue.name));
    return reply.ok && reply.value().toArray().isEmpty() ? QByteArray() : "stalled: " + reply.json;
}

std::unique_ptr<MainWindow> TestWindowClosing::openAtWork(const QString& simulation, Milliseconds grace)
{
    m_hub = std::make_unique<ConnectionHub>(
        [](const EngineConfig& config) { return std::make_unique<EngineSession>(config); });
    EngineConfig config;
    config.connection = m_live.redis.unixOptions();
    config.dataDir = m_live.data.path();
    m_hub->put(u"live"_s, config);
    auto window = std::make_unique<MainWindow>(*m_hub);
    window->showConnection(u"live"_s);
    window->show();
    [&] { QTRY_VERIFY(window->workspace() != nullptr); }();
    Session& session = window->workspace()->session();
    [&] { QTRY_COMPARE(session.link().state, LinkState::Ready); }();
    LocalWorkerSpec spec;
    spec.queue = m_queue;
    spec.simulation = simulation;
    spec.grace = grace;
    session.workers().start(spec, {});
    const auto isAtWork = [&session] {
        const LocalWorkerFacts worker = session.workers().workers().first();
        return worker.completed > 0 || !worker.running.isEmpty();
    };
    [&] { QTRY_VERIFY(isAtWork()); }();
    return window;
}

void TestWindowClosing::jobsEndInTheirTime()
{
    add(4);
    const auto window = openAtWork(u"ms=1500"_s, 60s);
    auto* countdown = window->findChild<ClosingCountdown*>();
    QVERIFY(!countdown->isVisible());
    QVERIFY(!window->close());
    QVERIFY(countdown->isVisible());
    QVERIFY2(countdown->text().contains(u"may go on for"), qPrintable(countdown->text()));
    add(8); // nobody fetches these any more
    QTRY_VERIFY_WITH_TIMEOUT(!window->isVisible(), 20000);
    QCOMPARE(count(u"completed"_s), 4);
    QCOMPARE(count(u"active"_s), 0);
    QCOMPARE(count(u"waiting"_s), 8);
    QCOMPARE(stalled(), QByteArray());
}

void TestWindowClosing::jobsGoBackAtOnce_data()
{
    QTest::addColumn<int>("way");
    QTest::newRow("closed twice") << 0;
    QTest::newRow("button of the countdown") << 1;
    QTest::newRow("session ends") << 2;
    QTest::newRow("grace is over") << 3;
}

void TestWindowClosing::jobsGoBackAtOnce()
{
    QFETCH(const int, way);
    add(4);
    const auto window = openAtWork(u"ms=600000"_s, way == 3 ? 100ms : 10min);
    if (way == 2)
        window->closeAnyway(); // and what Qt does with all windows then is the second time
    else
        QVERIFY(!window->close());
    if (way == 1) {
        auto* countdown = window->findChild<ClosingCountdown*>();
        for (auto* button : countdown->findChildren<QPushButton*>())
            button->click();
    } else if (way != 3) {
        window->close();
    }
    QTRY_VERIFY_WITH_TIMEOUT(!window->isVisible(), 20000);
    QCOMPARE(count(u"active"_s), 0);
    QCOMPARE(count(u"waiting"_s), 4);
    QCOMPARE(stalled(), QByteArray());
}

void TestWindowClosing::hundredTimesUnderLoad()
{
    const int stops = qEnvironmentVariableIsSet("DROVER_TEST_LONG") ? 100 : 6;
    for (int round = 0; round < stops; ++round) {
        add(200);
        // Short jobs end in their time, long ones are handed back when it is over.
        const auto window = openAtWork(round % 2 == 0 ? u"ms=20"_s : u"ms=600000"_s, 150ms);
        round % 3 == 0 ? window->closeAnyway() : static_cast<void>(window->close());
        QTRY_VERIFY_WITH_TIMEOUT(!window->isVisible(), 20000);
        QCOMPARE(count(u"active"_s), 0);
        QCOMPARE(count(u"waiting"_s) + count(u"completed"_s), m_added);
    }
    const QString npm = m_live.npm.startWorker(QString::fromUtf8(m_queue.name), {{u"value"_s, 1}});
    QTRY_COMPARE_WITH_TIMEOUT(count(u"completed"_s), m_added, 60000);
    QVERIFY(m_live.npm.call(u"workerClose"_s, {{u"worker"_s, npm}}).ok);
    QCOMPARE(stalled(), QByteArray());
}

QTEST_MAIN(TestWindowClosing)
#include "tst_windowclosing.moc"
