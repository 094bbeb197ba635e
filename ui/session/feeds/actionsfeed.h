// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"
#include "session/feeds/answer.h"

#include <QObject>

namespace drover::ui {

//! Everything that changes many jobs, one way for all verbs: count first, then run in paced steps with
//! progress, pause and cancel, and keep the report until somebody dismisses it. Several run at once. Lives on
//! the GUI thread; nothing here waits.
class ActionsFeed : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    //! Those that run or whose report was not dismissed, oldest first. Plans are not here.
    [[nodiscard]] virtual QList<ActionFacts> actions() const = 0;
    [[nodiscard]] bool isRunning() const;

    //! Counts what start() of the same request would do, by reading only. Progress comes by counting(), the
    //! answer once, also after cancel() (Cancelled).
    virtual ActionId plan(const ActionRequest& request, QObject* context, Answer<ActionPlan> answer) = 0;
    //! changed() follows, the last one with phase Ended: also when the connection is down or read-only.
    virtual ActionId start(const ActionRequest& request) = 0;
    //! Stops after the step under way until resume().
    virtual void pause(ActionId action) = 0;
    virtual void resume(ActionId action) = 0;
    //! Ends after the step under way, whose result counts; a plan too.
    virtual void cancel(ActionId action) = 0;
    //! Forgets the report of one that has ended.
    virtual void dismiss(ActionId action) = 0;

Q_SIGNALS:
    void changed(const drover::ui::ActionFacts& action);
    void dismissed(drover::ui::ActionId action);
    //! A plan is being counted.
    void counting(const drover::ui::ActionFacts& plan);
};

} // namespace drover::ui
