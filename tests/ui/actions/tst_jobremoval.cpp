// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "actionsbench.h"
#include "dialogs/cleandialog.h"
#include "dialogs/confirmdialog.h"
#include "dialogs/exportdialog.h"
#include "pages/trash/trashpage.h"
#include "ui/support/picture.h"
#include "widgets/jsonedit.h"
#include "widgets/plainlabel.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! Removals, cleaning, the export before them, and the trash.
class TestJobRemoval final : public ActionsBench {
    Q_OBJECT

private Q_SLOTS:
    void fewGoToTheTrashWithoutAQuestion();
    void manyAreAskedFor();
    void settingSaysFromWhenTheNameIsTyped();
    void whatCannotBeRestoredIsAskedFor();
    void productionWantsTheName();
    void removedJobsAreRestoredFromTheCard();
    void cleanCountsBeforeItRemoves();
    void exportAsksForTheFile();
    void exportComesBeforeTheRemoval();
    void trashListsAndRestores();
    void trashIsEmptiedOnlyWhenAsked();
    void everyDialogPaints();

private:
    void fillTrash();
    [[nodiscard]] static ActionPlan planOf(qint64 jobs, bool restorable = true);
};

void TestJobRemoval::fillTrash()
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

ActionPlan TestJobRemoval::planOf(qint64 jobs, bool restorable)
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

void TestJobRemoval::fewGoToTheTrashWithoutAQuestion()
{
    feed().planValue = planOf(12);
    m_actions->run(JobVerb::Remove, some(12));
    QTRY_COMPARE(feed().started.size(), 1);
    QCOMPARE(feed().started.first().verb, ActionVerb::Remove);
    QVERIFY(!m_window->findChild<QDialog*>());
}

void TestJobRemoval::manyAreAskedFor()
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
    asked->typed()->setText(u"mail"_s);
    asked->verbButton()->click();
    QTRY_COMPARE(feed().started.size(), 1);
    QCOMPARE(feed().started.first().jobs.filter.count, 48213);
}

void TestJobRemoval::settingSaysFromWhenTheNameIsTyped()
{
    qint64 limit = 1000;
    m_actions->setTypedAbove([&limit] { return limit; });
    const auto askedFor = [this](qint64 jobs) {
        feed().planValue = planOf(jobs);
        m_actions->run(JobVerb::Remove, allFailed());
        return dialog<ConfirmDialog>();
    };
    const auto closed = [this] { return m_window->findChild<QDialog*>() == nullptr; };
    auto* asked = askedFor(1000);
    QVERIFY(asked->typed() == nullptr && asked->verbButton()->isEnabled());
    asked->reject();
    QTRY_VERIFY(closed());
    asked = askedFor(1001);
    QVERIFY(asked->typed() != nullptr && !asked->verbButton()->isEnabled());
    asked->reject();
    QTRY_VERIFY(closed());
    // The one who wants to type it always is never passed over.
    limit = 0;
    asked = askedFor(2);
    QVERIFY(asked->typed() != nullptr);
    asked->reject();
    QTRY_VERIFY(closed());
    QVERIFY(feed().started.isEmpty());
}

void TestJobRemoval::whatCannotBeRestoredIsAskedFor()
{
    feed().planValue = planOf(1, false);
    m_actions->run(JobVerb::Remove, some(1));
    QVERIFY(dialog<ConfirmDialog>());
    QVERIFY(feed().started.isEmpty());
}

void TestJobRemoval::productionWantsTheName()
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

void TestJobRemoval::removedJobsAreRestoredFromTheCard()
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

void TestJobRemoval::cleanCountsBeforeItRemoves()
{
    feed().planValue = planOf(1204);
    m_actions->run(JobVerb::Clean, allFailed());
    auto* clean = m_window->findChild<CleanDialog*>();
    QVERIFY(clean && !clean->removeButton()->isEnabled());
    QTRY_COMPARE(clean->removeButton()->text(), u"Remove 1,204 jobs"_s);
    QVERIFY(!clean->removeButton()->isEnabled()); // more than go without the queue's name
    clean->typedField()->setText(u"mail"_s);
    QVERIFY(clean->removeButton()->isEnabled());
    clean->typedField()->clear();
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

void TestJobRemoval::exportAsksForTheFile()
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

void TestJobRemoval::exportComesBeforeTheRemoval()
{
    QTemporaryDir folder;
    feed().planValue = planOf(48213, false);
    m_actions->run(JobVerb::Remove, allFailed());
    auto* asked = dialog<ConfirmDialog>();
    QVERIFY(asked->isOptionOn()); // what cannot be restored is better kept
    asked->typed()->setText(u"mail"_s);
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
    dialog<ConfirmDialog>()->typed()->setText(u"mail"_s);
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

void TestJobRemoval::trashListsAndRestores()
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

void TestJobRemoval::trashIsEmptiedOnlyWhenAsked()
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

void TestJobRemoval::everyDialogPaints()
{
    m_session->identityValue.environment = Environment::Production;
    feed().planValue = planOf(48213, false);
    m_actions->run(JobVerb::Remove, allFailed());
    QVERIFY(takePictures(*dialog<ConfirmDialog>(), u"remove"_s));
    m_actions->run(JobVerb::Clean, allFailed());
    auto* clean = dialog<CleanDialog>();
    QTRY_VERIFY(clean->preview().contains(u"would be removed"_s));
    QVERIFY(takePictures(*clean, u"clean"_s));
    m_actions->run(JobVerb::Export, some(12));
    QVERIFY(takePictures(*dialog<ExportDialog>(), u"export"_s));
    fillTrash();
    TrashPage page(*m_session);
    page.resize(1000, 640);
    page.setLink(m_session->link());
    page.setActive(true);
    page.show();
    QTRY_COMPARE(page.entryTable()->model()->rowCount(), 3);
    QVERIFY(takePictures(page, u"trash"_s));
}

QTEST_MAIN(TestJobRemoval)
#include "tst_jobremoval.moc"
