// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"
#include "mainwindow/statusline.h"
#include "mainwindow/workspace.h"
#include "models/jobcolumns.h"
#include "pages/queuepage.h"
#include "session/enginesession.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QDialog>
#include <QJsonObject>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace drover::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! What Drover is hired for, in the window on the real engine: a Node service fails, a person sees it, Redis
//! is stopped and started, the window says so and goes on, the cause of most failures goes away, the person
//! retries by keyboard, and npm counts as failed only what has its cause still.
class TestWindowStory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void failuresAreSeenOutlivedAndRetried();
};

void TestWindowStory::failuresAreSeenOutlivedAndRetried()
{
    RedisFixture redis(RedisFixtureOptions{.keepsAll = true});
    QVERIFY2(redis.start(), redis.log().constData());
    NpmProcess npm(redis.socketPath());
    QVERIFY(npm.start());
    const QString queue = RedisFixture::uniqueQueue(u"mail"_s);
    const QString relayDown = u"connect ECONNREFUSED 10.0.4.12:587"_s;
    const QString noAddress = u"Invalid address \"nobody\""_s;
    const QJsonObject badAddress{{u"fail"_s, true}, {u"message"_s, noAddress}};
    const QString service = npm.startWorker(queue,
        {{u"fail"_s, true}, {u"message"_s, relayDown},
            {u"names"_s, QJsonObject{{u"invitation"_s, badAddress}}}});
    QVERIFY(!service.isEmpty());
    QVERIFY(!npm.add(queue, u"receipt"_s, QJsonObject{{u"order"_s, 0}}).isEmpty());

    EngineConfig config;
    config.connection = redis.unixOptions();
    config.identity.title = u"Local Redis"_s;
    ConnectionHub hub([](const EngineConfig& wanted) { return std::make_unique<EngineSession>(wanted); });
    hub.put(u"local"_s, config);
    hub.open(u"local"_s);
    MainWindow window(hub);
    window.setRefreshInterval(200ms);
    window.resize(1280, 800);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTRY_COMPARE(window.workspace()->queues().rowCount(), 1);
    window.showQueue({"bull", queue.toUtf8()});
    QTableView* table = window.queuePage()->table();
    QTRY_COMPARE(table->model()->rowCount(), 1);

    // Live: what fails now is on the screen by itself, the newest first.
    const auto shownReason = [table](int row) {
        return table->model()->index(row, JobColumns::Reason).data().toString();
    };
    QVERIFY(!npm.add(queue, u"invitation"_s).isEmpty());
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QCOMPARE(shownReason(0), noAddress);
    QCOMPARE(shownReason(1), relayDown);

    // Redis is stopped, or dies: the window says so, keeps what it knows, and comes back by itself. The
    // service goes on, and what fails then is seen as before.
    const StatusLine& status = *window.statusLine();
    for (const bool dies : {false, true}) {
        const int shown = table->model()->rowCount();
        QVERIFY(status.stateText().startsWith(u"Connected"));
        dies ? redis.killHard() : redis.stop();
        QTRY_VERIFY2(status.stateText().startsWith(u"Disconnected"), qPrintable(status.stateText()));
        QTRY_VERIFY(status.retryButton()->isVisible());
        QVERIFY(table->property("stale").toBool());
        QCOMPARE(table->model()->rowCount(), shown);
        QVERIFY2(redis.start(), redis.log().constData());
        QTRY_VERIFY2_WITH_TIMEOUT(
            status.stateText().startsWith(u"Connected"), qPrintable(status.stateText()), 30000);
        QVERIFY(!status.retryButton()->isVisible());
        QTRY_VERIFY(!table->property("stale").toBool());
        QCOMPARE(table->model()->rowCount(), shown);
        QVERIFY(!npm.add(queue, u"receipt"_s, QJsonObject{{u"order"_s, shown}}).isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), shown + 1, 30000);
        QCOMPARE(shownReason(0), relayDown);
    }

    // The relay is back: one job, then the others by their plan. The bad address stays what it is.
    QVERIFY(npm.call(u"workerClose"_s, {{u"worker"_s, service}}).ok);
    QVERIFY(
        !npm.startWorker(queue, {{u"value"_s, 1}, {u"names"_s, QJsonObject{{u"invitation"_s, badAddress}}}})
             .isEmpty());
    window.queuePage()->focusJobs();
    QTest::keyClick(table, Qt::Key_R);
    QTRY_COMPARE(npm.counts(queue).value(u"completed"_s).toInt(), 1);
    QTRY_COMPARE(table->model()->rowCount(), 3);
    QTest::keySequence(table, QKeySequence::SelectAll);
    QTest::keyClick(table, Qt::Key_R);
    const auto retryButton = [&window]() -> QPushButton* {
        for (auto* button : window.findChildren<QPushButton*>()) {
            const bool isRetry = button->text().remove(u'&').startsWith(u"Retry"_s);
            if (isRetry && button->isVisible() && button->isEnabled()
                && qobject_cast<QDialog*>(button->window()))
                return button;
        }
        return nullptr;
    };
    QTRY_VERIFY(retryButton() != nullptr); // when the plan is counted
    retryButton()->click();
    QTRY_COMPARE(npm.counts(queue).value(u"completed"_s).toInt(), 3);
    QTRY_COMPARE(npm.counts(queue).value(u"failed"_s).toInt(), 1);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QCOMPARE(shownReason(0), noAddress);
}

QTEST_MAIN(TestWindowStory)
#include "tst_windowstory.moc"
