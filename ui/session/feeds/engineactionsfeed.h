// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/actionrunner.h"
#include "session/feeds/actionsfeed.h"
#include "session/feeds/enginehelper.h"

#include <functional>
#include <map>
#include <memory>
#include <set>

namespace drover::ui {

//! The actions of a session, carried out on its engine thread.
class EngineActionsFeed final : public ActionsFeed {
    Q_OBJECT
public:
    //! Removed jobs are kept in `trash`; null = nowhere.
    EngineActionsFeed(
        EngineHost& host, std::shared_ptr<Trash> trash, KeyStore* keys = nullptr, QObject* parent = nullptr);

    [[nodiscard]] QList<ActionFacts> actions() const override;
    ActionId plan(const ActionRequest& request, QObject* context, Answer<ActionPlan> answer) override;
    ActionId start(const ActionRequest& request) override;
    void pause(ActionId action) override;
    void resume(ActionId action) override;
    void cancel(ActionId action) override;
    void dismiss(ActionId action) override;

private:
    void onChanged(const ActionFacts& action);
    //! Calls `then` with the request complete: of Reencrypt the keys are asked for first.
    void withKeys(ActionId action, const ActionRequest& request, QObject* context,
        std::function<void(const Result<ActionRequest>&)> then);
    void endEarly(ActionFacts facts, const Error& error);

    EngineHost& m_host;
    KeyStore* m_keys;
    std::set<ActionId> m_withoutKeys; //!< those that wait for them
    std::map<ActionId, ActionFacts> m_actions;
    ActionId m_last = 0;
    EngineHelper<ActionRunner> m_runner;
};

} // namespace drover::ui
