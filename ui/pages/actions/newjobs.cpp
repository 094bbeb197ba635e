// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/actions/jobactions.h"

#include "dialogs/newjobdialog.h"
#include "pages/actions/actionpanel.h"
#include "protocol/jsontext.h"
#include "session/feeds/writesfeed.h"
#include "util/plaintext.h"

//! What puts jobs into a queue.
namespace drover::ui {

namespace {
//! What another job like this one has: everything but what makes it this one.
NewJob likeIt(const Job& job)
{
    NewJob copy;
    copy.name = job.name;
    copy.data = job.data;
    copy.options = job.options;
    copy.options.jobId.reset();
    copy.options.timestamp.reset();
    for (const char* own : {"parent", "repeat", "repeatJobKey", "prevMillis", "telemetry"})
        copy.options.extra = json::withoutMember(copy.options.extra, own).value_or(copy.options.extra);
    if (copy.options.extra == "{}")
        copy.options.extra.clear();
    return copy;
}
} // namespace

void JobActions::setJobDefaults(std::function<JobOptions(const QueueId& queue)> defaults)
{
    m_defaults = std::move(defaults);
}

void JobActions::newJob(const QueueId& queue)
{
    NewJob begin;
    if (m_defaults)
        begin.options = m_defaults(queue);
    openNewJob(queue, begin);
}

void JobActions::duplicate(const JobSelection& selection)
{
    if (!selection.isOne())
        return;
    m_session.writes().readJob(selection.queue, selection.ids.first(), this,
        [this, queue = selection.queue](const Result<JobDetail>& detail) {
            if (detail)
                openNewJob(queue, likeIt(detail->job));
            else
                tellError(detail.error());
        });
}

//! The original stays as it is. Whoever knows the connection of this computer takes the copy.
void JobActions::copyHere(const JobSelection& selection)
{
    if (!selection.isOne())
        return;
    m_session.writes().readJob(selection.queue, selection.ids.first(), this,
        [this, queue = selection.queue](const Result<JobDetail>& detail) {
            if (detail)
                Q_EMIT copyHereWanted(queue, likeIt(detail->job));
            else
                tellError(detail.error());
        });
}

void JobActions::openNewJob(const QueueId& queue, const NewJob& begin)
{
    auto* dialog = new NewJobDialog(m_session.identity(), queue, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->fill(begin);
    connect(dialog, &NewJobDialog::addWanted, this,
        [this, dialog, queue](const NewJob& job) { addJob(dialog, queue, job); });
    dialog->show();
}

void JobActions::addJob(NewJobDialog* dialog, const QueueId& queue, const NewJob& job)
{
    dialog->setBusy(true);
    m_session.writes().addJob(queue, job, dialog, [this, dialog, queue, job](const Result<JobId>& id) {
        if (!id) {
            dialog->showRefusal(id.error());
            return;
        }
        dialog->accept();
        m_panel.tell(Card::Mood::Good,
            tr("%1 was added to %2 as job %3.", "name, queue, id")
                .arg(plainText(job.name, Lines::Single, 60), plainText(queue.name, Lines::Single, 60),
                    plainText(*id, Lines::Single, 60)));
        Q_EMIT changedQueue(queue);
    });
}

} // namespace drover::ui
