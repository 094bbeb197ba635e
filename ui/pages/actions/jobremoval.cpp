// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/actions/jobactions.h"

#include "dialogs/cleandialog.h"
#include "dialogs/confirmdialog.h"
#include "pages/actions/actionpanel.h"
#include "session/actionrequests.h"
#include "session/feeds/actionsfeed.h"
#include "util/actionwords.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/planwords.h"
#include "util/words.h"

#include <algorithm>

//! What takes jobs away, and brings them back.
namespace drover::ui {

namespace {
//! Jobs that go to the trash without a question, where the name of the queue need not be typed either.
constexpr qint64 fewJobs = 100;
} // namespace

void JobActions::setTypedAbove(std::function<qint64()> limit)
{
    m_typedAbove = std::move(limit);
}

qint64 JobActions::typedAbove() const
{
    return m_typedAbove ? m_typedAbove() : fewJobs;
}

void JobActions::remove(const JobSelection& selection)
{
    const ActionRequest request = requestFor(ActionVerb::Remove, selection);
    plan(request, [this, request, selection](const ActionPlan& plan) {
        const qint64 few = std::min(fewJobs, typedAbove());
        if (plan.jobs <= few && plan.numbers.restorable && !isProduction())
            startRemoving(request);
        else
            askToRemove(request, selection, plan);
    });
}

void JobActions::askToRemove(
    const ActionRequest& request, const JobSelection& selection, const ActionPlan& plan)
{
    const QString queue = plainText(selection.queue.name);
    ConfirmQuestion question;
    question.window = tr("Remove jobs");
    question.question = tr("Remove %Ln job(s)?", "question", asInt(plan.jobs));
    question.consequence =
        tr("%1 jobs of %2, counted at %3.", "state, queue, moment")
            .arg(stateWord(selection.state), queue, formatMoment(plan.countedAt, plan.countedAt));
    question.facts = selectionWords(selection);
    if (plan.numbers.withParent > 0)
        question.facts.append(tr("%Ln belong(s) to a flow; their own children are removed with them.", "jobs",
            asInt(plan.numbers.withParent)));
    if (plan.numbers.restorable)
        question.facts.append(tr("They go to the trash and can be restored."));
    question.facts.append(sampleWords(plan));
    question.facts.removeAll(QString());
    if (!plan.numbers.restorable)
        question.warnings.append(
            tr("They are too many for the trash, or there is none: they cannot be restored."));
    if (plan.leftAlone > 0)
        question.warnings.append(tr("%Ln will be left alone.", "jobs", asInt(plan.leftAlone)));
    question.verb = tr("Remove %Ln job(s)", "button", asInt(plan.jobs));
    question.option = tr("&Export them to a file first");
    question.optionOn = !plan.numbers.restorable;
    question.destroys = true;
    if (isProduction() || plan.jobs > typedAbove())
        question.typed = QString::fromUtf8(selection.queue.name);
    ask(question, [this, request, selection, most = plan.asked()](bool exportFirst) {
        ActionRequest asked = request;
        if (asked.jobs.ids.empty())
            asked.jobs.filter.count = most; // what came since then was not asked about
        if (exportFirst)
            exportJobs(selection, [this, asked] { startRemoving(asked); });
        else
            startRemoving(asked);
    });
}

void JobActions::startRemoving(const ActionRequest& request)
{
    start(request);
}

void JobActions::clean(const JobSelection& selection)
{
    auto* dialog = new CleanDialog(
        m_session, selection.queue, selection.state, isProduction() ? 0 : typedAbove(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, selection] {
        const ActionRequest request = dialog->request();
        if (!dialog->exportsFirst()) {
            startRemoving(request);
            return;
        }
        JobSelection all = selection;
        all.kind = JobSelection::Kind::Matching;
        all.ids.clear();
        all.filter = {};
        exportJobs(all, [this, request] { startRemoving(request); });
    });
    dialog->open();
}

void JobActions::restore(const ActionFacts& removed)
{
    ActionRequest request;
    request.verb = ActionVerb::Restore;
    request.jobs.queue = removed.queue;
    request.jobs.state = removed.state;
    request.batch = removed.trashBatch;
    start(request);
}

} // namespace drover::ui
