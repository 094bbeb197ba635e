// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/samplewatch.h"

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto lookEvery = 400ms;
}

SampleOutcome sampleOutcome(const PlannedJob& job, const JobFate& fate)
{
    if (!fate.exists) {
        if (!fate.completed)
            return SampleOutcome::Gone;
        return *fate.completed ? SampleOutcome::Completed : SampleOutcome::Failed;
    }
    if (fate.state == JobState::Completed)
        return SampleOutcome::Completed;
    if (fate.state == JobState::Failed)
        return fate.finishedOn == job.time ? SampleOutcome::LeftAlone : SampleOutcome::Failed;
    return fate.state == JobState::Active ? SampleOutcome::Running : SampleOutcome::Waiting;
}

SampleWatch::SampleWatch(WritesFeed& writes, QObject* parent)
    : QObject(parent)
    , m_writes(writes)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(lookEvery);
    connect(&m_timer, &QTimer::timeout, this, &SampleWatch::look);
}

void SampleWatch::start(const QueueId& queue, const QList<PlannedJob>& jobs)
{
    m_queue = queue;
    m_jobs.clear();
    for (const PlannedJob& job : jobs)
        m_jobs.append({job, {}, SampleOutcome::Waiting});
    Q_EMIT changed();
    look();
}

void SampleWatch::stop()
{
    m_timer.stop();
    m_jobs.clear();
}

void SampleWatch::look()
{
    QList<JobId> ids;
    for (const SampleJob& job : std::as_const(m_jobs))
        ids.append(job.job.id);
    m_writes.readFates(m_queue, ids, this, [this](const Result<QList<JobFate>>& fates) { onFates(fates); });
}

void SampleWatch::onFates(const Result<QList<JobFate>>& fates)
{
    if (m_jobs.isEmpty())
        return; // stopped
    // A reading that failed is made again: the connection comes back by itself.
    if (fates && fates->size() == m_jobs.size()) {
        for (qsizetype i = 0; i < fates->size(); ++i) {
            SampleJob& job = m_jobs[i];
            job.fate = fates->at(i);
            job.outcome = sampleOutcome(job.job, job.fate);
        }
        Q_EMIT changed();
    }
    if (!isSettled())
        m_timer.start();
}

int SampleWatch::count(SampleOutcome outcome) const
{
    return static_cast<int>(std::count_if(
        m_jobs.cbegin(), m_jobs.cend(), [outcome](const SampleJob& job) { return job.outcome == outcome; }));
}

bool SampleWatch::isSettled() const
{
    return std::all_of(m_jobs.cbegin(), m_jobs.cend(), [](const SampleJob& job) { return job.isSettled(); });
}

} // namespace drover::ui
