// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "actionsbench.h"
#include "dialogs/optionsdialog.h"
#include "dialogs/queuelimitsdialog.h"
#include "ui/support/picture.h"
#include "widgets/keepedit.h"
#include "widgets/noticebar.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! What a queue prescribes, and what stored jobs carry with them.
class TestQueueSettings final : public ActionsBench {
    Q_OBJECT

    [[nodiscard]] FakeWritesFeed& writes() const { return m_session->writes(); }

private Q_SLOTS:
    void limitsAreChangedAndTakenBack()
    {
        writes().limits = {.concurrency = 8, .rate = {}, .maxLenEvents = 10000};
        m_actions->limits({"bull", "mail"});
        auto* shown = dialog<QueueLimitsDialog>();
        QTRY_COMPARE(shown->concurrencyField()->value(), 8);
        QCOMPARE(shown->maxField()->text(), u"No limit"_s);
        QVERIFY(!shown->durationField()->isEnabled());
        QVERIFY(!shown->saveButton()->isEnabled());
        shown->concurrencyField()->setValue(0);
        shown->maxField()->setValue(100);
        shown->durationField()->setText(u"soon"_s);
        QVERIFY(!shown->saveButton()->isEnabled());
        shown->durationField()->setText(u"5s"_s);
        QVERIFY(shown->saveButton()->isEnabled());
        QSignalSpy changed(shown, &QueueLimitsDialog::changed);
        shown->saveButton()->click();
        QTRY_COMPARE(changed.size(), 1);
        const QueueLimitsChange wanted{.concurrency = std::make_optional(std::optional<qint64>()),
            .rate = std::make_optional(std::optional(GlobalRateLimit{100, 5s}))};
        QCOMPARE(writes().limitChanges.size(), 1);
        QVERIFY(writes().limitChanges.first() == wanted);
        QVERIFY(takePictures(*shown, u"queue-limits"_s));
        auto* undo = shown->notice()->findChild<QPushButton*>();
        QVERIFY(undo);
        undo->click();
        QTRY_COMPARE(writes().limits.concurrency, std::optional<qint64>(8));
        QCOMPARE(writes().limits.rate, std::nullopt);
        QTRY_COMPARE(shown->concurrencyField()->value(), 8);
    }

    void limitsOfALockedConnectionAreOnlyShown()
    {
        writes().limits = {.concurrency = 8, .rate = {}, .maxLenEvents = 10000};
        m_session->identityValue.readOnly = true;
        m_actions->limits({"bull", "mail"});
        auto* shown = dialog<QueueLimitsDialog>();
        QTRY_COMPARE(shown->concurrencyField()->value(), 8);
        QVERIFY(!shown->concurrencyField()->isEnabled());
        QVERIFY(!shown->saveButton()->isEnabled());
        QVERIFY(!shown->saveButton()->toolTip().isEmpty());
    }

    void aRefusalIsSaid()
    {
        writes().limits = {.concurrency = 8, .rate = {}, .maxLenEvents = 10000};
        m_actions->limits({"bull", "mail"});
        auto* shown = dialog<QueueLimitsDialog>();
        QTRY_COMPARE(shown->concurrencyField()->value(), 8);
        writes().error = Error{ErrorCode::ReadOnly, u"locked"_s, {}};
        shown->concurrencyField()->setValue(9);
        shown->saveButton()->click();
        QTRY_VERIFY(!shown->notice()->text().isEmpty());
        QCOMPARE(shown->concurrencyField()->value(), 9); // to be tried again
        QVERIFY(shown->saveButton()->isEnabled());
    }

    void optionsOfManyJobs()
    {
        ActionPlan plan;
        plan.jobs = 3;
        plan.leftAlone = 2;
        feed().planValue = plan;
        JobSelection all = allFailed();
        all.filter.match = "timeout";
        m_actions->run(JobVerb::EditOptions, all);
        auto* shown = dialog<OptionsDialog>();
        QTRY_VERIFY(shown->preview().contains(u'3'));
        QCOMPARE(feed().planned.first().verb, ActionVerb::EditOptions);
        QVERIFY(!shown->applyButton()->isEnabled()); // nothing is to be changed yet
        QCOMPARE(shown->changes(), JsonText("{}"));
        shown->attemptsField()->setValue(5);
        shown->failedField()->setKeep(KeepJobs{.count = 500, .age = {}, .limit = {}});
        Q_EMIT shown->failedField()->changed();
        QCOMPARE(shown->changes(), JsonText(R"({"attempts":5,"removeOnFail":500})"));
        QVERIFY(takePictures(*shown, u"change-options"_s));
        shown->applyButton()->click();
        QTRY_COMPARE(feed().started.size(), 1);
        const MassRequest& jobs = feed().started.first().jobs;
        QCOMPARE(jobs.optionChanges, JsonText(R"({"attempts":5,"removeOnFail":500})"));
        QCOMPARE(jobs.filter.match, QByteArray("timeout"));
        QCOMPARE(jobs.filter.count, 5); // those that were counted, and those that cannot be changed
    }

    void optionsOfChosenJobs()
    {
        ActionPlan plan;
        plan.jobs = 2;
        feed().planValue = plan;
        m_actions->run(JobVerb::EditOptions, some(2, JobState::Waiting));
        auto* shown = dialog<OptionsDialog>();
        shown->logsField()->setValue(0);
        QTRY_VERIFY(shown->applyButton()->isEnabled());
        shown->applyButton()->click();
        QTRY_COMPARE(feed().started.size(), 1);
        QCOMPARE(feed().started.first().jobs.ids, (std::vector<JobId>{"1", "2"}));
        QCOMPARE(feed().started.first().jobs.optionChanges, JsonText(R"({"keepLogs":0})"));
    }
};

QTEST_MAIN(TestQueueSettings)
#include "tst_queuesettings.moc"
