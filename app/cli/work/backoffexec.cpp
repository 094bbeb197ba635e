// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/work/backoffexec.h"

#include "cli/valuecheck.h"

#include <QHash>
#include <QProcess>

#include <mutex>

namespace drover::cli {
namespace {

constexpr double failNow = -1;

bool asksForAnother(const Job& job, const JobOutcome& outcome)
{
    if (outcome || outcome.error().kind != JobFailure::Kind::Failed || !job.options.backoff)
        return false;
    const QByteArray& type = job.options.backoff->type;
    const bool builtIn = type.isEmpty() || type == "fixed" || type == "exponential";
    return !builtIn && job.attemptsMade + 1 < job.options.attempts.value_or(0);
}

double delayIn(const QByteArray& output)
{
    const QByteArray text = output.trimmed();
    const std::optional<Milliseconds> delay = parseDuration(text);
    return delay ? double(delay->count()) : failNow;
}

} // namespace

//! What programs answered, by job; written on one thread and read on another.
class BackoffExec::Answers {
public:
    void put(const JobId& job, double delay)
    {
        const std::scoped_lock lock(m_mutex);
        m_delays.insert(job, delay);
    }
    double take(const JobId& job)
    {
        const std::scoped_lock lock(m_mutex);
        return m_delays.contains(job) ? m_delays.take(job) : failNow;
    }

private:
    std::mutex m_mutex;
    QHash<JobId, double> m_delays;
};

//! A failed attempt whose end is held back until the program has answered.
struct BackoffExec::Question {
    std::shared_ptr<JobContext> context;
    JobOutcome outcome;
    Processor::Finished finished;
};

//! The processor around the processor.
class BackoffExec::Asking final : public Processor {
public:
    Asking(BackoffExec& owner, std::shared_ptr<Processor> inner)
        : m_owner(owner)
        , m_inner(std::move(inner))
    {
    }

    void start(std::shared_ptr<JobContext> context, Finished finished) override
    {
        m_inner->start(context, [this, context, finished = std::move(finished)](JobOutcome outcome) mutable {
            if (!asksForAnother(context->job(), outcome))
                return finished(std::move(outcome));
            auto question = std::make_shared<Question>(
                Question{std::move(context), std::move(outcome), std::move(finished)});
            QMetaObject::invokeMethod(
                &m_owner, [this, question] { m_owner.ask(question); }, Qt::QueuedConnection);
        });
    }

    void setConcurrency(int concurrency) override { m_inner->setConcurrency(concurrency); }

private:
    BackoffExec& m_owner;
    std::shared_ptr<Processor> m_inner;
};

BackoffExec::BackoffExec(const QString& program)
    : m_program(program)
    , m_answers(std::make_shared<Answers>())
{
}

BackoffExec::~BackoffExec() = default;

std::shared_ptr<Processor> BackoffExec::around(std::shared_ptr<Processor> inner)
{
    return std::make_shared<Asking>(*this, std::move(inner));
}

BackoffStrategy BackoffExec::strategy() const
{
    return [answers = m_answers](
               int, const QByteArray&, const JobFailure&, const Job& job) { return answers->take(job.id); };
}

void BackoffExec::ask(std::shared_ptr<Question> question)
{
    auto* process = new QProcess(this);
    const auto answer = [this, question, process](double delay) {
        process->disconnect(this);
        process->deleteLater();
        m_answers->put(question->context->job().id, delay);
        question->finished(std::move(question->outcome));
    };
    connect(process, &QProcess::finished, this, [process, answer](int exitCode, QProcess::ExitStatus status) {
        const bool good = status == QProcess::NormalExit && exitCode == 0;
        answer(good ? delayIn(process->readAllStandardOutput()) : failNow);
    });
    connect(process, &QProcess::errorOccurred, this, [answer](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            answer(failNow);
    });
    const Job& job = question->context->job();
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->start(
        m_program, {QString::number(job.attemptsMade + 1), QString::fromUtf8(job.options.backoff->type)});
}

} // namespace drover::cli
