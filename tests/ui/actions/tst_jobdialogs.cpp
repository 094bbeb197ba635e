// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/cleandialog.h"
#include "dialogs/confirmdialog.h"
#include "dialogs/exportdialog.h"
#include "dialogs/jobeditdialog.h"
#include "dialogs/newjobdialog.h"
#include "pages/actions/actionpanel.h"
#include "pages/actions/jobactions.h"
#include "pages/trash/trashpage.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"
#include "style/theme.h"
#include "ui/support/fakesession.h"
#include "util/durationtext.h"
#include "util/textposition.h"
#include "widgets/joboptionsform.h"
#include "widgets/jsonedit.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! New jobs, removals, cleaning and the trash, on a session without an engine.
class TestJobDialogs final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void placesInTexts_data();
    void placesInTexts();
    void jsonEditKeepsEveryByte_data();
    void jsonEditKeepsEveryByte();
    void jsonEditSaysWhere();
    void formAndJsonSayTheSame_data();
    void formAndJsonSayTheSame();
    void badJobsCannotBeAdded_data();
    void badJobsCannotBeAdded();
    void newJobIsAdded();
    void refusedJobStays();
    void duplicateIsAnotherJob();
    void fewGoToTheTrashWithoutAQuestion();
    void manyAreAskedFor();
    void whatCannotBeRestoredIsAskedFor();
    void productionWantsTheName();
    void removedJobsAreRestoredFromTheCard();
    void cleanCountsBeforeItRemoves();
    void optionChangesAreWhatWasChanged_data();
    void optionChangesAreWhatWasChanged();
    void editedJobIsSavedAsTyped();
    void untouchedJobIsNotWritten();
    void badEditsCannotBeSaved();
    void jobThatChangedMeanwhileIsNotSaved();
    void editAndRetryRetries();
    void exportAsksForTheFile();
    void exportComesBeforeTheRemoval();
    void trashListsAndRestores();
    void trashIsEmptiedOnlyWhenAsked();
    void everyDialogPaints_data();
    void everyDialogPaints();

private:
    [[nodiscard]] static JobSelection some(int count);
    [[nodiscard]] static JobSelection allFailed();
    [[nodiscard]] static ActionPlan planOf(qint64 jobs, bool restorable = true);
    [[nodiscard]] FakeActionsFeed& feed() const { return m_session->actions(); }
    template <typename T>
    [[nodiscard]] T* dialog() const
    {
        [&] { QTRY_VERIFY(m_window->findChild<T*>()); }();
        return m_window->findChild<T*>();
    }
    void fillTrash();
    void putJob(const QByteArray& data);

    QTranslator m_translator;
    std::unique_ptr<FakeSession> m_session;
    std::unique_ptr<QWidget> m_window;
    ActionPanel* m_panel = nullptr;
    JobActions* m_actions = nullptr;
};

void TestJobDialogs::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    Theme::apply(*qApp, ThemeChoice::Light);
    QVERIFY(m_translator.load(u":/i18n/drover_en.qm"_s));
    QCoreApplication::installTranslator(&m_translator);
}

void TestJobDialogs::init()
{
    m_session = std::make_unique<FakeSession>();
    m_session->fillWithShop();
    m_window = std::make_unique<QWidget>();
    m_panel = new ActionPanel(m_session->actions(), m_window.get());
    m_actions = new JobActions(*m_session, *m_panel, m_window.get());
    m_window->show();
}

void TestJobDialogs::cleanup()
{
    m_window.reset();
    m_session.reset();
}

JobSelection TestJobDialogs::some(int count)
{
    JobSelection selection;
    selection.kind = JobSelection::Kind::Jobs;
    selection.queue.name = "mail";
    for (int i = 0; i < count; ++i)
        selection.ids.append(QByteArray::number(i + 1));
    return selection;
}

JobSelection TestJobDialogs::allFailed()
{
    JobSelection selection;
    selection.kind = JobSelection::Kind::Matching;
    selection.queue.name = "mail";
    return selection;
}

ActionPlan TestJobDialogs::planOf(qint64 jobs, bool restorable)
{
    ActionPlan plan;
    plan.jobs = jobs;
    plan.numbers.restorable = restorable;
    plan.countedAt = 1700000000000;
    plan.oldest = 1690000000000;
    plan.newest = 1699990000000;
    plan.sample = {{"17", "sendReceipt", 3, 3, 1690000000000}, {"18", "sendWelcome", 1, 1, 1690000100000}};
    return plan;
}

void TestJobDialogs::placesInTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("offset");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::newRow("start") << QByteArray("abc") << 0 << 1 << 1;
    QTest::newRow("end") << QByteArray("abc") << 3 << 1 << 4;
    QTest::newRow("second line") << QByteArray("a\nbc") << 3 << 2 << 2;
    QTest::newRow("after a line end") << QByteArray("a\n") << 2 << 2 << 1;
    QTest::newRow("characters, not bytes") << QByteArray("\xc3\xa4\xe2\x82\xac!") << 5 << 1 << 3;
    QTest::newRow("beyond") << QByteArray("a") << 9 << 1 << 2;
}

void TestJobDialogs::placesInTexts()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, offset);
    QFETCH(const int, line);
    QFETCH(const int, column);
    QCOMPARE(positionAt(text, offset), (TextPosition{line, column}));
}

void TestJobDialogs::jsonEditKeepsEveryByte_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("survives");
    QTest::newRow("digits") << QByteArray(R"({"n":12345678901234567890123,"m":1.10})") << true;
    QTest::newRow("duplicates and blanks") << QByteArray("{ \"a\":1 ,\n\t\"a\": 2 }") << true;
    QTest::newRow("no-break space") << QByteArray("\"a\xc2\xa0z\"") << true;
    QTest::newRow("beyond 16 bits") << QByteArray("\"\xf0\x9f\x90\x84\"") << true;
    QTest::newRow("carriage return") << QByteArray("{\r\n}") << false;
    QTest::newRow("line separator") << QByteArray("\"\xe2\x80\xa8\"") << false;
    QTest::newRow("not UTF-8") << QByteArray("\"\xff\"") << false;
}

void TestJobDialogs::jsonEditKeepsEveryByte()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, survives);
    QCOMPARE(survivesEditor(text), survives);
    if (!survives)
        return;
    JsonEdit edit(u"Data"_s);
    edit.setText(text);
    QCOMPARE(edit.text(), text);
}

void TestJobDialogs::jsonEditSaysWhere()
{
    JsonEdit edit(u"Data"_s);
    edit.setText("{\n  \"a\": 1,\n  \"b\" 2\n}");
    QVERIFY(!edit.isSound());
    QVERIFY2(edit.status().contains(u"line 3, column 7"_s), qPrintable(edit.status()));
    edit.setText("{\n  \"a\": 1\n}");
    QVERIFY(edit.isSound());
    QVERIFY2(edit.status().startsWith(u"JSON, "_s), qPrintable(edit.status()));
    edit.setText({});
    QVERIFY(edit.status().contains(u"Empty"_s));
}

void TestJobDialogs::formAndJsonSayTheSame_data()
{
    QTest::addColumn<QByteArray>("opts");
    QTest::newRow("nothing") << QByteArray("{}");
    QTest::newRow("delay and priority") << QByteArray(R"({"delay":5000,"priority":3})");
    QTest::newRow("attempts and backoff")
        << QByteArray(R"({"attempts":5,"backoff":{"type":"exponential","delay":1000,"jitter":0.5}})");
    QTest::newRow("fixed backoff") << QByteArray(R"({"attempts":2,"backoff":{"type":"fixed","delay":250}})");
    QTest::newRow("own backoff") << QByteArray(R"({"attempts":2,"backoff":{"type":"lunar"}})");
    QTest::newRow("front of the queue, own id") << QByteArray(R"({"jobId":"order-7","lifo":true})");
    QTest::newRow("keep none, keep all") << QByteArray(R"({"removeOnComplete":true,"removeOnFail":false})");
    QTest::newRow("keep some") << QByteArray(
        R"({"removeOnComplete":100,"removeOnFail":{"count":50,"age":3600}})");
    QTest::newRow("limits") << QByteArray(R"({"keepLogs":20,"stackTraceLimit":0,"sizeLimit":4096})");
    QTest::newRow("deduplication") << QByteArray(
        R"({"deduplication":{"id":"c-7","ttl":5000,"extend":true,"replace":true}})");
    QTest::newRow("without a field") << QByteArray(
        R"({"parent":{"id":"1","queue":"bull:orders"},"failParentOnFailure":true})");
}

//! From JSON to the form and back: the meaning is what the engine's own reader makes of both texts.
void TestJobDialogs::formAndJsonSayTheSame()
{
    QFETCH(const QByteArray, opts);
    const Result<JobOptions> meant = parseJobOptions(opts);
    QVERIFY(meant);
    NewJobDialog dialog({}, {"bull", "mail"});
    dialog.jsonField()->setText(R"({"name":"n","data":{"big":12345678901234567890123},"opts":)" + opts + '}');
    QVERIFY2(dialog.complaint().isEmpty(), qPrintable(dialog.complaint()));
    QCOMPARE(dialog.job().options, *meant);
    QCOMPARE(dialog.optionsForm()->options(), *meant);
    QCOMPARE(dialog.nameField()->text(), u"n"_s);
    QCOMPARE(dialog.dataField()->text(), QByteArray(R"({"big":12345678901234567890123})"));
    // A change in the form makes the JSON anew, and says the same but for that change.
    dialog.nameField()->setText(u"m"_s);
    const Result<NewJob> again = newJobFromJson(dialog.jsonField()->text());
    QVERIFY(again);
    QCOMPARE(again->name, QByteArray("m"));
    QCOMPARE(again->data, QByteArray(R"({"big":12345678901234567890123})"));
    JobOptions laidOut = again->options;
    laidOut.extra = json::compact(laidOut.extra); // only the white space is another one
    QCOMPARE(laidOut, *meant);
}

void TestJobDialogs::badJobsCannotBeAdded_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("words");
    QTest::newRow("not JSON") << QByteArray("{\"name\":\"a\",") << u"line 1"_s;
    QTest::newRow("no object") << QByteArray("[1]") << u"an object"_s;
    QTest::newRow("no name") << QByteArray("{\"data\":1}") << u"needs a name"_s;
    QTest::newRow("unknown member") << QByteArray(R"({"name":"a","options":{}})") << u"options"_s;
    QTest::newRow("unknown option") << QByteArray(R"({"name":"a","opts":{"dealy":5}})") << u"dealy"_s;
    QTest::newRow("wrong type") << QByteArray(R"({"name":"a","opts":{"attempts":"3"}})") << u"attempts"_s;
    QTest::newRow("number as id") << QByteArray(R"({"name":"a","opts":{"jobId":"7"}})") << u"integers"_s;
    QTest::newRow("priority too high")
        << QByteArray(R"({"name":"a","opts":{"priority":3000000}})") << u"between 0 and 2097151"_s;
    QTest::newRow("too much data") << QByteArray(R"({"name":"a","data":"12345678","opts":{"sizeLimit":4}})")
                                   << u"exceeds the limit"_s;
}

void TestJobDialogs::badJobsCannotBeAdded()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, words);
    NewJobDialog dialog({}, {"bull", "mail"});
    dialog.nameField()->setText(u"fine"_s);
    QVERIFY(dialog.addButton()->isEnabled());
    dialog.jsonField()->setText(json);
    QVERIFY(!dialog.addButton()->isEnabled());
    QVERIFY2(dialog.complaint().contains(words), qPrintable(dialog.complaint()));
}

void TestJobDialogs::newJobIsAdded()
{
    m_actions->setJobDefaults([](const QueueId&) {
        JobOptions options;
        options.attempts = 4;
        return options;
    });
    m_actions->newJob({"bull", "mail"});
    auto* shown = dialog<NewJobDialog>();
    QVERIFY(!shown->addButton()->isEnabled()); // it has no name yet
    shown->nameField()->setText(u"sendReceipt"_s);
    shown->dataField()->setText(R"({"order": 1.10})");
    shown->addButton()->click();
    QTRY_COMPARE(m_session->writes().added.size(), 1);
    const NewJob& job = m_session->writes().added.first();
    QCOMPARE(job.name, QByteArray("sendReceipt"));
    QCOMPARE(job.data, QByteArray(R"({"order": 1.10})"));
    QCOMPARE(job.options.attempts, 4);
    QTRY_VERIFY(m_panel->findChild<NoticeBar*>());
    QVERIFY(m_panel->findChild<NoticeBar*>()->text().contains(u"as job 1"_s));
    QTRY_VERIFY(!m_window->findChild<NewJobDialog*>());
}

void TestJobDialogs::refusedJobStays()
{
    m_session->writes().error = Error{ErrorCode::ReadOnly, {}, {}};
    m_actions->newJob({"bull", "mail"});
    auto* shown = dialog<NewJobDialog>();
    shown->nameField()->setText(u"sendReceipt"_s);
    shown->addButton()->click();
    QTRY_VERIFY(shown->addButton()->isEnabled());
    QVERIFY(shown->isVisible());
    QCOMPARE(shown->nameField()->text(), u"sendReceipt"_s);
    const auto labels = shown->findChildren<PlainLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const PlainLabel* label) {
        return label->isVisible() && label->text().contains(u"read-only"_s);
    }));
}

void TestJobDialogs::duplicateIsAnotherJob()
{
    JobDetail detail;
    detail.job.id = "1";
    detail.job.name = "sendReceipt";
    detail.job.data = R"({"order":12345678901234567890123})";
    detail.job.options.attempts = 3;
    detail.job.options.jobId = "1";
    detail.job.options.timestamp = 1700000000000;
    detail.job.options.extra = R"({"parent":{"id":"9","queue":"bull:x"},"failParentOnFailure":true})";
    m_session->writes().details.insert("1", detail);
    m_actions->run(JobVerb::Duplicate, some(1));
    const NewJob job = dialog<NewJobDialog>()->job();
    QCOMPARE(job.name, detail.job.name);
    QCOMPARE(job.data, detail.job.data);
    QCOMPARE(job.options.attempts, 3);
    QVERIFY(!job.options.jobId);
    QVERIFY(!job.options.timestamp);
    QVERIFY(json::value(job.options.extra, "parent").isNull());
}

void TestJobDialogs::fewGoToTheTrashWithoutAQuestion()
{
    feed().planValue = planOf(12);
    m_actions->run(JobVerb::Remove, some(12));
    QTRY_COMPARE(feed().started.size(), 1);
    QCOMPARE(feed().started.first().verb, ActionVerb::Remove);
    QVERIFY(!m_window->findChild<QDialog*>());
}

void TestJobDialogs::manyAreAskedFor()
{
    feed().planValue = planOf(48213, false);
    m_actions->run(JobVerb::Remove, allFailed());
    auto* asked = dialog<ConfirmDialog>();
    QVERIFY(feed().started.isEmpty());
    QVERIFY(!asked->verbButton()->isDefault());
    QString text;
    for (const auto* label : asked->findChildren<PlainLabel*>())
        text += label->text() + u'\n';
    for (const QString& words :
        {u"shop-eu"_s, u"Failed"_s, u"mail"_s, u"48,213"_s, u"sendReceipt (17)"_s, u"cannot be restored"_s})
        QVERIFY2(text.contains(words), qPrintable(words + u" not in: "_s + text));
    asked->findChild<QCheckBox*>()->setChecked(false); // without a file
    asked->verbButton()->click();
    QTRY_COMPARE(feed().started.size(), 1);
    QCOMPARE(feed().started.first().jobs.filter.count, 48213);
}

void TestJobDialogs::whatCannotBeRestoredIsAskedFor()
{
    feed().planValue = planOf(1, false);
    m_actions->run(JobVerb::Remove, some(1));
    QVERIFY(dialog<ConfirmDialog>());
    QVERIFY(feed().started.isEmpty());
}

void TestJobDialogs::productionWantsTheName()
{
    m_session->identityValue.environment = Environment::Production;
    feed().planValue = planOf(1);
    m_actions->run(JobVerb::Remove, some(1));
    auto* asked = dialog<ConfirmDialog>();
    QVERIFY(!asked->verbButton()->isEnabled());
    QTest::keyClicks(asked->typed(), u"mai"_s);
    QVERIFY(!asked->verbButton()->isEnabled());
    QTest::keyClicks(asked->typed(), u"l"_s);
    QVERIFY(asked->verbButton()->isEnabled());
    QTest::keyClick(asked->typed(), Qt::Key_Return); // Enter is not yes
    QVERIFY(feed().started.isEmpty());
}

void TestJobDialogs::removedJobsAreRestoredFromTheCard()
{
    feed().planValue = planOf(2);
    m_actions->run(JobVerb::Remove, some(2));
    QTRY_COMPARE(feed().started.size(), 1);
    ActionFacts facts = feed().actions().constLast();
    facts.phase = ActionPhase::Ended;
    facts.done = 2;
    facts.matched = 2;
    facts.trashBatch = 7;
    facts.trashed = 2;
    feed().tell(facts);
    QPushButton* restore = nullptr;
    for (auto* button : m_panel->findChildren<QPushButton*>()) {
        if (button->text() == u"Restore"_s && button->isVisibleTo(m_panel))
            restore = button;
    }
    QVERIFY(restore);
    restore->click();
    QTRY_COMPARE(feed().started.size(), 2);
    QCOMPARE(feed().started.last().verb, ActionVerb::Restore);
    QCOMPARE(feed().started.last().batch, 7);
}

void TestJobDialogs::cleanCountsBeforeItRemoves()
{
    feed().planValue = planOf(1204);
    m_actions->run(JobVerb::Clean, allFailed());
    auto* clean = m_window->findChild<CleanDialog*>();
    QVERIFY(clean && !clean->removeButton()->isEnabled());
    QTRY_VERIFY(clean->removeButton()->isEnabled());
    QCOMPARE(clean->removeButton()->text(), u"Remove 1,204 jobs"_s);
    QVERIFY2(clean->preview().contains(u"1,204 jobs would be removed"_s), qPrintable(clean->preview()));
    QVERIFY(clean->preview().contains(u"The oldest is from"_s));
    QCOMPARE(feed().planned.last().verb, ActionVerb::Clean);
    QCOMPARE(feed().planned.last().jobs.grace, Milliseconds(7LL * 86400000)); // never 0 by itself
    feed().planValue = planOf(3);
    clean->graceField()->setText(u"30d"_s);
    QVERIFY(!clean->removeButton()->isEnabled()); // not counted yet
    QTRY_COMPARE(clean->removeButton()->text(), u"Remove 3 jobs"_s);
    QCOMPARE(feed().planned.last().jobs.grace, Milliseconds(30LL * 86400000));
    feed().silent = true;
    clean->limitField()->setValue(5);
    QTRY_COMPARE(feed().planned.last().jobs.limit, 5);
    QVERIFY(!clean->removeButton()->isEnabled());
    feed().silent = false;
    clean->graceField()->setText(u"soon"_s);
    QTRY_VERIFY(clean->preview().contains(u"no duration"_s));
    QVERIFY(!clean->removeButton()->isEnabled());
    clean->graceField()->setText(u"1h"_s);
    QCOMPARE(feed().cancelled.size(), 1); // the count that nobody waits for any more
    QTRY_VERIFY(clean->removeButton()->isEnabled());
    clean->removeButton()->click();
    QTRY_COMPARE(feed().started.size(), 1);
    QCOMPARE(feed().started.first().jobs.grace, Milliseconds(3600000));
    QCOMPARE(feed().started.first().jobs.limit, 3);
}

void TestJobDialogs::optionChangesAreWhatWasChanged_data()
{
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QByteArray>("edited");
    QTest::addColumn<QByteArray>("changes");
    QTest::newRow("nothing") << QByteArray(R"({"attempts":3})") << QByteArray("{ \"attempts\": 3 }")
                             << QByteArray("{}");
    QTest::newRow("changed") << QByteArray(R"({"attempts":3,"kl":10})")
                             << QByteArray(R"({"attempts":5,"keepLogs":10})")
                             << QByteArray(R"({"attempts":5})");
    QTest::newRow("added") << QByteArray("{}") << QByteArray(R"({"lifo":true})")
                           << QByteArray(R"({"lifo":true})");
    QTest::newRow("taken out") << QByteArray(R"({"attempts":3,"kl":10})") << QByteArray(R"({"attempts":3})")
                               << QByteArray(R"({"keepLogs":null})");
}

void TestJobDialogs::optionChangesAreWhatWasChanged()
{
    QFETCH(const QByteArray, stored);
    QFETCH(const QByteArray, edited);
    QFETCH(const QByteArray, changes);
    const auto found = optionChanges(stored, edited);
    QVERIFY(found);
    QCOMPARE(*found, changes);
    QVERIFY(!optionChanges(stored, "[1]"));
}

void TestJobDialogs::putJob(const QByteArray& data)
{
    JobDetail detail;
    detail.job.id = "1";
    detail.job.name = "sendReceipt";
    detail.job.data = data;
    detail.job.opts = R"({"attempts":3})";
    detail.state = JobState::Failed;
    m_session->writes().details.insert("1", detail);
}

void TestJobDialogs::editedJobIsSavedAsTyped()
{
    putJob(R"({ "b":1.10, "b":2, "n":12345678901234567890123 })");
    m_actions->run(JobVerb::Edit, some(1));
    auto* shown = dialog<JobEditDialog>();
    QCOMPARE(shown->dataField()->text(), QByteArray(R"({ "b":1.10, "b":2, "n":12345678901234567890123 })"));
    QVERIFY(!shown->saveButton()->isEnabled()); // nothing to save
    shown->dataField()->setText(R"({ "b":1.20, "b":2, "n":12345678901234567890123 })");
    QVERIFY(shown->saveButton()->isEnabled());
    shown->saveButton()->click();
    QTRY_COMPARE(m_session->writes().edits.size(), 1);
    const JobEdit& edit = m_session->writes().edits.first();
    QCOMPARE(edit.data, QByteArray(R"({ "b":1.20, "b":2, "n":12345678901234567890123 })"));
    QVERIFY(!edit.optionChanges);
    QTRY_VERIFY(!m_window->findChild<JobEditDialog*>());
}

void TestJobDialogs::untouchedJobIsNotWritten()
{
    putJob("{\r\n}"); // an editor cannot keep it
    m_actions->run(JobVerb::Edit, some(1));
    auto* shown = dialog<JobEditDialog>();
    QVERIFY(shown->dataField()->editor()->isReadOnly());
    QVERIFY(shown->notice()->text().contains(u"not edited"_s));
    shown->optionsField()->setText(R"({"attempts":9})");
    shown->saveButton()->click();
    QTRY_COMPARE(m_session->writes().edits.size(), 1);
    QVERIFY(!m_session->writes().edits.first().data);
    QCOMPARE(m_session->writes().edits.first().optionChanges, QByteArray(R"({"attempts":9})"));
}

void TestJobDialogs::badEditsCannotBeSaved()
{
    putJob("{}");
    m_actions->run(JobVerb::Edit, some(1));
    auto* shown = dialog<JobEditDialog>();
    shown->dataField()->setText("{,}");
    QVERIFY(!shown->saveButton()->isEnabled());
    shown->dataField()->setText("{\"a\":1}");
    QVERIFY(shown->saveButton()->isEnabled());
    shown->optionsField()->setText(R"({"attempts":"many"})");
    QVERIFY(!shown->saveButton()->isEnabled());
}

void TestJobDialogs::jobThatChangedMeanwhileIsNotSaved()
{
    putJob("{}");
    m_actions->run(JobVerb::Edit, some(1));
    auto* shown = dialog<JobEditDialog>();
    shown->dataField()->setText("{\"mine\":1}");
    JobDetail theirs = m_session->writes().details.value("1");
    theirs.job.data = "{\"theirs\":1}";
    m_session->writes().changed = theirs;
    shown->saveButton()->click();
    QTRY_VERIFY(shown->notice()->text().contains(u"changed by somebody else"_s));
    QCOMPARE(shown->dataField()->text(), QByteArray("{\"mine\":1}")); // nothing is lost
    shown->saveButton()->click(); // in the place of theirs
    QTRY_COMPARE(m_session->writes().edits.size(), 2);
    QCOMPARE(m_session->writes().edits.last().knownData, QByteArray("{\"theirs\":1}"));
    QTRY_VERIFY(shown->saveButton()->isEnabled());
    shown->notice()->findChild<QPushButton*>()->click(); // or take theirs
    QCOMPARE(shown->dataField()->text(), QByteArray("{\"theirs\":1}"));
}

void TestJobDialogs::editAndRetryRetries()
{
    putJob("{}");
    m_actions->run(JobVerb::EditAndRetry, some(1));
    auto* shown = dialog<JobEditDialog>();
    QCOMPARE(shown->saveButton()->text(), u"Retry"_s);
    shown->dataField()->setText("{\"a\":1}");
    QCOMPARE(shown->saveButton()->text(), u"Save and retry"_s);
    shown->saveButton()->click();
    QTRY_COMPARE(feed().started.size(), 1);
    QCOMPARE(feed().started.first().verb, ActionVerb::Retry);
    QVERIFY(feed().started.first().jobs.retry.resetAttemptsMade);
    QCOMPARE(feed().started.first().jobs.ids, std::vector<JobId>{"1"});
}

void TestJobDialogs::exportAsksForTheFile()
{
    QTemporaryDir folder;
    m_actions->run(JobVerb::Export, allFailed());
    auto* shown = dialog<ExportDialog>();
    shown->fileField()->setText(folder.filePath(u"jobs.jsonl"_s));
    QVERIFY(shown->exportButton()->isEnabled());
    shown->formatField()->setCurrentIndex(1);
    QVERIFY(shown->fileField()->text().endsWith(u"jobs.csv"_s));
    shown->columnsField()->setText(u"id, data.user.id"_s);
    QVERIFY(shown->exportButton()->isEnabled());
    shown->columnsField()->setText(u"id, nonsense"_s);
    QVERIFY(!shown->exportButton()->isEnabled());
    shown->columnsField()->setText(u"id, data.user.id"_s);
    shown->fileField()->setText(folder.filePath(u"no/such/jobs.csv"_s));
    QVERIFY(shown->complaint().contains(u"no folder"_s));
    shown->fileField()->setText(folder.filePath(u"jobs.csv"_s));
    shown->exportButton()->click();
    QTRY_COMPARE(feed().started.size(), 1);
    const ActionRequest& request = feed().started.first();
    QCOMPARE(request.verb, ActionVerb::Export);
    QCOMPARE(request.format, ExportFormat::Csv);
    QCOMPARE(request.columns, (QByteArrayList{"id", "data.user.id"}));
    QCOMPARE(request.file, folder.filePath(u"jobs.csv"_s));
}

void TestJobDialogs::exportComesBeforeTheRemoval()
{
    QTemporaryDir folder;
    feed().planValue = planOf(48213, false);
    m_actions->run(JobVerb::Remove, allFailed());
    auto* asked = dialog<ConfirmDialog>();
    QVERIFY(asked->isOptionOn()); // what cannot be restored is better kept
    asked->verbButton()->click();
    auto* shown = dialog<ExportDialog>();
    shown->fileField()->setText(folder.filePath(u"jobs.jsonl"_s));
    shown->exportButton()->click();
    QTRY_COMPARE(feed().started.size(), 1);
    ActionFacts exported = feed().actions().constLast();
    QCOMPARE(exported.verb, ActionVerb::Export);
    exported.phase = ActionPhase::Ended;
    exported.error = Error{ErrorCode::NotFound, u"disk full"_s, {}};
    feed().tell(exported);
    QCOMPARE(feed().started.size(), 1); // no file, no removal
    m_actions->run(JobVerb::Remove, allFailed());
    QTRY_VERIFY(m_window->findChild<ConfirmDialog*>());
    dialog<ConfirmDialog>()->verbButton()->click();
    QTRY_VERIFY(m_window->findChildren<ExportDialog*>().size() > 0);
    auto* again = m_window->findChildren<ExportDialog*>().constLast();
    again->fileField()->setText(folder.filePath(u"jobs.jsonl"_s));
    again->exportButton()->click();
    QTRY_COMPARE(feed().started.size(), 2);
    exported = feed().actions().constLast();
    exported.phase = ActionPhase::Ended;
    exported.done = 48213;
    feed().tell(exported);
    QTRY_COMPARE(feed().started.size(), 3);
    QCOMPARE(feed().started.last().verb, ActionVerb::Remove);
}

void TestJobDialogs::fillTrash()
{
    TrashBatch batch;
    batch.id = 4;
    batch.when = 1700000000000;
    batch.queue.name = "mail";
    batch.action = u"remove"_s;
    batch.jobs = 3;
    batch.bytes = 2048;
    TrashBatch older = batch;
    older.id = 2;
    older.queue.name = "webhooks";
    older.action = u"clean"_s;
    m_session->trash().batches = {batch, older};
    for (int i = 0; i < 3; ++i) {
        TrashEntry entry;
        entry.id = 40 + i;
        entry.batch = 4;
        entry.job = QByteArray::number(i + 1);
        entry.name = "sendReceipt";
        entry.children = i;
        m_session->trash().entries[4].append(entry);
    }
}

void TestJobDialogs::trashListsAndRestores()
{
    fillTrash();
    TrashPage page(*m_session);
    new QAbstractItemModelTester(page.batchTable()->model(), &page);
    new QAbstractItemModelTester(page.entryTable()->model(), &page);
    page.setLink(m_session->link());
    page.setActive(true);
    QTRY_COMPARE(page.entryTable()->model()->rowCount(), 3);
    QCOMPARE(page.batchTable()->model()->rowCount(), 2);
    QCOMPARE(page.restoreButton()->text(), u"Restore all 3"_s);
    page.restoreButton()->click();
    QCOMPARE(feed().started.last().verb, ActionVerb::Restore);
    QCOMPARE(feed().started.last().batch, 4);
    QVERIFY(feed().started.last().entries.empty());
    page.entryTable()->selectRow(1);
    QCOMPARE(page.restoreButton()->text(), u"Restore 1 job"_s);
    page.restoreButton()->click();
    QCOMPARE(feed().started.last().entries, std::vector<qint64>{41});
    // What is restored elsewhere disappears here, the rest stays where it is.
    m_session->trash().entries[4].removeAt(0);
    page.refresh();
    QTRY_COMPARE(page.entryTable()->model()->rowCount(), 2);
    m_session->identityValue.readOnly = true;
    page.setLink(m_session->link());
    QVERIFY(!page.restoreButton()->isEnabled());
}

void TestJobDialogs::trashIsEmptiedOnlyWhenAsked()
{
    fillTrash();
    TrashPage page(*m_session);
    page.setLink(m_session->link());
    page.setActive(true);
    page.show();
    QTRY_VERIFY(page.emptyButton()->isEnabled());
    page.emptyButton()->click();
    auto* asked = page.findChild<ConfirmDialog*>();
    QVERIFY(asked);
    QVERIFY(!asked->verbButton()->isDefault());
    QTest::keyClick(asked, Qt::Key_Escape);
    QCOMPARE(m_session->trash().emptied, 0);
    QTRY_VERIFY(!page.findChild<ConfirmDialog*>());
    page.emptyButton()->click();
    page.findChild<ConfirmDialog*>()->verbButton()->click();
    QTRY_COMPARE(m_session->trash().emptied, 1);
}

void TestJobDialogs::everyDialogPaints_data()
{
    QTest::addColumn<ThemeChoice>("theme");
    QTest::newRow("light") << ThemeChoice::Light;
    QTest::newRow("dark") << ThemeChoice::Dark;
}

//! DROVER_PICTURES names a folder for those who want to look at them.
void TestJobDialogs::everyDialogPaints()
{
    QFETCH(const ThemeChoice, theme);
    Theme::apply(*qApp, theme);
    const auto picture = [theme](QWidget& widget, const QString& name) {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        const QImage image = widget.grab().toImage();
        QVERIFY(!image.isNull());
        const QString folder = qEnvironmentVariable("DROVER_PICTURES");
        if (!folder.isEmpty())
            image.save(u"%1/%2-%3.png"_s.arg(folder, name, themeName(theme)));
    };
    m_session->identityValue.environment = Environment::Production;
    feed().planValue = planOf(48213, false);
    m_actions->run(JobVerb::Remove, allFailed());
    picture(*dialog<ConfirmDialog>(), u"remove"_s);
    m_actions->run(JobVerb::Clean, allFailed());
    auto* clean = dialog<CleanDialog>();
    QTRY_VERIFY(clean->preview().contains(u"would be removed"_s));
    picture(*clean, u"clean"_s);
    m_actions->newJob({"bull", "mail"});
    auto* created = dialog<NewJobDialog>();
    created->jsonField()->setText(
        R"({"name":"sendReceipt","data":{"order":770180,"customer":"c-9912","total":1.10},)"
        R"("opts":{"attempts":3,"backoff":{"type":"exponential","delay":1000},"deduplication":{"id":"c-9912","ttl":5000}}})");
    picture(*created, u"newjob"_s);
    created->tabs()->setCurrentIndex(1);
    created->jsonField()->setText("{\n  \"name\": \"sendReceipt\",\n  \"data\": {\"order\": 770180,,}\n}");
    picture(*created, u"newjob-json"_s);
    putJob(R"({"order":770180,"customer":"c-9912","total":1.10})");
    m_actions->run(JobVerb::EditAndRetry, some(1));
    picture(*dialog<JobEditDialog>(), u"edit"_s);
    m_actions->run(JobVerb::Export, some(12));
    picture(*dialog<ExportDialog>(), u"export"_s);
    fillTrash();
    TrashPage page(*m_session);
    page.resize(1000, 640);
    page.setLink(m_session->link());
    page.setActive(true);
    page.show();
    QTRY_COMPARE(page.entryTable()->model()->rowCount(), 3);
    picture(page, u"trash"_s);
    Theme::apply(*qApp, ThemeChoice::Light);
}

QTEST_MAIN(TestJobDialogs)
#include "tst_jobdialogs.moc"
