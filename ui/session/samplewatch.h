// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"
#include "session/feeds/writesfeed.h"

#include <QTimer>

namespace drover::ui {

//! What became of a job that was retried as a sample.
enum class SampleOutcome : quint8 {
    Waiting, //!< in line, or put off by its backoff
    Running,
    Completed,
    Failed, //!< again
    LeftAlone, //!< the retry did not touch it
    Gone, //!< and nobody says how it ended
};

struct SampleJob {
    PlannedJob job;
    JobFate fate;
    SampleOutcome outcome = SampleOutcome::Waiting;

    [[nodiscard]] bool isSettled() const
    {
        return outcome != SampleOutcome::Waiting && outcome != SampleOutcome::Running;
    }
    bool operator==(const SampleJob&) const = default;
};

//! Pure: what `fate` means for a job that had failed as `job` says.
[[nodiscard]] SampleOutcome sampleOutcome(const PlannedJob& job, const JobFate& fate);

//! Follows a few retried jobs until each has ended, a few looks a second, never a second one while an answer
//! is due.
class SampleWatch final : public QObject {
    Q_OBJECT
public:
    explicit SampleWatch(WritesFeed& writes, QObject* parent = nullptr);

    void start(const QueueId& queue, const QList<PlannedJob>& jobs);
    void stop();
    [[nodiscard]] const QList<SampleJob>& jobs() const { return m_jobs; }
    [[nodiscard]] int count(SampleOutcome outcome) const;
    [[nodiscard]] bool isSettled() const;

Q_SIGNALS:
    void changed();

private:
    void look();
    void onFates(const Result<QList<JobFate>>& fates);

    WritesFeed& m_writes;
    QueueId m_queue;
    QList<SampleJob> m_jobs;
    QTimer m_timer;
};

} // namespace drover::ui
