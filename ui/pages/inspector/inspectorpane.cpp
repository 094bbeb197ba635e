// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/inspector/inspectorpane.h"

#include "pages/inspector/jobinspector.h"
#include "session/feeds/jobsfeed.h"
#include "util/clipboard.h"

#include <QMetaMethod>
#include <QVBoxLayout>

using namespace std::chrono_literals;

namespace drover::ui {

InspectorPane::InspectorPane(Session& session, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_inspector(new JobInspector)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_inspector);
    setFocusProxy(m_inspector);
    connect(&m_refresher, &Refresher::due, this, &InspectorPane::ask);
    connect(m_inspector, &JobInspector::textWanted, this, &InspectorPane::readText);
    connect(m_inspector, &JobInspector::decryptWanted, this, &InspectorPane::decrypt);
    connect(m_inspector, &JobInspector::logWanted, this, &InspectorPane::readLog);
    connect(m_inspector, &JobInspector::jsonWanted, this, &InspectorPane::copyJson);
    connect(m_inspector, &JobInspector::verbWanted, this, &InspectorPane::wantVerb);
    connect(m_inspector, &JobInspector::columnWanted, this, &InspectorPane::columnWanted);
    connect(m_inspector, &JobInspector::jobWanted, this, [this](const QueueId& queue, const JobId& job) {
        Q_EMIT queueWanted(queue, std::nullopt);
        Q_EMIT jobChosen(queue, job);
    });
}

void InspectorPane::showJob(const QueueId& queue, const JobId& job)
{
    if (queue == m_queue && job == m_job)
        return;
    m_queue = queue;
    m_job = job;
    m_state.reset();
    m_shown = false;
    ++m_asked;
    m_inspector->showLoading(queue, job);
    onLock();
    updatePace();
    m_refresher.setActive(false);
    m_refresher.answered(); // what was asked about another job does not count
    m_refresher.setActive(m_active);
}

void InspectorPane::onLock()
{
    m_inspector->setEditable(
        isSignalConnected(QMetaMethod::fromSignal(&Page::actionWanted)) && !m_session.identity().readOnly);
}

void InspectorPane::showNothing()
{
    m_job.clear();
    ++m_asked;
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
    m_interval = interval;
    updatePace();
}

//! A job that runs is watched closely: its log and progress are why somebody looks.
void InspectorPane::updatePace()
{
    const bool runs = m_state == JobState::Active && m_interval > 0ms;
    m_refresher.setInterval(runs ? std::min<std::chrono::milliseconds>(m_interval, 1000ms) : m_interval);
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
    if (!up)
        m_inspector->setStale(true);
}

void InspectorPane::applyQueues(const QueuesSnapshot& snapshot)
{
    for (const QueueFacts& facts : snapshot.queues) {
        if (facts.summary.queue == m_queue)
            m_inspector->setWorkers(facts.workers);
    }
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
    m_session.inspector().readJob(m_queue, m_job, m_state, this,
        [this, asked = m_asked](const Result<JobFacts>& facts) { onFacts(asked, facts); });
}

void InspectorPane::onFacts(int asked, const Result<JobFacts>& facts)
{
    if (asked != m_asked)
        return;
    const bool first = !std::exchange(m_shown, true);
    if (facts) {
        m_state = facts->state;
        updatePace();
        m_inspector->showFacts(*facts);
    } else if (first || facts.error().code == ErrorCode::JobNotExist) {
        m_inspector->showError(facts.error());
    } else {
        m_inspector->setStale(true); // what was read stays in sight
    }
    m_refresher.answered();
    if (first)
        Q_EMIT settled();
}

void InspectorPane::readText(JobField field)
{
    m_session.inspector().readText(
        m_queue, m_job, field, this, [this, asked = m_asked, field](const Result<QByteArray>& text) {
            if (asked == m_asked && text)
                m_inspector->showText(field, *text);
            else if (asked == m_asked && m_inspector->facts())
                m_inspector->showFacts(JobFacts(*m_inspector->facts())); // it can be asked for again
        });
}

void InspectorPane::decrypt(JobField field, const QByteArray& stored)
{
    m_session.inspector().decrypt(m_queue, field, stored, this,
        [this, field, stored, asked = m_asked](const Result<QByteArray>& clearText) {
            if (asked == m_asked)
                m_inspector->showDecrypted(field, stored, clearText);
        });
}

void InspectorPane::readLog(qint64 first, qint64 last)
{
    m_session.inspector().readLog(
        m_queue, m_job, first, last, this, [this, asked = m_asked](const Result<LogLines>& lines) {
            if (asked == m_asked && lines)
                m_inspector->showOlderLog(*lines);
        });
}

void InspectorPane::copyJson(const QueueId& queue, const JobId& job)
{
    m_session.jobs().readJson(queue, {job}, this, [](const Result<QByteArray>& json) {
        if (json)
            copyText(*json);
    });
}

void InspectorPane::wantVerb(JobVerb verb)
{
    JobSelection selection;
    selection.kind = JobSelection::Kind::Jobs;
    selection.queue = m_queue;
    selection.state = m_state.value_or(JobState::Waiting);
    selection.ids = {m_job};
    selection.count = 1;
    Q_EMIT actionWanted(verb, selection);
}

} // namespace drover::ui
