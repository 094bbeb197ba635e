// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/support/fakesession.h"
#include "ui/support/picture.h"

#include "encryption/fieldcipher.h"
#include "models/jsontreemodel.h"
#include "pages/inspector/failurecard.h"
#include "pages/inspector/inspectorpane.h"
#include "pages/inspector/jobinspector.h"
#include "pages/inspector/jobstory.h"
#include "pages/inspector/logcard.h"
#include "pages/inspector/payloadcard.h"
#include "style/theme.h"
#include "util/secrets.h"
#include "widgets/plainlabel.h"
#include "widgets/textblock.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! The inspector and its parts on a session without an engine.
class TestInspector final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void treeIsTheText();
    void treeOpensDeepAndLong();
    void treeHidesSecrets();
    void otherNamesAreMaskedAtTheNextLook();
    void largeTextComesInParts();
    void longTextIsAskedFor();
    void longLinesAreCopiedWhole();
    void framesAreFolded();
    void logFollows();
    void logIsJoined();
    void storyOfAFailedJob();
    void storyOfARunningJob();
    void commandsAreQuoted();
    void copyMenuMeansTheJobItWasOpenedFor();
    void paneReadsAndFollows();
    void paneKeepsWhatItHas();
    void encryptedValuesAreNamed();
    void decryptedForOneLook();
    void undecryptableSaysWhy();
    void encryptionPaints();
};

namespace {
JobFacts failedJob()
{
    JobFacts facts;
    Job& job = facts.row.job;
    job.id = "42";
    job.name = "sendReceipt";
    job.data = R"({"order":1.10,"order":2,"password":"hunter2","items":[1,2,3]})";
    job.opts = R"({"attempts":3})";
    job.options.attempts = 3;
    job.attemptsMade = 3;
    job.attemptsStarted = 3;
    job.timestamp = 1700000000000;
    job.processedOn = 1700000001000;
    job.finishedOn = 1700000002200;
    job.processedBy = "mail-0";
    job.failedReason = "connect ECONNREFUSED";
    job.stacktrace =
        R"x(["Error: first\n    at a (/srv/a.js:1:1)","Error: connect ECONNREFUSED\n    at TCP (node:net:1:1)\n    at send (/srv/smtp.js:88:11)"])x";
    facts.state = JobState::Failed;
    facts.readAt = 1700000010000;
    return facts;
}

QString wholeTree(const QAbstractItemModel& model, const QModelIndex& parent = {})
{
    QString text;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex key = model.index(row, JsonTreeModel::Key, parent);
        text +=
            key.data().toString() + u'=' + model.index(row, JsonTreeModel::Value, parent).data().toString();
        if (model.rowCount(key) > 0)
            text += u'(' + wholeTree(model, key) + u')';
        text += u' ';
    }
    return text.trimmed();
}

void fetchAll(QAbstractItemModel& model, const QModelIndex& parent = {})
{
    while (model.canFetchMore(parent))
        model.fetchMore(parent);
    for (int row = 0; row < model.rowCount(parent); ++row)
        fetchAll(model, model.index(row, 0, parent));
}
} // namespace

void TestInspector::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
}

void TestInspector::treeIsTheText()
{
    JsonTreeModel model;
    QAbstractItemModelTester tester(&model);
    model.setText(R"({"b":1.10,"a":12345678901234567890123,"b":"\u0041\n","l":[true,{"x":null}],"e":{}})");
    fetchAll(model);
    // Order, digits, repeated names and escapes as they are stored.
    QCOMPARE(wholeTree(model),
        uR"(b=1.10 a=12345678901234567890123 b="\u0041\n" l=[…](0=true 1={…}(x=null)) e={})"_s);
    const QModelIndex list = model.index(3, 0);
    const QModelIndex x = model.index(0, 0, model.index(1, 0, list));
    QCOMPARE(model.path(x), (QByteArrayList{"l", "1", "x"}));
    QCOMPARE(list.data(JsonTreeModel::ExactRole).toByteArray(), R"([true,{"x":null}])");
    for (const char* bad : {"", "1", "\"x\"", "{", "[1,]", "{\"a\":\xff}"}) {
        QVERIFY(!JsonTreeModel::canShow(bad));
        model.setText(bad);
        QCOMPARE(model.rowCount(), 0);
    }
}

void TestInspector::treeOpensDeepAndLong()
{
    JsonTreeModel model;
    const int depth = 10000;
    model.setText(QByteArray(depth, '[') + QByteArray(depth, ']'));
    QCOMPARE(model.rowCount(), 1); // the first level is there at once
    QModelIndex at = model.index(0, 0);
    for (int level = 1; level < 200; ++level) {
        QVERIFY(model.canFetchMore(at));
        model.fetchMore(at);
        QCOMPARE(model.rowCount(at), 1);
        at = model.index(0, 0, at);
    }
    QCOMPARE(model.path(at).size(), 200);
    QByteArray numbers = "[0";
    for (int i = 1; i < 1000; ++i)
        numbers += ',' + QByteArray::number(i);
    model.setText(numbers + ']');
    QCOMPARE(model.rowCount(), 200); // the rest when it comes into sight
    fetchAll(model);
    QCOMPARE(model.rowCount(), 1000);
    QCOMPARE(model.index(999, JsonTreeModel::Value).data().toString(), u"999"_s);
}

void TestInspector::treeHidesSecrets()
{
    JsonTreeModel model;
    QAbstractItemModelTester tester(&model);
    model.setText(R"({"credentials":{"user":"ann"},"n":1})");
    fetchAll(model);
    const QModelIndex secret = model.index(0, 0);
    QVERIFY(!model.hasChildren(secret));
    QVERIFY(!wholeTree(model).contains(u"ann"_s));
    model.setSecretsShown(true);
    fetchAll(model);
    QVERIFY(wholeTree(model).contains(u"ann"_s));
    model.setSecretsShown(false);
    QVERIFY(!wholeTree(model).contains(u"ann"_s));
}

void TestInspector::otherNamesAreMaskedAtTheNextLook()
{
    const QByteArray text = R"({"password":"hunter2","iban":"DE44"})";
    PayloadCard card(u"Data"_s);
    card.show(text);
    QVERIFY(!wholeTree(card.tree()).contains(u"hunter2"_s));
    QVERIFY(wholeTree(card.tree()).contains(u"DE44"_s));
    setMaskedNames({"iban"});
    card.show(text); // as every reading does
    QVERIFY(wholeTree(card.tree()).contains(u"hunter2"_s));
    QVERIFY(!wholeTree(card.tree()).contains(u"DE44"_s));
    setMaskedNames(usualMaskedNames());
}

void TestInspector::largeTextComesInParts()
{
    PayloadCard card(u"Data"_s);
    QByteArray text = "\"";
    while (text.size() < 3 * PayloadCard::partSize)
        text += "\xc3\xa4\xc3\xb6\xc3\xbc";
    text += "\"";
    card.show(text);
    QVERIFY(!card.block()->toPlainText().contains(u"\\x"_s)); // no character was cut
    QByteArray seen;
    for (int part = 0; part < 4; ++part) {
        QString shown = card.block()->toPlainText();
        seen += shown.remove(u'\u2060').remove(u'\n').toUtf8();
        for (auto* button : card.findChildren<QToolButton*>()) {
            if (button->accessibleName() == u"Next part"_s)
                button->click();
        }
    }
    QCOMPARE(seen, text);
}

void TestInspector::longTextIsAskedFor()
{
    FakeSession session;
    JobFacts facts = failedJob();
    const QByteArray data = "{\"x\":\"" + QByteArray(300'000, 'y') + "\"}";
    facts.row.job.data.clear();
    facts.row.leftOut = JobField::Data;
    facts.row.dataSize = data.size();
    session.inspector().jobs.insert("42", facts);
    session.inspector().texts.insert(static_cast<int>(JobField::Data), data);
    InspectorPane pane(session);
    pane.setActive(true);
    pane.showJob({"bull", "mail"}, "42");
    PayloadCard* card = pane.inspector()->dataCard();
    QTRY_VERIFY(card->isLeftOut());
    QVERIFY(card->loadButton()->isVisibleTo(&pane));
    card->loadButton()->click();
    QTRY_COMPARE(card->text(), data);
    pane.refresh();
    const int readings = session.inspector().readings;
    QTRY_VERIFY(session.inspector().readings > readings || session.inspector().readings >= 2);
    QTest::qWait(20);
    QCOMPARE(card->text(), data); // a refresh does not put it away
}

void TestInspector::longLinesAreCopiedWhole()
{
    TextBlock block;
    const QString line = QString(9000, u'x') + u"\nshort"_s;
    block.setText(line);
    QVERIFY(block.document()->blockCount() > 3);
    block.selectAll();
    block.copy();
    QCOMPARE(QApplication::clipboard()->text(), line);
}

void TestInspector::framesAreFolded()
{
    FailureCard card;
    const JobFacts facts = failedJob();
    card.show(facts.job().failedReason, facts.job().stacktrace, false, false);
    QVERIFY(card.text().startsWith(u"connect ECONNREFUSED"_s));
    QVERIFY(card.text().contains(u"at send (/srv/smtp.js:88:11)"_s));
    QVERIFY(!card.text().contains(u"node:net"_s));
    QVERIFY(!card.text().contains(u"/srv/a.js"_s));
    card.framesButton()->click();
    QVERIFY(card.text().contains(u"node:net"_s));
    card.tracesButton()->click();
    QVERIFY(card.text().contains(u"Attempt 1"_s) && card.text().contains(u"/srv/a.js"_s));
    card.show("", "", false, false);
    QVERIFY(card.isHidden());
}

void TestInspector::logFollows()
{
    LogCard card;
    card.resize(300, 400);
    card.show();
    const auto lines = [](int from, int to) {
        std::vector<QByteArray> list;
        for (int i = from; i <= to; ++i)
            list.push_back("line " + QByteArray::number(i));
        return list;
    };
    card.showEnd(lines(100, 299), 300, true);
    QScrollBar* bar = card.block()->verticalScrollBar();
    bar->setValue(bar->maximum());
    card.showEnd(lines(110, 309), 310, true);
    QCOMPARE(bar->value(), bar->maximum()); // follows
    QCOMPARE(card.lines().last(), "line 309");
    QCOMPARE(card.lines().size(), 210);
    bar->setValue(10);
    card.showEnd(lines(120, 319), 320, true);
    QVERIFY(bar->value() < bar->maximum()); // somebody reads
    QSignalSpy older(&card, &LogCard::olderWanted);
    card.olderButton()->click();
    QCOMPARE(older.first(), (QVariantList{qint64(0), qint64(99)}));
    card.addOlder(lines(0, 99));
    QCOMPARE(card.lines().first(), "line 0");
    QCOMPARE(card.lines().size(), 320);
    QVERIFY(card.olderButton()->isHidden());
}

void TestInspector::logIsJoined()
{
    QCOMPARE(joinedLog({"a", "b", "c"}, {"b", "c", "d"}), (QByteArrayList{"a", "b", "c", "d"}));
    QCOMPARE(joinedLog({"a", "b"}, {"a", "b"}), (QByteArrayList{"a", "b"}));
    QCOMPARE(joinedLog({"a"}, {"x"}), (QByteArrayList{"x"})); // another log, or a gap
    QCOMPARE(joinedLog({}, {"x"}), (QByteArrayList{"x"}));
    QCOMPARE(joinedLog({"x", "x"}, {"x", "x", "x"}), (QByteArrayList{"x", "x", "x"}));
}

void TestInspector::storyOfAFailedJob()
{
    JobFacts facts = failedJob();
    QVERIFY(JobStory::when(facts).contains(u"after 1.2"_s));
    const QString plan = JobStory::retryPlan(facts, 0).join(u'\n');
    QVERIFY(plan.contains(u"No attempts are left"_s));
    QVERIFY(plan.contains(u"No worker listens"_s));
    facts.row.job.attemptsMade = 1;
    QVERIFY(JobStory::retryPlan(facts, 4).join(u'\n').contains(u"2 attempt"_s));
    const QStringList timeline = JobStory::timeline(facts);
    QVERIFY(timeline.first().endsWith(u"added"_s));
    QVERIFY(timeline.join(u'\n').contains(u"attempt 1 failed after 1.2"_s));
    QVERIFY(timeline.last().contains(u"last attempt only"_s));
    facts.row.job.attemptsStarted = 2; // its first run stalled
    QVERIFY(JobStory::timeline(facts).join(u'\n').contains(u"run 2 started"_s));
    QVERIFY(JobStory::holder(facts).isEmpty());
    facts.row.job.parentKey = "bull:flow:7";
    facts.childrenPending = 2;
    QVERIFY(JobStory::family(facts).join(u'\n').contains(u"bull:flow:7"_s));
    facts.state = JobState::Completed;
    QVERIFY(JobStory::retryPlan(facts, 4).isEmpty());
}

void TestInspector::storyOfARunningJob()
{
    JobFacts facts = failedJob();
    facts.row.job.finishedOn.reset();
    facts.row.job.failedReason.clear();
    facts.state = JobState::Active;
    facts.lockToken = "abc:1";
    facts.lockTtl = 25000;
    QVERIFY(JobStory::when(facts).contains(u"mail-0"_s));
    const QString holder = JobStory::holder(facts).join(u'\n');
    QVERIFY(holder.contains(u"abc:1"_s) && holder.contains(u"25"_s));
    facts.lockToken.clear();
    QVERIFY(JobStory::holder(facts).join(u'\n').contains(u"Nobody holds its lock"_s));
    QVERIFY(JobStory::timeline(facts).join(u'\n').contains(u"still running"_s));
}

void TestInspector::commandsAreQuoted()
{
    JobFacts facts = failedJob();
    QCOMPARE(JobStory::command(facts, {"bull", "mail"}), "drover retry mail --id 42 --reset-attempts");
    facts.row.job.id = "a'b; rm -rf /";
    facts.state = JobState::Waiting;
    QCOMPARE(JobStory::command(facts, {"my bull", "mail"}),
        R"(drover --prefix 'my bull' job mail 'a'\''b; rm -rf /' --logs)");
    QCOMPARE(shellQuoted("-x"), "'-x'");
    QCOMPARE(shellQuoted(""), "''");
}

void TestInspector::copyMenuMeansTheJobItWasOpenedFor()
{
    JobInspector inspector;
    inspector.showLoading({"bull", "mail"}, "42");
    inspector.showFacts(failedJob());
    inspector.show();
    QToolButton* copy = nullptr;
    for (auto* button : inspector.findChildren<QToolButton*>()) {
        if (button->accessibleName() == u"Copy this job"_s)
            copy = button;
    }
    QVERIFY(copy != nullptr);
    copy->click();
    auto* menu = inspector.findChild<QMenu*>();
    QVERIFY(menu != nullptr);
    inspector.showNothing(); // the selection goes elsewhere meanwhile
    QSignalSpy json(&inspector, &JobInspector::jsonWanted);
    for (QAction* action : menu->actions())
        action->trigger();
    QCOMPARE(QApplication::clipboard()->text(), u"drover retry mail --id 42 --reset-attempts"_s);
    QCOMPARE(json.size(), 1);
    QCOMPARE(json.first().at(1).toByteArray(), "42");
}

void TestInspector::paneReadsAndFollows()
{
    FakeSession session;
    session.inspector().jobs.insert("42", failedJob());
    InspectorPane pane(session);
    pane.setInterval(10ms);
    pane.setActive(true);
    QVERIFY(pane.isSettled());
    pane.showJob({"bull", "mail"}, "42");
    QVERIFY(!pane.isSettled());
    QTRY_VERIFY(pane.isSettled());
    QTRY_VERIFY(session.inspector().readings > 3);
    session.inspector().jobs["42"].state = JobState::Waiting;
    QTRY_VERIFY(pane.inspector()->factsText(u"plan"_s).isEmpty());
    pane.setActive(false);
    QTest::qWait(30);
    const int readings = session.inspector().readings;
    QTest::qWait(60);
    QCOMPARE(session.inspector().readings, readings); // nobody looks, nobody asks
    pane.setActive(true);
    session.inspector().jobs.clear();
    QTRY_VERIFY(pane.inspector()->findChild<QScrollArea*>()->isHidden()); // it is gone, and says so
}

void TestInspector::paneKeepsWhatItHas()
{
    FakeSession session;
    session.inspector().jobs.insert("42", failedJob());
    InspectorPane pane(session);
    pane.setInterval(10ms);
    pane.setActive(true);
    pane.showJob({"bull", "mail"}, "42");
    QTRY_VERIFY(pane.isSettled());
    session.inspector().error = Error{ErrorCode::ConnectionClosed, {}, {}};
    const int readings = session.inspector().readings;
    QTRY_VERIFY(session.inspector().readings > readings + 1);
    QVERIFY(!pane.inspector()->findChild<QScrollArea*>()->isHidden());
    QCOMPARE(pane.inspector()->dataCard()->text(), failedJob().job().data);
}

namespace {
const QByteArray cardMarker = "4111-mArKeR";

//! A job like any other, whose card is encrypted under the key "key-1".
JobFacts encryptedJob()
{
    const FieldCipher cipher({"bull", "mail"}, {"/card"}, {*EncryptionKey::make("key-1")});
    const auto data = cipher.encrypted(QByteArray("{\"card\":\"" + cardMarker + "\",\"to\":\"ann\"}"));
    JobFacts facts = failedJob();
    facts.row.job.data = data ? *data : QByteArray();
    return facts;
}

//! All that the card shows, as a tree and as text.
QString seen(PayloadCard& card)
{
    const QString tree = wholeTree(card.tree());
    card.setTreeShown(false);
    const QString text = card.block()->toPlainText();
    card.setTreeShown(true);
    return tree + u'\n' + text;
}
} // namespace

void TestInspector::encryptedValuesAreNamed()
{
    JobInspector inspector;
    inspector.showFacts(encryptedJob());
    PayloadCard& card = *inspector.dataCard();
    const QString shown = seen(card);
    QCOMPARE(shown.count(u"encrypted, key key-1"_s), 2);
    QVERIFY(!shown.contains(u"eyJ"_s));
    QVERIFY(!card.decryptButton()->isHidden());
    inspector.showFacts(failedJob());
    QVERIFY(card.decryptButton()->isHidden());
}

void TestInspector::decryptedForOneLook()
{
    FakeSession session;
    session.inspector().jobs.insert("42", encryptedJob());
    session.inspector().jobs.insert("43", session.inspector().jobs["42"]);
    session.inspector().jobs["43"].row.job.id = "43";
    session.inspector().clearText = "{\"card\":\"" + cardMarker + "\",\"to\":\"ann\"}";
    InspectorPane pane(session);
    pane.setInterval(10ms);
    pane.setActive(true);
    pane.showJob({"bull", "mail"}, "42");
    QTRY_VERIFY(pane.isSettled());
    PayloadCard& card = *pane.inspector()->dataCard();
    QVERIFY(!seen(card).contains(QString::fromLatin1(cardMarker)));
    card.decryptButton()->click();
    QTRY_COMPARE(seen(card).count(QString::fromLatin1(cardMarker)), 2);
    const int readings = session.inspector().readings;
    QTRY_VERIFY(session.inspector().readings > readings + 1);
    QCOMPARE(seen(card).count(QString::fromLatin1(cardMarker)), 2); // it stays while he looks
    QVERIFY(!card.text().contains(cardMarker));
    card.decryptButton()->click();
    QVERIFY(!seen(card).contains(QString::fromLatin1(cardMarker)));
    card.decryptButton()->click();
    QTRY_VERIFY(seen(card).contains(QString::fromLatin1(cardMarker)));
    pane.showJob({"bull", "mail"}, "43"); // with the same bytes
    QVERIFY(!seen(card).contains(QString::fromLatin1(cardMarker)));
}

void TestInspector::undecryptableSaysWhy()
{
    FakeSession session;
    session.inspector().jobs.insert("42", encryptedJob());
    InspectorPane pane(session);
    pane.setActive(true);
    pane.showJob({"bull", "mail"}, "42");
    QTRY_VERIFY(pane.isSettled());
    PayloadCard& card = *pane.inspector()->dataCard();
    card.decryptButton()->click();
    const auto saysWhy = [&card] {
        const auto labels = card.findChildren<PlainLabel*>();
        return std::ranges::any_of(labels, [&card](const PlainLabel* label) {
            return label->isVisibleTo(&card) && label->text().contains(u"its key is not known here"_s);
        });
    };
    QTRY_VERIFY(saysWhy());
    QVERIFY(seen(card).contains(u"encrypted, key key-1"_s));
    session.inspector().clearText = "{}";
    card.decryptButton()->click();
    QTRY_VERIFY(!saysWhy());
}

void TestInspector::encryptionPaints()
{
    JobInspector inspector;
    inspector.resize(320, 760);
    inspector.show();
    const JobFacts facts = encryptedJob();
    const QByteArray stored = facts.job().data;
    inspector.showFacts(facts);
    QVERIFY(takePictures(inspector, u"inspector-encrypted"_s));
    inspector.showDecrypted(JobField::Data, stored,
        Error{ErrorCode::Encryption, u"cannot decrypt: its key is not known here (field /card)"_s, {}});
    QVERIFY(takePictures(inspector, u"inspector-undecryptable"_s));
    inspector.showDecrypted(JobField::Data, stored, QByteArray("{\"card\":\"4111\",\"to\":\"ann\"}"));
    QVERIFY(takePictures(inspector, u"inspector-decrypted"_s));
}

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
