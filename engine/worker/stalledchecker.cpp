// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/stalledchecker_p.h"

namespace drover {

StalledChecker::StalledChecker(WorkerCore& core)
    : m_core(core)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &StalledChecker::check);
}

void StalledChecker::start()
{
    if (!m_core.setup->options.skipStalledCheck)
        check();
}

void StalledChecker::check()
{
    if (m_checking || !m_core.takesJobs())
        return;
    m_checking = true;
    m_core.scripts.moveStalledJobsToWait(m_core.now(), [this](Result<Reply> reply) { onChecked(reply); });
}

void StalledChecker::onChecked(const Result<Reply>& reply)
{
    m_checking = false;
    const bool failed = !reply || reply->isError();
    if (reply && reply->isError())
        m_core.errors.report(errorFromReply(*reply));
    if (!failed) {
        for (const Reply& id : reply->items)
            m_core.events.post([job = id.text](Worker& worker) { Q_EMIT worker.stalled(job); });
    }
    if (m_core.takesJobs())
        m_timer.start(failed ? std::min(afterError, m_core.setup->options.stalledInterval)
                             : m_core.setup->options.stalledInterval);
}

} // namespace drover
