// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/inspectorpane.h"

#include "pages/jobinspector.h"

#include <QVBoxLayout>

namespace drover::ui {

InspectorPane::InspectorPane(Session& session, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_inspector(new JobInspector)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_inspector);
    connect(&m_refresher, &Refresher::due, this, &InspectorPane::ask);
    connect(&session, &Session::jobRead, this, &InspectorPane::onJob);
}

void InspectorPane::showJob(const QueueId& queue, const JobId& job)
{
    if (queue == m_queue && job == m_job)
        return;
    m_queue = queue;
    m_job = job;
    m_shown = false;
    m_asked = 0;
    m_inspector->showLoading(job);
    m_refresher.setActive(false);
    m_refresher.answered(); // what was asked about another job does not count
    m_refresher.setActive(m_active);
}

void InspectorPane::showNothing()
{
    m_job.clear();
    m_asked = 0;
    m_refresher.setActive(false);
    m_refresher.answered();
    m_inspector->showNothing();
}

void InspectorPane::setActive(bool active)
{
    m_active = active;
    m_refresher.setActive(active && !m_job.isEmpty());
}

void InspectorPane::setInterval(std::chrono::milliseconds interval)
{
    m_refresher.setInterval(interval);
}

void InspectorPane::refresh()
{
    m_refresher.refreshNow();
}

void InspectorPane::setLink(const LinkFacts& link)
{
    const bool up = link.state == LinkState::Ready;
    if (up && !m_linkUp)
        m_refresher.refreshNow();
    m_linkUp = up;
}

bool InspectorPane::isSettled() const
{
    return m_job.isEmpty() || m_shown;
}

void InspectorPane::ask()
{
    if (m_job.isEmpty()) {
        m_refresher.answered();
        return;
    }
    m_asked = m_session.readJob(m_queue, m_job);
}

void InspectorPane::onJob(const JobSnapshot& snapshot)
{
    if (snapshot.request != m_asked || m_asked == 0)
        return;
    m_asked = 0;
    m_refresher.answered();
    const bool first = !std::exchange(m_shown, true);
    m_inspector->showJob(snapshot);
    if (first)
        Q_EMIT settled();
}

} // namespace drover::ui
