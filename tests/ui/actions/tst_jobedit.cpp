// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "actionsbench.h"
#include "dialogs/jobeditdialog.h"
#include "ui/support/picture.h"
#include "widgets/jsonedit.h"
#include "widgets/noticebar.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

//! Data and options of a job that is there, changed as text.
class TestJobEdit final : public ActionsBench {
    Q_OBJECT

private Q_SLOTS:
    void optionChangesAreWhatWasChanged_data();
    void optionChangesAreWhatWasChanged();
    void editedJobIsSavedAsTyped();
    void untouchedJobIsNotWritten();
    void badEditsCannotBeSaved();
    void jobThatChangedMeanwhileIsNotSaved();
    void editAndRetryRetries();
    void everyDialogPaints();

private:
    void putJob(const QByteArray& data);
};

void TestJobEdit::putJob(const QByteArray& data)
{
    JobDetail detail;
    detail.job.id = "1";
    detail.job.name = "sendReceipt";
    detail.job.data = data;
    detail.job.opts = R"({"attempts":3})";
    detail.state = JobState::Failed;
    m_session->writes().details.insert("1", detail);
}

void TestJobEdit::optionChangesAreWhatWasChanged_data()
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

void TestJobEdit::optionChangesAreWhatWasChanged()
{
    QFETCH(const QByteArray, stored);
    QFETCH(const QByteArray, edited);
    QFETCH(const QByteArray, changes);
    const auto found = optionChanges(stored, edited);
    QVERIFY(found);
    QCOMPARE(*found, changes);
    QVERIFY(!optionChanges(stored, "[1]"));
}

void TestJobEdit::editedJobIsSavedAsTyped()
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

void TestJobEdit::untouchedJobIsNotWritten()
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

void TestJobEdit::badEditsCannotBeSaved()
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

void TestJobEdit::jobThatChangedMeanwhileIsNotSaved()
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

void TestJobEdit::editAndRetryRetries()
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

void TestJobEdit::everyDialogPaints()
{
    putJob(R"({"order":770180,"customer":"c-9912","total":1.10})");
    m_actions->run(JobVerb::EditAndRetry, some(1));
    QVERIFY(takePictures(*dialog<JobEditDialog>(), u"edit"_s));
}

QTEST_MAIN(TestJobEdit)
#include "tst_jobedit.moc"
