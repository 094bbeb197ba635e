// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/actions/actioncard.h"
#include "pages/actions/actionpanel.h"
#include "style/theme.h"
#include "ui/support/fakeactionsfeed.h"
#include "ui/support/picture.h"

#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTranslator>
#include <QVBoxLayout>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

//! The panel of actions, played by a feed without an engine.
class TestActionPanel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isNotThereWhileNothingRuns();
    void showsProgressAndTimeLeft();
    void pausesAndCancels();
    void reportStaysUntilDismissed();
    void reportNamesWhatWasLeftAlone();
    void endsOfDifferentKinds_data();
    void endsOfDifferentKinds();
    void severalAtOnce();
    void offersTheRemedyOfAnEndedAction();
    void newsWithUndo();
    void saysWhetherOneRuns();
    void everyStatePaints();

private:
    [[nodiscard]] static ActionFacts retrying();
    [[nodiscard]] static ActionCard* card(const QWidget& panel, int at = 0);
    [[nodiscard]] static QPushButton* button(const QWidget& widget, const QString& text);

    QTranslator m_translator;
};

void TestActionPanel::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
    QVERIFY(m_translator.load(u":/i18n/drover_en.qm"_s));
    QCoreApplication::installTranslator(&m_translator);
}

ActionFacts TestActionPanel::retrying()
{
    ActionFacts facts;
    facts.id = 1;
    facts.queue.name = "mail";
    facts.startedAt = 1000;
    facts.total = 1000;
    facts.looked = 400;
    facts.matched = 400;
    facts.done = 390;
    facts.skipped = 10;
    facts.perSecond = 100;
    facts.canPause = true;
    return facts;
}

ActionCard* TestActionPanel::card(const QWidget& panel, int at)
{
    QList<ActionCard*> shown;
    for (ActionCard* each : panel.findChildren<ActionCard*>()) {
        if (each->isVisibleTo(&panel))
            shown.append(each);
    }
    return shown.value(at);
}

QPushButton* TestActionPanel::button(const QWidget& widget, const QString& text)
{
    for (auto* each : widget.findChildren<QPushButton*>()) {
        if (each->text() == text && each->isVisibleTo(&widget))
            return each;
    }
    return nullptr;
}

void TestActionPanel::isNotThereWhileNothingRuns()
{
    FakeActionsFeed feed;
    QWidget window;
    ActionPanel panel(feed, &window);
    QVERIFY(!panel.isVisibleTo(&window));
    feed.tell(retrying());
    QVERIFY(panel.isVisibleTo(&window));
}

void TestActionPanel::showsProgressAndTimeLeft()
{
    FakeActionsFeed feed;
    ActionPanel panel(feed);
    ActionFacts facts = retrying();
    facts.total = -1;
    facts.looked = 0;
    feed.tell(facts);
    QVERIFY(card(panel));
    QCOMPARE(card(panel)->findChild<QProgressBar*>()->maximum(), 0); // busy
    feed.tell(retrying());
    const auto* bar = card(panel)->findChild<QProgressBar*>();
    QCOMPARE(bar->value() * 1000 / bar->maximum(), 400);
    const QString text = card(panel)->text();
    QVERIFY2(text.contains(u"mail"_s) && text.contains(u"400 of 1,000"_s) && text.contains(u"390 done"_s)
            && text.contains(u"10 left alone"_s) && text.contains(u"about 6 s left"_s),
        qPrintable(text));
}

void TestActionPanel::pausesAndCancels()
{
    FakeActionsFeed feed;
    ActionPanel panel(feed);
    ActionFacts facts = retrying();
    feed.tell(facts);
    QTest::mouseClick(button(*card(panel), u"Pause"_s), Qt::LeftButton);
    QCOMPARE(feed.paused, QList<ActionId>{1});
    facts.phase = ActionPhase::Paused;
    feed.tell(facts);
    QVERIFY(card(panel)->text().contains(u"Paused"_s));
    QTest::mouseClick(button(*card(panel), u"Resume"_s), Qt::LeftButton);
    QCOMPARE(feed.resumed, QList<ActionId>{1});
    facts.phase = ActionPhase::Running;
    feed.tell(facts);
    auto* cancel = button(*card(panel), u"Cancel"_s);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(feed.cancelled, QList<ActionId>{1}); // once is enough
    facts.canPause = false;
    feed.tell(facts);
    QVERIFY(!button(*card(panel), u"Pause"_s));
}

void TestActionPanel::reportStaysUntilDismissed()
{
    FakeActionsFeed feed;
    QWidget window;
    ActionPanel panel(feed, &window);
    ActionFacts facts = retrying();
    facts.phase = ActionPhase::Ended;
    facts.done = 400;
    facts.skipped = 0;
    facts.endedAt = 5000;
    feed.tell(facts);
    QCOMPARE(card(panel)->mood(), Card::Mood::Good);
    QVERIFY2(card(panel)->text().startsWith(u"Retried 400 jobs of mail"_s), qPrintable(card(panel)->text()));
    QVERIFY(!card(panel)->findChild<QProgressBar*>()->isVisibleTo(&panel));
    QTest::mouseClick(card(panel)->findChild<QToolButton*>(), Qt::LeftButton);
    QVERIFY(feed.actions().isEmpty());
    QVERIFY(!panel.isVisibleTo(&window));
}

void TestActionPanel::reportNamesWhatWasLeftAlone()
{
    FakeActionsFeed feed;
    ActionPanel panel(feed);
    ActionFacts facts = retrying();
    facts.phase = ActionPhase::Ended;
    facts.done = 41;
    facts.matched = 47;
    facts.skipped = 6;
    facts.reasons = {{u"JobNotInState"_s, 3}, {u"JobNotExist"_s, 1}};
    feed.tell(facts);
    QCOMPARE(card(panel)->mood(), Card::Mood::Warn);
    const QString text = card(panel)->text();
    QVERIFY2(text.contains(u"41 jobs"_s) && text.contains(u"3 had moved on"_s)
            && text.contains(u"1 was gone"_s) && text.contains(u"2 more were left alone"_s),
        qPrintable(text));
}

void TestActionPanel::endsOfDifferentKinds_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<Card::Mood>("mood");
    QTest::addColumn<QString>("words");
    QTest::newRow("cancelled") << ErrorCode::Cancelled << Card::Mood::Warn << u"Cancelled"_s;
    QTest::newRow("read-only") << ErrorCode::ReadOnly << Card::Mood::Bad << u"read-only"_s;
    QTest::newRow("down") << ErrorCode::ConnectionClosed << Card::Mood::Bad << u"cannot be reached"_s;
}

void TestActionPanel::endsOfDifferentKinds()
{
    QFETCH(const ErrorCode, code);
    QFETCH(const Card::Mood, mood);
    QFETCH(const QString, words);
    FakeActionsFeed feed;
    ActionPanel panel(feed);
    ActionFacts facts = retrying();
    facts.phase = ActionPhase::Ended;
    facts.error = Error{code, {}, {}};
    feed.tell(facts);
    QCOMPARE(card(panel)->mood(), mood);
    QVERIFY2(card(panel)->text().contains(words), qPrintable(card(panel)->text()));
}

void TestActionPanel::severalAtOnce()
{
    FakeActionsFeed feed;
    ActionPanel panel(feed);
    ActionFacts facts = retrying();
    feed.tell(facts);
    facts.id = 2;
    facts.queue.name = "media";
    feed.tell(facts);
    QVERIFY(card(panel, 1));
    facts.phase = ActionPhase::Ended;
    feed.tell(facts);
    feed.dismiss(2);
    QVERIFY(card(panel)->text().contains(u"mail"_s));
    QVERIFY(!card(panel, 1));
}

void TestActionPanel::offersTheRemedyOfAnEndedAction()
{
    FakeActionsFeed feed;
    ActionPanel panel(feed);
    bool restored = false;
    ActionFacts facts = retrying();
    feed.tell(facts);
    panel.setRemedy(facts.id, u"Restore"_s, [&restored] { restored = true; });
    feed.tell(facts);
    QVERIFY(!button(*card(panel), u"Restore"_s)); // not before its end
    facts.phase = ActionPhase::Ended;
    feed.tell(facts);
    QTest::mouseClick(button(*card(panel), u"Restore"_s), Qt::LeftButton);
    QVERIFY(restored);
    QVERIFY(feed.actions().isEmpty());
}

void TestActionPanel::newsWithUndo()
{
    FakeActionsFeed feed;
    QWidget window;
    ActionPanel panel(feed, &window);
    int undone = 0;
    panel.tell(Card::Mood::Plain, u"mail is paused."_s, {}, u"Undo"_s, [&undone] { ++undone; });
    QVERIFY(panel.isVisibleTo(&window));
    QTest::mouseClick(button(panel, u"Undo"_s), Qt::LeftButton);
    QCOMPARE(undone, 1);
    QVERIFY(!panel.isVisibleTo(&window));
}

void TestActionPanel::saysWhetherOneRuns()
{
    FakeActionsFeed feed;
    ActionFacts facts = retrying();
    feed.tell(facts);
    QVERIFY(feed.isRunning());
    facts.phase = ActionPhase::Ended;
    feed.tell(facts);
    QVERIFY(!feed.isRunning());
}

void TestActionPanel::everyStatePaints()
{
    FakeActionsFeed feed;
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addStretch(1);
    auto* panel = new ActionPanel(feed);
    layout->addWidget(panel);
    window.resize(900, 420);
    window.show();
    ActionFacts facts = retrying();
    feed.tell(facts);
    facts.id = 2;
    facts.verb = ActionVerb::Remove;
    facts.queue.name = "media";
    facts.phase = ActionPhase::Ended;
    facts.done = 41;
    facts.skipped = 4;
    facts.reasons = {{u"JobNotInState"_s, 3}, {u"JobLockMismatch"_s, 1}};
    feed.tell(facts);
    panel->setRemedy(2, u"Restore"_s, {});
    panel->tell(Card::Mood::Warn, u"mail is paused: workers take no new jobs from it."_s, {}, u"Undo"_s);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    QCoreApplication::processEvents();
    QVERIFY(takePictures(window, u"panel"_s));
    QVERIFY(panel->height() > 3 * panel->fontMetrics().height());
}

QTEST_MAIN(TestActionPanel)
#include "tst_actionpanel.moc"
