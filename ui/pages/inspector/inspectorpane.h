// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/page.h"
#include "session/feeds/inspectorfeed.h"
#include "session/refresher.h"
#include "session/session.h"

namespace drover::ui {

class JobInspector;

//! Hosts the inspector: reads the job that somebody chose, again while it is seen, and what the inspector
//! asks for.
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
    void onLock() override;
    void applyQueues(const QueuesSnapshot& snapshot) override;
    //! Nothing to show, or shown.
    [[nodiscard]] bool isSettled() const override;

Q_SIGNALS:
    //! A value of the data shall be a column of the table.
    void columnWanted(const QByteArrayList& path);

private:
    void ask();
    void onFacts(int asked, const Result<JobFacts>& facts);
    void readText(JobField field);
    void decrypt(JobField field, const QByteArray& stored);
    void readLog(qint64 first, qint64 last);
    void copyJson(const QueueId& queue, const JobId& job);
    void wantVerb(JobVerb verb);
    void updatePace();

    Session& m_session;
    Refresher m_refresher;
    std::chrono::milliseconds m_interval{5000};
    QueueId m_queue;
    JobId m_job;
    std::optional<JobState> m_state; //!< where it was last
    int m_asked = 0; //!< number of the job; answers about others are dropped
    bool m_active = false;
    bool m_shown = false;
    bool m_linkUp = false;
    JobInspector* m_inspector;
};

} // namespace drover::ui
