// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "actionsbench.h"
#include "dialogs/newjobdialog.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"
#include "ui/support/picture.h"
#include "util/textposition.h"
#include "widgets/joboptionsform.h"
#include "widgets/jsonedit.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

//! New jobs as a form and as JSON, and the editor for JSON.
class TestNewJob final : public ActionsBench {
    Q_OBJECT

private Q_SLOTS:
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
    void everyDialogPaints();
};

void TestNewJob::placesInTexts_data()
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

void TestNewJob::placesInTexts()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, offset);
    QFETCH(const int, line);
    QFETCH(const int, column);
    QCOMPARE(positionAt(text, offset), (TextPosition{line, column}));
}

void TestNewJob::jsonEditKeepsEveryByte_data()
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

void TestNewJob::jsonEditKeepsEveryByte()
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

void TestNewJob::jsonEditSaysWhere()
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

void TestNewJob::formAndJsonSayTheSame_data()
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
void TestNewJob::formAndJsonSayTheSame()
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

void TestNewJob::badJobsCannotBeAdded_data()
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

void TestNewJob::badJobsCannotBeAdded()
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

void TestNewJob::newJobIsAdded()
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

void TestNewJob::refusedJobStays()
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

void TestNewJob::duplicateIsAnotherJob()
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

void TestNewJob::everyDialogPaints()
{
    m_actions->newJob({"bull", "mail"});
    auto* created = dialog<NewJobDialog>();
    created->jsonField()->setText(
        R"({"name":"sendReceipt","data":{"order":770180,"customer":"c-9912","total":1.10},)"
        R"("opts":{"attempts":3,"backoff":{"type":"exponential","delay":1000},"deduplication":{"id":"c-9912","ttl":5000}}})");
    QVERIFY(takePictures(*created, u"newjob"_s));
    created->tabs()->setCurrentIndex(1);
    created->jsonField()->setText("{\n  \"name\": \"sendReceipt\",\n  \"data\": {\"order\": 770180,,}\n}");
    QVERIFY(takePictures(*created, u"newjob-json"_s));
}

QTEST_MAIN(TestNewJob)
#include "tst_newjob.moc"
