// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/actions/jobactions.h"

#include "dialogs/exportdialog.h"
#include "dialogs/jobeditdialog.h"
#include "pages/actions/actionpanel.h"
#include "session/actionrequests.h"
#include "session/feeds/actionsfeed.h"
#include "session/feeds/writesfeed.h"
#include "util/plaintext.h"

//! Jobs as text: edited in place, or written to a file.
namespace drover::ui {

void JobActions::edit(const JobSelection& selection, bool thenRetry)
{
    if (!selection.isOne())
        return;
    m_session.writes().readJob(selection.queue, selection.ids.first(), this,
        [this, selection, thenRetry](const Result<JobDetail>& detail) {
            if (!detail) {
                tellError(detail.error());
                return;
            }
            auto* dialog =
                new JobEditDialog(m_session.identity(), selection.queue, *detail, thenRetry, m_window);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            connect(dialog, &JobEditDialog::saveWanted, this,
                [this, dialog, selection](const JobEdit& edit) { save(dialog, selection, edit); });
            dialog->show();
        });
}

void JobActions::save(JobEditDialog* dialog, const JobSelection& selection, const JobEdit& edit)
{
    const bool retries = dialog->retries();
    if (!edit.data && !edit.optionChanges) {
        dialog->accept();
        if (retries)
            retryEdited(selection);
        return;
    }
    dialog->setBusy(true);
    m_session.writes().editJob(
        edit, dialog, [this, dialog, selection, edit, retries](const Result<EditOutcome>& outcome) {
            if (!outcome) {
                dialog->showRefusal(outcome.error());
                return;
            }
            if (outcome->changed) {
                dialog->showChanged(*outcome->changed);
                return;
            }
            dialog->accept();
            Q_EMIT changedQueue(selection.queue);
            if (retries)
                retryEdited(selection);
            else
                m_panel.tell(Card::Mood::Good,
                    tr("Job %1 was saved.", "%1 is an id").arg(plainText(edit.job, Lines::Single, 60)));
        });
}

//! With all its attempts: it failed for what it was before.
void JobActions::retryEdited(const JobSelection& selection)
{
    ActionRequest request = requestFor(ActionVerb::Retry, selection);
    request.jobs.retry.resetAttemptsMade = true;
    request.jobs.retry.resetAttemptsStarted = true;
    m_panel.setTransient(start(request));
}

void JobActions::exportJobs(const JobSelection& selection, std::function<void()> then)
{
    auto* dialog = new ExportDialog(selection, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, then = std::move(then)] {
        const ActionId id = start(dialog->request());
        if (then)
            m_afterwards.insert(id, then);
    });
    dialog->open();
}

void JobActions::onExported(const ActionFacts& exported)
{
    const std::function<void()> then = m_afterwards.take(exported.id);
    if (!then)
        return;
    if (exported.error)
        m_panel.tell(Card::Mood::Warn, tr("Nothing was removed, because the export did not end well."));
    else
        then();
}

} // namespace drover::ui
