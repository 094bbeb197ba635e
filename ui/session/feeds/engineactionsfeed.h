// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/actionrunner.h"
#include "session/feeds/actionsfeed.h"
#include "session/feeds/enginehelper.h"

#include <map>
#include <memory>

namespace drover::ui {

//! The actions of a session, carried out on its engine thread.
class EngineActionsFeed final : public ActionsFeed {
    Q_OBJECT
public:
    //! Removed jobs are kept in `trash`; null = nowhere.
    EngineActionsFeed(EngineHost& host, std::shared_ptr<Trash> trash, QObject* parent = nullptr);

    [[nodiscard]] QList<ActionFacts> actions() const override;
    ActionId plan(const ActionRequest& request, QObject* context, Answer<ActionPlan> answer) override;
    ActionId start(const ActionRequest& request) override;
    void pause(ActionId action) override;
    void resume(ActionId action) override;
    void cancel(ActionId action) override;
    void dismiss(ActionId action) override;

private:
    void onChanged(const ActionFacts& action);

    EngineHost& m_host;
    std::map<ActionId, ActionFacts> m_actions;
    ActionId m_last = 0;
    EngineHelper<ActionRunner> m_runner;
};

} // namespace drover::ui
