// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"
#include "session/retentionpolicy.h"

#include <QObject>
#include <QTimer>

namespace drover {
struct RetentionPlan;
}

namespace drover::ui {

class Session;

//! The policies of retention on one connection, and who applies them on time while Drover runs. Off unless a
//! person has switched it on for a queue, one queue after the other, never while the connection is read-only
//! or locked: then the run waits until it is not. Each run is an action like any other, with its report and
//! its record. GUI thread.
class RetentionKeeper final : public QObject {
    Q_OBJECT
public:
    explicit RetentionKeeper(
        Session& session, const Clock& clock = Clock::system(), QObject* parent = nullptr);
    ~RetentionKeeper() override;

    //! As they were remembered.
    void set(const RetentionPolicies& policies);
    [[nodiscard]] RetentionPolicy policy(const QueueId& queue) const { return m_policies.value(queue); }
    //! By a person. What ran last stays; one that is switched on runs first after its time has passed.
    void setPolicy(const QueueId& queue, const RetentionPolicy& policy);
    //! ms since the epoch; 0 = it does not run by itself. In the past: it waits for the connection.
    [[nodiscard]] qint64 nextRun(const QueueId& queue) const;
    [[nodiscard]] bool isRunning(const QueueId& queue) const { return m_run && m_run->queue == queue; }
    //! Looks who is due, and begins with the first; the timer calls it.
    void check();

Q_SIGNALS:
    void changed(const drover::QueueId& queue);
    //! They are to be remembered.
    void edited(const drover::ui::RetentionPolicies& policies);
    //! A run has begun to remove jobs.
    void started(drover::ui::ActionId action);

private:
    struct Run {
        QueueId queue;
        QList<JobState> left; //!< states that are still to be looked at
        ActionId action = 0;
        qint64 removed = 0;
    };
    [[nodiscard]] bool mayRun() const;
    [[nodiscard]] qint64 now() const;
    void goOn();
    void remove(JobState state, const RetentionPlan& plan);
    void onAction(const ActionFacts& action);
    void end(const std::optional<Error>& error);
    void tell(const QueueId& queue);

    Session& m_session;
    const Clock& m_clock;
    RetentionPolicies m_policies;
    QHash<QueueId, qint64> m_notBefore; //!< after a failure or an edit, ms since the epoch
    std::optional<Run> m_run;
    QTimer m_timer;
};

} // namespace drover::ui
