// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/jobselection.h"
#include "session/values.h"

#include <QWidget>

#include <chrono>
#include <optional>

class QAction;

namespace drover::ui {

//! One screen of the frame. The frame tells it what everybody needs (link, counts of the queues, whether it
//! is seen); for the rest it asks its session. Pages do not know each other: they say what they want by
//! signals.
class Page : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    //! The page is seen (or not): polls (or not). Told on changes only.
    virtual void setActive(bool active) = 0;
    //! How often to ask while it is seen; 0 = only by hand.
    virtual void setInterval(std::chrono::milliseconds /*interval*/) { }
    //! Asks now.
    virtual void refresh() { }
    virtual void setLink(const LinkFacts& /*link*/) { }
    //! The connection was unlocked or locked: Session::identity().readOnly is another one.
    virtual void onLock() { }
    //! Counts of all queues, as the frame reads them for every page; also with an error.
    virtual void applyQueues(const QueuesSnapshot& /*snapshot*/) { }
    //! Everything on the page has been read at least once; pictures and tests wait for it.
    [[nodiscard]] virtual bool isSettled() const = 0;
    //! What can be done here, for menu and command palette; owned by the page, enabled as things stand.
    [[nodiscard]] virtual QList<QAction*> pageActions() const { return {}; }

Q_SIGNALS:
    void settled();
    //! What is shown was read at this ms since the epoch.
    void dataRead(qint64 readAt);
    //! The inspector shall show this job, or none.
    void jobChosen(const drover::QueueId& queue, const drover::JobId& job);
    void nothingChosen();
    //! The keyboard shall go to the inspector.
    void inspectorWanted();
    //! The page of this queue is wanted, in this state (none: as it was left).
    void queueWanted(const drover::QueueId& queue, std::optional<drover::JobState> state);
    //! Another page is wanted, by its word ("health"); one that is not there is not missed.
    void pageWanted(const QString& name);
    //! Something here changed a queue: counts are old.
    void changedQueue();
    //! Something is wanted for these jobs; JobActions asks where asking is due, and does it.
    void actionWanted(drover::ui::JobVerb verb, const drover::ui::JobSelection& selection);
    void pauseWanted(const drover::QueueId& queue, bool paused);
    void newJobWanted(const drover::QueueId& queue);
    void limitsWanted(const drover::QueueId& queue);
    void retentionWanted(const drover::QueueId& queue);
    //! A worker of this window is wanted for the queue.
    void workerWanted(const drover::QueueId& queue);
};

} // namespace drover::ui
