// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/workercore_p.h"

#include <functional>

namespace drover {

//! What processors ask for while they run, as script calls.
class ProcessorRequests final : public JobRequests {
public:
    //! `moved` is called when a processor's own move was answered; see ActiveJob::move.
    ProcessorRequests(WorkerCore& core, std::function<void(const ActiveJobPtr&)> moved);

    void updateProgress(const ActiveJobPtr& job, JsonText progress, Answer answer) override;
    void log(const ActiveJobPtr& job, QByteArray row, Answer answer) override;
    void updateData(const ActiveJobPtr& job, JsonText data, Answer answer) override;
    void moveToDelayed(const ActiveJobPtr& job, qint64 timestamp, Answer answer) override;
    void moveToWait(const ActiveJobPtr& job, Answer answer) override;
    void rateLimit(Milliseconds duration, Answer answer) override;

private:
    [[nodiscard]] ReplyHandler moveHandler(const ActiveJobPtr& job, const char* command, Answer answer);

    WorkerCore& m_core;
    std::function<void(const ActiveJobPtr&)> m_moved;
};

} // namespace drover
