// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/engineactionsfeed.h"

#include "core/clock.h"
#include "session/feeds/fieldciphers.h"

using namespace Qt::StringLiterals;

namespace drover::ui {

EngineActionsFeed::EngineActionsFeed(
    EngineHost& host, std::shared_ptr<Trash> trash, KeyStore* keys, QObject* parent)
    : ActionsFeed(parent)
    , m_host(host)
    , m_keys(keys)
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
    withKeys(id, request, context, [=, this](const Result<ActionRequest>& complete) {
        if (!complete)
            return answer(complete.error());
        m_runner.post([id, request = *complete, reply = m_host.replyTo<ActionPlan>(context, answer)](
                          ActionRunner& runner) { runner.plan(id, request, reply); });
    });
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
    withKeys(id, request, this, [=, this](const Result<ActionRequest>& complete) {
        if (!complete)
            return endEarly(facts, complete.error());
        m_runner.post([id, request = *complete](ActionRunner& runner) { runner.begin(id, request); });
    });
    return id;
}

void EngineActionsFeed::withKeys(ActionId action, const ActionRequest& request, QObject* context,
    std::function<void(const Result<ActionRequest>&)> then)
{
    if (request.verb != ActionVerb::Reencrypt)
        return then(request);
    m_withoutKeys.insert(action);
    withFieldCipher(m_keys, request.jobs.queue, context,
        [self = QPointer<EngineActionsFeed>(this), action, request, then = std::move(then)](
            const Result<FieldCipherPtr>& cipher) {
            if (!self)
                return;
            ActionRequest complete = request;
            if (self->m_withoutKeys.erase(action) == 0)
                return then(Error{ErrorCode::Cancelled, {}, {}});
            if (!cipher)
                return then(cipher.error());
            if (!*cipher)
                return then(
                    Error{ErrorCode::Encryption, u"no field of this queue is known as encrypted here"_s, {}});
            complete.jobs.cipher = *cipher;
            then(complete);
        });
}

void EngineActionsFeed::endEarly(ActionFacts facts, const Error& error)
{
    facts.phase = ActionPhase::Ended;
    facts.endedAt = Clock::system().now().count();
    facts.error = error;
    onChanged(facts);
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
    if (m_withoutKeys.erase(action) > 0)
        return; // it ends when the keychain has answered
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
