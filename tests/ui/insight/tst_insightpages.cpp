// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timechart.h"
#include "core/clock.h"
#include "dialogs/confirmdialog.h"
#include "pages/activity/activitypage.h"
#include "pages/health/findingcard.h"
#include "pages/health/findingslist.h"
#include "pages/health/healthpage.h"
#include "pages/log/logpage.h"
#include "pages/overview/overviewpage.h"
#include "style/theme.h"
#include "ui/support/fakesession.h"
#include "ui/support/picture.h"
#include "widgets/emptystate.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/rangebar.h"
#include "widgets/textblock.h"
#include "widgets/tile.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

namespace {
qint64 now()
{
    return Clock::system().now().count();
}

LinkFacts ready()
{
    LinkFacts link;
    link.state = LinkState::Ready;
    link.latency = 0.4;
    link.version = "7.0.15";
    link.evictionPolicy = "noeviction";
    return link;
}

LinkFacts waiting(qint64 nextTryIn)
{
    LinkFacts link;
    link.state = LinkState::Waiting;
    link.attempt = 2;
    link.nextTryAt = now() + nextTryIn;
    link.error = Error{ErrorCode::ConnectionClosed, u"Connection refused"_s, {}};
    return link;
}

ActivityEntry entry(qint64 id, const QString& error = {})
{
    ActivityEntry result;
    result.id = id;
    result.when = now();
    result.who = u"window"_s;
    result.connection = u"redis://here"_s;
    result.queue = {"bull", "mail"};
    result.action = u"remove"_s;
    result.finished = true;
    result.outcome = {{u"done"_s, 3}, {u"trash"_s, error.isEmpty() ? 5 : 0}};
    result.error = error;
    return result;
}

class FakeLog final : public LogSource {
public:
    QList<LogRecord> records;
    LogSeverity levelValue = LogSeverity::Info;

    [[nodiscard]] QList<LogRecord> lines(quint64 after) const override
    {
        QList<LogRecord> found;
        for (const LogRecord& record : records) {
            if (record.number > after)
                found.append(record);
        }
        return found;
    }
    [[nodiscard]] int capacity() const override { return 1000; }
    [[nodiscard]] LogSeverity level() const override { return levelValue; }
    void setLevel(LogSeverity level) override { levelValue = level; }
    [[nodiscard]] QString file() const override { return {}; }
    void write(int count, LogSeverity severity = LogSeverity::Info)
    {
        for (int i = 0; i < count; ++i) {
            const auto number = quint64(records.size()) + 1;
            records.append({number, now(), severity, "drover.redis", "line " + QByteArray::number(number)});
        }
        Q_EMIT grown();
    }
};
} // namespace

class TestInsightPages final : public QObject {
    Q_OBJECT

    std::unique_ptr<FakeSession> m_session;
    std::unique_ptr<QueueTableModel> m_queues;

    //! As the frame does it: the model first, then the pages.
    void feed(Page& page, const QueuesSnapshot& snapshot)
    {
        if (!snapshot.error)
            m_queues->apply(snapshot);
        page.applyQueues(snapshot);
    }
    [[nodiscard]] std::unique_ptr<OverviewPage> overview()
    {
        auto page = std::make_unique<OverviewPage>(*m_session, *m_queues);
        page->resize(1100, 700);
        page->setLink(m_session->linkValue);
        page->show();
        page->setActive(true);
        return page;
    }
    [[nodiscard]] QueuesSnapshot shop()
    {
        m_session->fillWithShop();
        QueuesSnapshot snapshot = m_session->queues;
        snapshot.readAt = now();
        snapshot.complete = true;
        return snapshot;
    }

private Q_SLOTS:
    void initTestCase() { Theme::apply(*qApp, ThemeChoice::Light); }
    void init()
    {
        m_session = std::make_unique<FakeSession>();
        m_session->linkValue = ready();
        m_queues = std::make_unique<QueueTableModel>();
    }
    void cleanup()
    {
        m_queues.reset();
        m_session.reset();
    }

    // Overview

    void overviewLoadsThenShows()
    {
        const auto page = overview();
        QSignalSpy settled(page.get(), &Page::settled);
        QVERIFY(!page->isSettled());
        QVERIFY(!page->table()->isVisible());
        feed(*page, shop());
        QTRY_VERIFY(page->isSettled());
        QCOMPARE(settled.count(), 1);
        QVERIFY(page->table()->isVisible());
        QCOMPARE(page->table()->model()->rowCount(), int(m_session->queues.queues.size()));
    }

    void overviewOpensQueuesByKeyAndMouse()
    {
        const auto page = overview();
        feed(*page, shop());
        QSignalSpy wanted(page.get(), &Page::queueWanted);
        page->table()->setFocus();
        page->table()->selectRow(1);
        QTest::keyClick(page->table(), Qt::Key_Return);
        QCOMPARE(wanted.count(), 1);
        const QModelIndex row = page->table()->model()->index(1, 0);
        QCOMPARE(
            wanted.first().first().value<QueueId>(), row.data(QueueTableModel::QueueRole).value<QueueId>());
        const QPoint place = page->table()->visualRect(row).center();
        QTest::mouseClick(page->table()->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(page->table()->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(wanted.count(), 2);
    }

    void overviewFilters()
    {
        const auto page = overview();
        feed(*page, shop());
        page->filterLine()->setText(u"nobody is called so"_s);
        QVERIFY(page->emptyState()->isVisible());
        QTest::mouseClick(page->emptyState()->button(), Qt::LeftButton);
        QVERIFY(page->filterLine()->text().isEmpty());
        QVERIFY(page->table()->isVisible());
    }

    void tilesLeadWhereTheyBelong()
    {
        const auto page = overview();
        QueuesSnapshot snapshot = shop();
        m_session->health().topCause = {{}, "connect <ip>", 9, 10};
        feed(*page, snapshot);
        QSignalSpy queues(page.get(), &Page::queueWanted);
        QSignalSpy pages(page.get(), &Page::pageWanted);
        QTRY_VERIFY(page->failingTile().words().evidence.contains(u"share one cause"));
        auto* failing = const_cast<Tile*>(&page->failingTile());
        QTest::mouseClick(failing, Qt::LeftButton);
        QCOMPARE(queues.count(), 1);
        QCOMPARE(queues.first().at(1).value<std::optional<JobState>>(), JobState::Failed);
        auto* redis = const_cast<Tile*>(&page->redisTile());
        redis->setFocus();
        QTest::keyClick(redis, Qt::Key_Return);
        QCOMPARE(pages.first().first().toString(), u"health"_s);
        // The cause is not asked again and again.
        const int asked = m_session->health().causeReadings;
        feed(*page, snapshot);
        feed(*page, snapshot);
        QCOMPARE(m_session->health().causeReadings, asked);
    }

    void noQueuesSayWhy()
    {
        m_session->identityValue.prefixes = {"bull"};
        const auto page = overview();
        QSignalSpy demo(page.get(), &OverviewPage::demoWanted);
        QueuesSnapshot none;
        none.complete = true;
        none.otherPrefixes = {{"staging", 3}};
        feed(*page, none);
        QVERIFY(page->emptyState()->isVisible());
        QCOMPARE(page->emptyState()->title(), u"No queues found"_s);
        QVERIFY(!page->emptyState()->button()->isVisible());
        m_session->identityValue.embedded = true;
        none.otherPrefixes.clear();
        feed(*page, none);
        QTest::mouseClick(page->emptyState()->button(), Qt::LeftButton);
        QCOMPARE(demo.count(), 1);
    }

    void downBeforeAnythingWasRead()
    {
        m_session->linkValue = waiting(5000);
        const auto page = overview();
        QVERIFY(page->emptyState()->isVisible());
        QCOMPARE(page->emptyState()->title(), u"Not connected"_s);
        QVERIFY(page->emptyState()->button()->isVisible());
        QCOMPARE(page->redisTile().words().mood, Card::Mood::Bad);
        // Later what was read stays, and looks old.
        page->setLink(ready());
        feed(*page, shop());
        page->setLink(waiting(5000));
        QVERIFY(page->table()->isVisible());
        QVERIFY(page->table()->property("stale").toBool());
    }

    void chartFollowsRangeAndReadings()
    {
        FakeHistoryFeed& history = m_session->history();
        const qint64 end = now();
        for (qint64 at = end - 3600 * 1000; at < end; at += 5000) {
            LinkSample sample;
            sample.from = at - 5000;
            sample.to = at;
            sample.flow = {10, 10, 1, 5000, true};
            history.links.push_back(sample);
        }
        const auto page = overview();
        QTRY_VERIFY(!page->chart()->lines().isEmpty());
        const auto points = [&page] {
            qsizetype all = 0;
            for (const auto& piece : page->chart()->lines().first().pieces)
                all += piece.size();
            return all;
        };
        QVERIFY(points() >= 59 && points() <= 61); // fifteen seconds each
        page->ranges()->setRange(TimeRange::Hour);
        QTRY_VERIFY(page->chart()->lines().first().pieces.first().first().at < end - 50 * 60 * 1000);
        page->setActive(false);
        const int readings = history.linkReadings;
        history.tell(history.links.back());
        QCOMPARE(history.linkReadings, readings); // nobody looks, nobody asks
    }

    void twoHundredQueues()
    {
        const auto page = overview();
        QueuesSnapshot many;
        many.complete = true;
        many.readAt = now();
        for (int i = 0; i < 200; ++i) {
            QueueFacts facts;
            facts.summary.queue.name = "queue." + QByteArray::number(i);
            facts.summary.counts[JobState::Waiting] = i;
            facts.flow = {i, i + 1, i % 7, 60000, true};
            facts.workers = i % 3;
            many.queues.append(facts);
        }
        feed(*page, many);
        QCOMPARE(page->table()->model()->rowCount(), 200);
        page->table()->sortByColumn(QueueTableModel::Waiting, Qt::DescendingOrder);
        QCOMPARE(page->table()->model()->index(0, 0).data().toString(), u"queue.199"_s);
        page->table()->selectRow(50);
        const QueueId chosen =
            page->table()->currentIndex().data(QueueTableModel::QueueRole).value<QueueId>();
        for (QueueFacts& facts : many.queues)
            facts.summary.counts[JobState::Waiting] = 200 - facts.summary.counts[JobState::Waiting];
        feed(*page, many);
        QCOMPARE(page->table()->currentIndex().data(QueueTableModel::QueueRole).value<QueueId>(), chosen);
    }

    // Health

    void healthTellsStateWithCountdown()
    {
        m_session->linkValue = waiting(60000);
        HealthPage page(*m_session);
        page.show();
        page.setActive(true);
        QVERIFY(page.stateText().contains(u"try 3 in 60 s"));
        QTRY_VERIFY(page.stateText().contains(u"try 3 in 58 s"));
        QVERIFY(page.retryButton()->isVisible());
        QTest::mouseClick(page.retryButton(), Qt::LeftButton);
        QCOMPARE(m_session->reconnections, 1);
        page.setLink(ready());
        QVERIFY(!page.retryButton()->isVisible());
        QVERIFY(page.stateText().contains(u"Connected"));
    }

    void healthShowsFindingsGravestFirst()
    {
        FakeHealthFeed& health = m_session->health();
        health.reportValue.checkedAt = now();
        health.reportValue.server = {{u"latency"_s, Severity::Ok, {}, {}, {}, {}},
            {u"aof-off"_s, Severity::Warning, {}, {{u"appendonly"_s, u"no"_s}}, {},
                {u"CONFIG SET appendonly yes"_s}},
            {u"eviction-policy"_s, Severity::Critical, {}, {{u"maxmemory-policy"_s, u"allkeys-lru"_s}}, {},
                {u"CONFIG SET maxmemory-policy noeviction"_s}}};
        health.reportValue.missingRights = {u"+config|get"_s};
        HealthPage page(*m_session);
        page.resize(1000, 900);
        page.show();
        page.setActive(true);
        QTRY_VERIFY(page.isSettled());
        QCOMPARE(health.checks, 1);
        const QList<FindingCard*> cards = page.findings()->cards();
        QCOMPARE(cards.size(), 2);
        QCOMPARE(cards.first()->finding().rule, u"eviction-policy"_s);
        QVERIFY(cards.first()->text().contains(u"allkeys-lru"));
        auto* copy = cards.first()->findChild<QToolButton*>();
        QTest::mouseClick(copy, Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), u"CONFIG SET maxmemory-policy noeviction"_s);
        QVERIFY(page.findings()->fineButton()->text().startsWith(u"1 rule"));
        // A later check keeps the cards that stay.
        HealthReport better = health.reportValue;
        better.server.pop_back();
        health.tell(better);
        QCOMPARE(page.findings()->cards(), QList<FindingCard*>{cards.at(1)});
        QTest::mouseClick(page.checkButton(), Qt::LeftButton);
        QCOMPARE(health.checks, 2);
        QVERIFY(page.checkedText().contains(u"Checked"));
    }

    // production: P1
    void fixesAreAppliedAfterAQuestion()
    {
        FakeHealthFeed& health = m_session->health();
        health.reportValue.checkedAt = now();
        health.reportValue.server = {
            {u"eviction-policy"_s, Severity::Critical, {}, {{u"maxmemory-policy"_s, u"allkeys-lru"_s}}, {},
                {u"CONFIG SET maxmemory-policy noeviction"_s}, {{"maxmemory-policy", "noeviction"}}}};
        health.plan = {{"maxmemory-policy", "allkeys-lru", "noeviction"}};
        HealthPage page(*m_session);
        page.resize(1000, 900);
        page.show();
        page.setActive(true);
        QTRY_VERIFY(page.isSettled());
        QVERIFY(takePictures(page, u"health-apply"_s));
        const auto ask = [&page] {
            QTest::mouseClick(page.findings()->cards().first()->applyButton(), Qt::LeftButton);
            return QTest::qWaitFor([&page] { return page.findChild<ConfirmDialog*>() != nullptr; });
        };
        QVERIFY(ask());
        auto* dialog = page.findChild<ConfirmDialog*>();
        QString text;
        for (const auto* label : dialog->findChildren<PlainLabel*>())
            text += label->text() + u'\n';
        QVERIFY2(text.contains(u"CONFIG SET maxmemory-policy noeviction"), qPrintable(text));
        QVERIFY2(text.contains(u"before: allkeys-lru, after: noeviction"), qPrintable(text));
        QVERIFY(takePictures(*dialog, u"health-apply-question"_s));
        dialog->reject();
        QVERIFY(health.appliedRules.isEmpty());
        QTRY_VERIFY(page.findChild<ConfirmDialog*>() == nullptr);
        // Yes, and what cannot be kept is told.
        health.applied.whyNotKept = u"ERR The server is running without a config file"_s;
        QVERIFY(ask());
        dialog = page.findChild<ConfirmDialog*>();
        dialog->findChild<QCheckBox*>()->setChecked(true);
        dialog->verbButton()->click();
        QTRY_COMPARE(health.appliedRules, QStringList{u"eviction-policy kept"_s});
        QTRY_VERIFY(page.notice()->text().contains(u"without a config file"));
        QTRY_COMPARE(health.checks, 2);
        QTRY_VERIFY(page.findChild<ConfirmDialog*>() == nullptr);
        // Refused, and what to do instead is told.
        health.fixError = Error{ErrorCode::Denied, u"NOPERM"_s, {}};
        QVERIFY(ask());
        page.findChild<ConfirmDialog*>()->verbButton()->click();
        QTRY_VERIFY(page.notice()->text().contains(u"redis.conf"));
    }

    // production: P1
    void theCostOfPersistenceIsShown()
    {
        FakeHealthFeed& health = m_session->health();
        health.cost = {5000, 3, 45000, 50000};
        HealthPage page(*m_session);
        page.show();
        const auto measure = [&page] {
            page.measureButton()->click();
            if (QTest::qWaitFor([&page] { return page.findChild<ConfirmDialog*>() != nullptr; }))
                page.findChild<ConfirmDialog*>()->verbButton()->click();
        };
        page.measureButton()->click();
        QTRY_VERIFY(page.findChild<ConfirmDialog*>());
        QVERIFY(takePictures(*page.findChild<ConfirmDialog*>(), u"health-measure"_s));
        page.findChild<ConfirmDialog*>()->reject();
        QTRY_VERIFY(page.findChild<ConfirmDialog*>() == nullptr);
        QCOMPARE(health.measurements, 0);
        measure();
        QVERIFY(!page.measureButton()->isEnabled());
        QTRY_VERIFY2(page.notice()->text().contains(u"90 %"), qPrintable(page.notice()->text()));
        QVERIFY(page.measureButton()->isEnabled());
        // On the server itself only when that is ticked.
        QTRY_VERIFY(page.findChild<ConfirmDialog*>() == nullptr);
        page.measureButton()->click();
        QTRY_VERIFY(page.findChild<ConfirmDialog*>());
        page.findChild<ConfirmDialog*>()->findChild<QCheckBox*>()->setChecked(true);
        page.findChild<ConfirmDialog*>()->verbButton()->click();
        QTRY_COMPARE(health.serverMeasurements, 1);
        QTRY_VERIFY2(page.notice()->text().contains(u"this server"), qPrintable(page.notice()->text()));
        health.fixError = Error{ErrorCode::NotFound, u"redis-server"_s, {}};
        QTRY_VERIFY(page.findChild<ConfirmDialog*>() == nullptr);
        measure();
        QCOMPARE(health.measurements, 2);
        QTRY_VERIFY(page.measureButton()->isEnabled());
        QVERIFY(!page.notice()->text().contains(u"90 %"));
    }

    void healthSaysWhatItMayNotSee()
    {
        m_session->health().slowLog = {false, u"NOPERM"_s, {}};
        HealthPage page(*m_session);
        page.setActive(true);
        QTRY_VERIFY(page.slowLogNote().contains(u"+slowlog|get"));
        m_session->health().slowLog = {true, {}, {{1, now(), 30000, "EVALSHA abc", "10.0.0.1:4"}}};
        page.refresh();
        QTRY_COMPARE(page.slowLog()->model()->rowCount(), 1);
    }

    void healthKeepsTheTimeline()
    {
        FakeHistoryFeed& history = m_session->history();
        history.events = {{2, now() - 1000, LinkEvent::Kind::Lost, 0, u"ConnectionClosed"_s, u"gone"_s},
            {1, now() - 60000, LinkEvent::Kind::Connected, 0, {}, {}}};
        HealthPage page(*m_session);
        page.setActive(true);
        QTRY_COMPARE(page.timeline()->model()->rowCount(), 2);
        history.events.insert(history.events.begin(), {3, now(), LinkEvent::Kind::Connected, 0, {}, {}});
        Q_EMIT history.happened(history.events.front());
        QTRY_COMPARE(page.timeline()->model()->rowCount(), 3);
    }

    // Activity

    void activityShowsExportsAndRestores()
    {
        FakeActivityFeed& activity = m_session->activity();
        activity.entries = {entry(3), entry(2, u"ReadOnly"_s), entry(1)};
        ActivityPage page(*m_session);
        page.resize(900, 600);
        page.show();
        page.setActive(true);
        QTRY_COMPARE(page.table()->model()->rowCount(), 3);
        QVERIFY(page.isSettled());
        QSignalSpy wanted(&page, &ActivityPage::restoreWanted);
        page.table()->selectRow(0);
        QVERIFY(page.restoreButton()->isVisible());
        page.restoreButton()->click();
        QCOMPARE(wanted.first().at(1).toLongLong(), 5);
        QVERIFY(page.details()->toPlainText().contains(u"mail"));
        page.table()->selectRow(1);
        QVERIFY(!page.restoreButton()->isVisible());
        page.failedButton()->setChecked(true);
        QCOMPARE(page.table()->model()->rowCount(), 1);
        page.failedButton()->setChecked(false);
        page.filterLine()->setText(u"mail removed"_s);
        QCOMPARE(page.table()->model()->rowCount(), 3);

        QTemporaryDir folder;
        const QString file = folder.filePath(u"out.jsonl"_s);
        QSignalSpy exported(&page, &ActivityPage::exported);
        page.exportTo(file);
        QVERIFY(exported.wait());
        QFile out(file);
        QVERIFY(out.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = out.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(QJsonDocument::fromJson(lines.at(1)).object().value(u"error"_s).toString(), u"ReadOnly"_s);
        QVERIFY(!(QFileInfo(file).permissions() & (QFile::ReadOther | QFile::ReadGroup)));
        page.exportTo(u"/proc/no/such/file"_s);
        QTRY_VERIFY(page.notice()->text().contains(u"cannot be written"));
    }

    void activityIsLive()
    {
        ActivityPage page(*m_session);
        page.show();
        page.setActive(true);
        QTRY_VERIFY(page.isSettled());
        QCOMPARE(page.table()->model()->rowCount(), 0);
        m_session->activity().entries = {entry(1)};
        QTRY_COMPARE(page.table()->model()->rowCount(), 1); // another program wrote it
        page.setActive(false);
        const int readings = m_session->activity().readings;
        QTest::qWait(50);
        QCOMPARE(m_session->activity().readings, readings);
    }

    // Log

    void logFollowsUntilSomebodyScrollsUp()
    {
        FakeLog log;
        log.write(200);
        LogPage page(log);
        page.resize(800, 400);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QScrollBar* bar = page.table()->verticalScrollBar();
        QTRY_COMPARE(bar->value(), bar->maximum());
        log.write(50);
        QCOMPARE(page.table()->model()->rowCount(), 250);
        QTRY_COMPARE(bar->value(), bar->maximum());
        bar->setValue(bar->maximum() / 2);
        QVERIFY(!page.followButton()->isChecked());
        const int place = bar->value();
        log.write(50);
        QCOMPARE(bar->value(), place);
        page.followButton()->setChecked(true);
        QTRY_COMPARE(bar->value(), bar->maximum());
    }

    void logFiltersCopiesSavesAndClears()
    {
        FakeLog log;
        log.write(3);
        log.write(2, LogSeverity::Warning);
        LogPage page(log);
        page.show();
        page.severityBox()->setCurrentIndex(static_cast<int>(LogSeverity::Warning));
        QCOMPARE(page.table()->model()->rowCount(), 2);
        page.patternButton()->setChecked(true);
        page.filterLine()->setText(u"line (5"_s);
        QVERIFY(page.filterNote().contains(u"regular expression"));
        page.filterLine()->setText(u"line (5|4)"_s);
        QVERIFY(page.filterNote().isEmpty());
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        page.table()->setFocus();
        page.table()->selectAll();
        QTest::keySequence(page.table(), QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 1);
        QVERIFY(QApplication::clipboard()->text().contains(u"warning drover.redis: line 4"));
        QTemporaryDir folder;
        page.saveTo(folder.filePath(u"a.log"_s));
        QFile saved(folder.filePath(u"a.log"_s));
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QCOMPARE(saved.readAll().count('\n'), 2);
        QTest::mouseClick(page.clearButton(), Qt::LeftButton);
        QCOMPARE(page.table()->model()->rowCount(), 0);
        log.write(1, LogSeverity::Critical);
        page.filterLine()->clear();
        QCOMPARE(page.table()->model()->rowCount(), 1);
        page.levelBox()->setCurrentIndex(0);
        Q_EMIT page.levelBox()->activated(0);
        QCOMPARE(log.levelValue, LogSeverity::Debug);
    }
};

QTEST_MAIN(TestInsightPages)
#include "tst_insightpages.moc"
