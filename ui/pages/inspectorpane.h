// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/page.h"
#include "session/refresher.h"
#include "session/session.h"

namespace drover::ui {

class JobInspector;

//! Hosts the inspector: reads the job that somebody chose, and again while it is seen.
class InspectorPane final : public Page {
    Q_OBJECT
public:
    explicit InspectorPane(Session& session, QWidget* parent = nullptr);

    void showJob(const QueueId& queue, const JobId& job);
    void showNothing();
    [[nodiscard]] const JobId& job() const { return m_job; }
    [[nodiscard]] JobInspector* inspector() const { return m_inspector; }

    void setActive(bool active) override;
    void setInterval(std::chrono::milliseconds interval) override;
    void refresh() override;
    void setLink(const LinkFacts& link) override;
    //! Nothing to show, or shown.
    [[nodiscard]] bool isSettled() const override;

private:
    void ask();
    void onJob(const JobSnapshot& snapshot);

    Session& m_session;
    Refresher m_refresher;
    QueueId m_queue;
    JobId m_job;
    RequestId m_asked = 0;
    bool m_active = false;
    bool m_shown = false;
    bool m_linkUp = false;
    JobInspector* m_inspector;
};

} // namespace drover::ui
