// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/worker.h"

#include <QObject>

namespace drover::cli {

//! Custom backoff types decided by a program (`--backoff-exec`): `CMD ATTEMPT TYPE` prints the delay (ms, or
//! 30s, 5m), 0 = at once, -1 = fail for good. It is asked while the failed job is still ours, so that the
//! worker's strategy only has to look the answer up and nothing waits. A program that fails lets the job
//! fail.
class BackoffExec final : public QObject {
    Q_OBJECT
public:
    //! Lives on the thread that starts the programs and has to outlive the worker.
    explicit BackoffExec(const QString& program);
    ~BackoffExec() override;

    //! Around the processor that runs the jobs.
    [[nodiscard]] std::shared_ptr<Processor> around(std::shared_ptr<Processor> inner);
    [[nodiscard]] BackoffStrategy strategy() const;

private:
    class Answers;
    class Asking;
    struct Question;
    void ask(std::shared_ptr<Question> question);

    const QString m_program;
    const std::shared_ptr<Answers> m_answers;
};

} // namespace drover::cli
