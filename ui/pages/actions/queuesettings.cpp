// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/actions/jobactions.h"

#include "dialogs/confirmdialog.h"
#include "dialogs/optionsdialog.h"
#include "dialogs/queuelimitsdialog.h"
#include "dialogs/retentiondialog.h"
#include "pages/actions/actionpanel.h"
#include "session/feeds/actionsfeed.h"
#include "session/retentionkeeper.h"
#include "util/actionwords.h"
#include "util/plaintext.h"

//! What a queue, or its jobs, are told to do from now on.
namespace drover::ui {

RetentionKeeper& JobActions::retentionKeeper()
{
    if (m_keeper == nullptr) {
        m_keeper = new RetentionKeeper(m_session, Clock::system(), this);
        connect(m_keeper, &RetentionKeeper::started, &m_panel, &ActionPanel::setTransient);
    }
    return *m_keeper;
}

void JobActions::limits(const QueueId& queue)
{
    auto* dialog = new QueueLimitsDialog(m_session, queue, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QueueLimitsDialog::changed, this, &JobActions::changedQueue);
    dialog->open();
}

void JobActions::retention(const QueueId& queue)
{
    auto* dialog = new RetentionDialog(m_session, retentionKeeper(), queue, Clock::system(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RetentionDialog::applyWanted, this,
        [this, dialog](
            const QList<ActionRequest>& requests, qint64 jobs) { askToApply(requests, jobs, dialog); });
    dialog->open();
}

void JobActions::askToApply(const QList<ActionRequest>& requests, qint64 jobs, QWidget* over)
{
    const QByteArray& queue = requests.first().jobs.queue.name;
    ConfirmQuestion question;
    question.window = tr("Remove jobs");
    question.question = tr("Remove %Ln job(s)?", "question", asInt(jobs));
    question.consequence = tr("They finished longest ago in %1.", "%1 is a queue").arg(plainText(queue));
    question.warnings.append(
        tr("Only some thousand of them go to the trash; if they are more, they cannot be restored."));
    question.verb = tr("Remove %Ln job(s)", "button", asInt(jobs));
    question.destroys = true;
    if (isProduction() || jobs > typedAbove())
        question.typed = QString::fromUtf8(queue);
    auto* dialog = new ConfirmDialog(question, m_session.identity(), over);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, requests] {
        for (const ActionRequest& request : requests)
            startRemoving(request);
    });
    dialog->open();
}

void JobActions::editOptions(const JobSelection& selection)
{
    auto* dialog = new OptionsDialog(m_session, selection, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { start(dialog->request()); });
    dialog->open();
}

} // namespace drover::ui
