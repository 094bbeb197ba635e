// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/actionsfeed.h"

#include <QHash>
#include <QTimer>

namespace drover::ui {

//! Actions without an engine: notes what it was asked, answers plans from what the test put in, and lets the
//! test play what actions tell.
class FakeActionsFeed final : public ActionsFeed {
    Q_OBJECT
public:
    using ActionsFeed::ActionsFeed;

    Result<ActionPlan> planValue = ActionPlan();
    bool silent = false; //!< plans get no answer
    QList<ActionRequest> planned;
    QList<ActionRequest> started;
    QList<ActionId> paused;
    QList<ActionId> resumed;
    QList<ActionId> cancelled;

    [[nodiscard]] QList<ActionFacts> actions() const override { return m_actions; }
    ActionId plan(const ActionRequest& request, QObject* context, Answer<ActionPlan> answer) override
    {
        planned.append(request);
        if (!silent)
            QTimer::singleShot(0, context, [this, answer = std::move(answer)] { answer(planValue); });
        return ++m_last;
    }
    ActionId start(const ActionRequest& request) override
    {
        started.append(request);
        ActionFacts facts;
        facts.id = ++m_last;
        facts.verb = request.verb;
        facts.queue = request.jobs.queue;
        facts.state = request.jobs.state;
        tell(facts);
        return facts.id;
    }
    void pause(ActionId action) override { paused.append(action); }
    void resume(ActionId action) override { resumed.append(action); }
    void cancel(ActionId action) override { cancelled.append(action); }
    void dismiss(ActionId action) override
    {
        m_actions.removeIf([action](const ActionFacts& facts) { return facts.id == action; });
        Q_EMIT dismissed(action);
    }

    //! As the engine would: progress or the end.
    void tell(const ActionFacts& facts)
    {
        bool known = false;
        for (ActionFacts& action : m_actions) {
            if (action.id != facts.id)
                continue;
            action = facts;
            known = true;
        }
        if (!known)
            m_actions.append(facts);
        Q_EMIT changed(facts);
    }
    [[nodiscard]] ActionId last() const { return m_last; }

private:
    QList<ActionFacts> m_actions;
    ActionId m_last = 0;
};

} // namespace drover::ui
