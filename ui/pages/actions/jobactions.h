// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/queue.h"
#include "session/actionvalues.h"
#include "session/jobselection.h"
#include "session/session.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace drover::ui {

class ActionPanel;
class JobEditDialog;
class NewJobDialog;
class RetentionKeeper;
struct ConfirmQuestion;
struct JobEdit;

//! Carries out what people ask for jobs of one connection, from the wish to the report: counts first, asks
//! where asking is due, starts, and leaves the report in the panel. Pages only say what is wanted.
//!
//! Who is asked: nobody for one job that runs again or goes to the trash, outside of production; otherwise
//! the numbers are shown first. The name of the queue is typed where something is destroyed on production, or
//! elsewhere more jobs than a limit.
class JobActions final : public QObject {
    Q_OBJECT
public:
    //! `window` is what dialogs stand on.
    JobActions(Session& session, ActionPanel& panel, QWidget* window);

    void run(JobVerb verb, const JobSelection& selection);
    void newJob(const QueueId& queue);
    //! What a new job has to begin with, by its queue.
    void setJobDefaults(std::function<JobOptions(const QueueId& queue)> defaults);
    //! So many jobs may be removed outside of production without typing the name of their queue.
    void setTypedAbove(std::function<qint64()> limit);
    //! At once, with an Undo beside the news.
    void setPaused(const QueueId& queue, bool paused);
    //! Shows what the queue prescribes to all of its workers, to be changed.
    void limits(const QueueId& queue);
    //! Shows what is kept of its finished jobs, and the policy for them.
    void retention(const QueueId& queue);
    //! Who applies the policies of this connection on time.
    [[nodiscard]] RetentionKeeper& retentionKeeper();

Q_SIGNALS:
    //! Jobs have moved, or the queue is another one: counts are old.
    void changedQueue(const drover::QueueId& queue);
    //! A copy of a job is to run on this computer's own Redis.
    void copyHereWanted(const drover::QueueId& queue, const drover::NewJob& job);

private:
    void retry(const JobSelection& selection, bool sampleFirst);
    void retryOne(const JobSelection& selection);
    void promote(const JobSelection& selection);
    void reencrypt(const JobSelection& selection);
    void askToReencrypt(const ActionRequest& request, const JobSelection& selection, const ActionPlan& plan);
    void remove(const JobSelection& selection);
    void askToRemove(const ActionRequest& request, const JobSelection& selection, const ActionPlan& plan);
    void startRemoving(const ActionRequest& request);
    void clean(const JobSelection& selection);
    void duplicate(const JobSelection& selection);
    void copyHere(const JobSelection& selection);
    void openNewJob(const QueueId& queue, const NewJob& begin);
    void addJob(NewJobDialog* dialog, const QueueId& queue, const NewJob& job);
    void restore(const ActionFacts& removed);
    void askToApply(const QList<ActionRequest>& requests, qint64 jobs, QWidget* over);
    void editOptions(const JobSelection& selection);
    void edit(const JobSelection& selection, bool thenRetry);
    void save(JobEditDialog* dialog, const JobSelection& selection, const JobEdit& edit);
    void retryEdited(const JobSelection& selection);
    //! `then` is called when the file is complete.
    void exportJobs(const JobSelection& selection, std::function<void()> then);
    void onExported(const ActionFacts& exported);
    //! Counts, then calls `then` unless there is nothing to do or the count failed: that is told here.
    void plan(const ActionRequest& request, std::function<void(const ActionPlan&)> then);
    void ask(const ConfirmQuestion& question, std::function<void(bool option)> then);
    ActionId start(const ActionRequest& request);
    void tellError(const Error& error);
    [[nodiscard]] bool isProduction() const;
    [[nodiscard]] qint64 typedAbove() const;

    Session& m_session;
    ActionPanel& m_panel;
    QWidget* m_window;
    RetentionKeeper* m_keeper = nullptr; //!< made when it is first asked for
    std::function<JobOptions(const QueueId& queue)> m_defaults;
    std::function<qint64()> m_typedAbove;
    QHash<ActionId, std::function<void()>> m_afterwards; //!< what an export was only the first part of
};

} // namespace drover::ui
