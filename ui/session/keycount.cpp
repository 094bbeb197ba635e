// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/keycount.h"

#include "session/connectionhub.h"
#include "session/feeds/actionsfeed.h"

#include <array>

namespace drover::ui {

namespace {
constexpr std::array states{JobState::Waiting, JobState::Prioritized, JobState::Delayed,
    JobState::WaitingChildren, JobState::Active, JobState::Failed, JobState::Completed};
} // namespace

KeyCount::KeyCount(ConnectionHub& hub, const QueueId& queue, QObject* parent)
    : QObject(parent)
    , m_queue(queue)
{
    const QStringList ids = hub.ids();
    for (const QString& id : ids) {
        Session* const session = hub.session(id);
        if (session == nullptr || session->link().state != LinkState::Ready)
            continue;
        m_use.connections.append(session->identity().title);
        for (const JobState state : states)
            m_left.push_back({session, state});
    }
}

KeyCount::~KeyCount()
{
    if (m_plan != 0 && m_now.session)
        m_now.session->actions().cancel(m_plan);
}

void KeyCount::start()
{
    QMetaObject::invokeMethod(this, &KeyCount::next, Qt::QueuedConnection);
}

void KeyCount::next()
{
    while (!m_left.empty() && !m_left.back().session)
        m_left.pop_back(); // closed meanwhile
    if (m_left.empty()) {
        Q_EMIT counted(m_use);
        return;
    }
    m_now = m_left.back();
    m_left.pop_back();
    ActionRequest request;
    request.verb = ActionVerb::Reencrypt;
    request.jobs.queue = m_queue;
    request.jobs.state = m_now.state;
    m_plan =
        m_now.session->actions().plan(request, this, [this](const Result<ActionPlan>& plan) { take(plan); });
}

void KeyCount::take(const Result<ActionPlan>& plan)
{
    m_plan = 0;
    if (!plan && !m_use.error)
        m_use.error = plan.error();
    if (plan) {
        for (auto row = plan->numbers.keyIds.cbegin(); row != plan->numbers.keyIds.cend(); ++row)
            m_use.jobs[row.key()] += row.value();
    }
    next();
}

} // namespace drover::ui
