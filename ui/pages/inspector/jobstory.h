// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/inspectorfeed.h"

#include <QCoreApplication>
#include <QStringList>

namespace drover::ui {

//! What the inspector says about a job in words. Pure; `now` in ms.
class JobStory {
    Q_DECLARE_TR_FUNCTIONS(JobStory)
public:
    //! "14:31:02, after 1.2 s on mail-0"
    [[nodiscard]] static QString when(const JobFacts& facts);
    //! What a retry would mean; empty for jobs that have not failed. `workers` < 0 = unknown.
    [[nodiscard]] static QStringList retryPlan(const JobFacts& facts, int workers);
    //! What happened when, one line each, and what BullMQ does not keep.
    [[nodiscard]] static QStringList timeline(const JobFacts& facts);
    //! Who runs it and how long the lock holds; empty when nobody does.
    [[nodiscard]] static QStringList holder(const JobFacts& facts);
    //! Parent and children; empty for a job that stands alone.
    [[nodiscard]] static QStringList family(const JobFacts& facts);
    //! A line for a terminal that shows this job, or retries it when it has failed.
    [[nodiscard]] static QByteArray command(const JobFacts& facts, const QueueId& queue);
};

//! A word as a shell takes it. Pure.
[[nodiscard]] QByteArray shellQuoted(const QByteArray& word);

} // namespace drover::ui
