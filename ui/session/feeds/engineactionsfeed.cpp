// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/engineactionsfeed.h"

#include "core/clock.h"

namespace drover::ui {

EngineActionsFeed::EngineActionsFeed(EngineHost& host, std::shared_ptr<Trash> trash, QObject* parent)
    : ActionsFeed(parent)
    , m_host(host)
    , m_runner(host)
{
    connect(m_runner.get(), &ActionRunner::changed, this, &EngineActionsFeed::onChanged);
    m_runner.post([trash = std::move(trash)](ActionRunner& runner) { runner.setTrash(trash); });
}

QList<ActionFacts> EngineActionsFeed::actions() const
{
    QList<ActionFacts> all;
    for (const auto& [id, facts] : m_actions)
        all.append(facts);
    return all;
}

ActionId EngineActionsFeed::plan(const ActionRequest& request, QObject* context, Answer<ActionPlan> answer)
{
    const ActionId id = ++m_last;
    m_runner.post([id, request, reply = m_host.replyTo<ActionPlan>(context, std::move(answer))](
                      ActionRunner& runner) { runner.plan(id, request, reply); });
    return id;
}

ActionId EngineActionsFeed::start(const ActionRequest& request)
{
    const ActionId id = ++m_last;
    ActionFacts facts;
    facts.id = id;
    facts.verb = request.verb;
    facts.queue = request.jobs.queue;
    facts.state = request.jobs.state;
    facts.startedAt = Clock::system().now().count();
    onChanged(facts);
    m_runner.post([id, request](ActionRunner& runner) { runner.begin(id, request); });
    return id;
}

void EngineActionsFeed::pause(ActionId action)
{
    m_runner.post([action](ActionRunner& runner) { runner.pause(action); });
}

void EngineActionsFeed::resume(ActionId action)
{
    m_runner.post([action](ActionRunner& runner) { runner.resume(action); });
}

void EngineActionsFeed::cancel(ActionId action)
{
    m_runner.post([action](ActionRunner& runner) { runner.cancel(action); });
}

void EngineActionsFeed::dismiss(ActionId action)
{
    const auto found = m_actions.find(action);
    if (found == m_actions.end() || found->second.phase != ActionPhase::Ended)
        return;
    m_actions.erase(found);
    Q_EMIT dismissed(action);
}

void EngineActionsFeed::onChanged(const ActionFacts& action)
{
    if (action.phase == ActionPhase::Counting) {
        Q_EMIT counting(action);
        return;
    }
    m_actions[action.id] = action;
    Q_EMIT changed(action);
}

} // namespace drover::ui
