// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"
#include "mainwindow/statusline.h"
#include "models/jobtablemodel.h"
#include "pages/queuepage.h"
#include "session/enginesession.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QDialog>
#include <QJsonObject>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace drover::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! What Drover is hired for, in the window on the real engine: a Node service fails, a person sees it, Redis
//! dies and comes back, the cause goes away, the person retries by keyboard, and npm counts nothing failed
//! any more.
class TestWindowStory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void failuresAreSeenOutlivedAndRetried();
};

void TestWindowStory::failuresAreSeenOutlivedAndRetried()
{
    RedisFixture redis(
        RedisFixtureOptions{.appendOnly = true, .arguments = {u"--appendfsync"_s, u"always"_s}});
    QVERIFY2(redis.start(), redis.log().constData());
    auto npm = std::make_unique<NpmProcess>(redis.socketPath());
    QVERIFY(npm->start());
    const QString queue = RedisFixture::uniqueQueue(u"mail"_s);
    const QString reason = u"connect ECONNREFUSED 10.0.4.12:587"_s;
    QVERIFY(!npm->startWorker(queue, {{u"fail"_s, true}, {u"message"_s, reason}}).isEmpty());
    QVERIFY(!npm->add(queue, u"receipt"_s, QJsonObject{{u"order"_s, 0}}).isEmpty());

    EngineConfig config;
    config.connection = redis.unixOptions();
    config.identity.title = u"Local Redis"_s;
    EngineSession session(config);
    MainWindow window(session);
    window.setRefreshInterval(200ms);
    window.resize(1280, 800);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTRY_COMPARE(window.queues().rowCount(), 1);
    window.showQueue({"bull", queue.toUtf8()});
    QTableView* table = window.queuePage()->table();
    QTRY_COMPARE(table->model()->rowCount(), 1);

    // Live: what fails now is on the screen by itself.
    for (int i = 1; i < 3; ++i)
        QVERIFY(!npm->add(queue, u"receipt"_s, QJsonObject{{u"order"_s, i}}).isEmpty());
    QTRY_COMPARE(table->model()->rowCount(), 3);
    QCOMPARE(table->model()->index(0, JobTableModel::Reason).data().toString(), reason);

    // Redis dies: the window says so, keeps what it knows, and comes back by itself.
    npm->kill();
    redis.killHard();
    QTRY_COMPARE(session.link().state, LinkState::Waiting);
    QTRY_VERIFY(window.statusLine()->retryButton()->isVisible());
    QVERIFY(table->property("stale").toBool());
    QCOMPARE(table->model()->rowCount(), 3);
    QVERIFY2(redis.start(), redis.log().constData());
    QTRY_COMPARE_WITH_TIMEOUT(session.link().state, LinkState::Ready, 30000);
    QTRY_VERIFY(!table->property("stale").toBool());
    QCOMPARE(table->model()->rowCount(), 3);

    // The cause is gone: one job, then the others by their plan.
    npm = std::make_unique<NpmProcess>(redis.socketPath());
    QVERIFY(npm->start());
    QVERIFY(!npm->startWorker(queue, {{u"value"_s, 1}}).isEmpty());
    window.queuePage()->focusJobs();
    QTest::keyClick(table, Qt::Key_R);
    QTRY_COMPARE(npm->counts(queue).value(u"completed"_s).toInt(), 1);
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QTest::keySequence(table, QKeySequence::SelectAll);
    QTest::keyClick(table, Qt::Key_R);
    QTRY_VERIFY(window.findChild<QDialog*>() != nullptr);
    QTest::keyClick(window.findChild<QDialog*>(), Qt::Key_Return);
    QTRY_COMPARE(npm->counts(queue).value(u"completed"_s).toInt(), 3);
    QCOMPARE(npm->counts(queue).value(u"failed"_s).toInt(), 0);
    QTRY_COMPARE(table->model()->rowCount(), 0);
}

QTEST_MAIN(TestWindowStory)
#include "tst_windowstory.moc"
