// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/actions/jobactions.h"

#include "dialogs/confirmdialog.h"
#include "dialogs/retryplandialog.h"
#include "pages/actions/actionpanel.h"
#include "session/actionrequests.h"
#include "session/feeds/actionsfeed.h"
#include "session/feeds/writesfeed.h"
#include "util/actionwords.h"
#include "util/plaintext.h"
#include "util/planwords.h"
#include "util/words.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace drover::ui {

JobActions::JobActions(Session& session, ActionPanel& panel, QWidget* window)
    : QObject(window)
    , m_session(session)
    , m_panel(panel)
    , m_window(window)
{
    connect(&session.actions(), &ActionsFeed::changed, this, [this](const ActionFacts& action) {
        if (action.phase != ActionPhase::Ended)
            return;
        if (action.verb == ActionVerb::Export) {
            m_panel.setRemedy(action.id, tr("Open the folder"), [file = action.file] {
                QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath()));
            });
            onExported(action);
        }
        if (action.trashBatch != 0)
            m_panel.setRemedy(action.id, tr("Restore", "removed jobs"), [this, action] { restore(action); });
        if (action.done > 0)
            Q_EMIT changedQueue(action.queue);
    });
}

bool JobActions::isProduction() const
{
    return m_session.identity().environment == Environment::Production;
}

void JobActions::run(JobVerb verb, const JobSelection& selection)
{
    // No ids would mean the whole state.
    if (selection.isEmpty() || (selection.kind == JobSelection::Kind::Jobs && selection.ids.isEmpty()))
        return;
    switch (verb) {
    case JobVerb::Retry:
        retry(selection, false);
        break;
    case JobVerb::RetrySample:
        retry(selection, true);
        break;
    case JobVerb::Promote:
        promote(selection);
        break;
    case JobVerb::Reencrypt:
        reencrypt(selection);
        break;
    case JobVerb::Remove:
        remove(selection);
        break;
    case JobVerb::Clean:
        clean(selection);
        break;
    case JobVerb::Edit:
        edit(selection, false);
        break;
    case JobVerb::EditOptions:
        editOptions(selection);
        break;
    case JobVerb::EditAndRetry:
        edit(selection, true);
        break;
    case JobVerb::Export:
        exportJobs(selection, {});
        break;
    case JobVerb::Duplicate:
        duplicate(selection);
        break;
    case JobVerb::RunHere:
        copyHere(selection);
        break;
    default:
        break;
    }
}

void JobActions::retry(const JobSelection& selection, bool sampleFirst)
{
    if (selection.isOne() && !isProduction()) {
        retryOne(selection);
        return;
    }
    auto* dialog = new RetryPlanDialog(m_session, selection, sampleFirst, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RetryPlanDialog::planFailed, this, &JobActions::tellError);
    connect(dialog, &RetryPlanDialog::nothingToRetry, this, [this] {
        m_panel.tell(
            Card::Mood::Plain, tr("None of these jobs is there any more: there is nothing to retry."));
    });
    connect(dialog, &RetryPlanDialog::started, this, [this](ActionId action, bool isSample) {
        if (isSample)
            m_panel.setTransient(action);
    });
    dialog->show();
}

//! Its attempts are given back only when it has none left.
void JobActions::retryOne(const JobSelection& selection)
{
    ActionRequest request = requestFor(ActionVerb::Retry, selection);
    plan(request, [this, request](const ActionPlan& plan) mutable {
        const bool exhausted = plan.numbers.attemptsLeft.value(0) > 0;
        request.jobs.retry.resetAttemptsMade = exhausted;
        request.jobs.retry.resetAttemptsStarted = exhausted;
        m_panel.setTransient(start(request));
    });
}

void JobActions::promote(const JobSelection& selection)
{
    const ActionRequest request = requestFor(ActionVerb::Promote, selection);
    if (selection.isOne() && !isProduction()) {
        m_panel.setTransient(start(request));
        return;
    }
    plan(request, [this, request, selection](const ActionPlan& plan) {
        ConfirmQuestion question;
        question.window = tr("Promote jobs");
        question.question = tr("Promote %Ln job(s)?", "delayed jobs", asInt(plan.jobs));
        question.consequence =
            tr("Delayed jobs of %1 stop waiting for their time and run as soon as a worker "
               "is free.",
                "%1 is a queue")
                .arg(plainText(selection.queue.name));
        question.facts = selectionWords(selection) + runWords(plan);
        question.warnings = obstacleWords(plan);
        if (const QString sample = sampleWords(plan); !sample.isEmpty())
            question.facts.append(sample);
        question.verb = tr("Promote %Ln job(s)", "button", asInt(plan.jobs));
        ask(question, [this, request, most = plan.asked()](bool /*option*/) {
            ActionRequest asked = request;
            if (asked.jobs.ids.empty())
                asked.jobs.filter.count = most; // what was delayed since then was not asked about
            start(asked);
        });
    });
}

void JobActions::reencrypt(const JobSelection& selection)
{
    const ActionRequest request = requestFor(ActionVerb::Reencrypt, selection);
    m_session.actions().plan(request, this, [this, request, selection](const Result<ActionPlan>& plan) {
        if (!plan)
            return tellError(plan.error());
        if (plan->jobs == 0 && plan->leftAlone == 0)
            return m_panel.tell(
                Card::Mood::Good, tr("These jobs are encrypted as they should be: there is nothing to do."));
        askToReencrypt(request, selection, *plan);
    });
}

void JobActions::askToReencrypt(
    const ActionRequest& request, const JobSelection& selection, const ActionPlan& plan)
{
    ConfirmQuestion question;
    question.window = tr("Re-encrypt jobs");
    question.question = tr("Re-encrypt %Ln job(s)?", "question", asInt(plan.jobs));
    question.consequence =
        tr("The chosen fields of these %1 jobs of %2 are put under the newest key, in small steps. Whoever "
           "reads them in clear text today has to have the key from then on.",
            "state, queue")
            .arg(stateWord(selection.state), plainText(selection.queue.name));
    question.facts = selectionWords(selection) + keyWords(plan.numbers);
    question.facts.append(sampleWords(plan));
    question.facts.removeAll(QString());
    if (plan.leftAlone > 0)
        question.warnings.append(
            tr("%Ln cannot be decrypted and will be left alone.", "jobs", asInt(plan.leftAlone)));
    question.verb = tr("Re-encrypt %Ln job(s)", "button", asInt(plan.jobs));
    ask(question, [this, request](bool /*option*/) { start(request); });
}

void JobActions::setPaused(const QueueId& queue, bool paused)
{
    m_session.writes().setPaused(queue, paused, this, [this, queue, paused](const Status& status) {
        if (!status) {
            tellError(status.error());
            return;
        }
        Q_EMIT changedQueue(queue);
        const QString name = plainText(queue.name, Lines::Single, 60);
        m_panel.tell(paused ? Card::Mood::Warn : Card::Mood::Good,
            paused ? tr("%1 is paused: workers take no new jobs from it.", "%1 is a queue").arg(name)
                   : tr("%1 goes on.", "%1 is a queue that was paused").arg(name),
            {}, tr("Undo"), [this, queue, paused] { setPaused(queue, !paused); });
    });
}

void JobActions::plan(const ActionRequest& request, std::function<void(const ActionPlan&)> then)
{
    m_session.actions().plan(request, this, [this, then = std::move(then)](const Result<ActionPlan>& plan) {
        if (!plan)
            tellError(plan.error());
        else if (plan->jobs == 0)
            m_panel.tell(
                Card::Mood::Plain, tr("None of these jobs is there any more: there is nothing to do."));
        else
            then(*plan);
    });
}

void JobActions::ask(const ConfirmQuestion& question, std::function<void(bool option)> then)
{
    auto* dialog = new ConfirmDialog(question, m_session.identity(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(
        dialog, &QDialog::accepted, this, [dialog, then = std::move(then)] { then(dialog->isOptionOn()); });
    dialog->open();
}

ActionId JobActions::start(const ActionRequest& request)
{
    return m_session.actions().start(request);
}

void JobActions::tellError(const Error& error)
{
    if (error.code == ErrorCode::Cancelled)
        return;
    const ErrorWords words = errorWords(error);
    m_panel.tell(Card::Mood::Bad, words.sentence, words.remedy);
}

} // namespace drover::ui
