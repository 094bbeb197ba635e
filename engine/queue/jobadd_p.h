// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/queueid.h"
#include "queue/queue.h"
#include "redis/command.h"
#include "scripts/scriptid.h"

#include <array>
#include <vector>

namespace drover {

//! KEYS and ARGV of one add.
struct AddCall {
    ScriptId script = ScriptId::AddStandardJob;
    std::array<QByteArray, 3> arguments; //!< packed arguments, data, packed options
    Repeat repeat = Repeat::Never; //!< with an id of one's own a second run only answers "duplicated"
};

//! Packs jobs for the add scripts of one queue (addJobToTransaction in bullmq). Key lists are made once.
class JobAdder final {
public:
    explicit JobAdder(const QueueId& queue);

    //! `options` is merged and validated; `now` (ms) is the timestamp where it has none.
    [[nodiscard]] AddCall pack(const NewJob& job, const JobOptions& options, qint64 now) const;
    [[nodiscard]] const std::vector<QByteArray>& keys(ScriptId script) const;

private:
    QueueId m_queue;
    QByteArray m_base;
    std::vector<QByteArray> m_standard;
    std::vector<QByteArray> m_delayed;
    std::vector<QByteArray> m_prioritized;
};

} // namespace drover
