// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/simulateprocessor.h"

#include "worker/cancelled_p.h"

#include <QObject>
#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>

namespace drover {
namespace {

Error notUnderstood(QByteArrayView part)
{
    return {ErrorCode::BadInput, QStringLiteral("not understood: %1").arg(QString::fromUtf8(part)), {}};
}

std::optional<double> toShare(QByteArrayView text)
{
    bool ok = false;
    const double share = text.toDouble(&ok);
    return ok && share >= 0 && share <= 1 ? std::optional(share) : std::nullopt;
}

std::optional<int> toCount(QByteArrayView text)
{
    bool ok = false;
    const int count = text.toInt(&ok);
    return ok && count >= 0 ? std::optional(count) : std::nullopt;
}

bool readDuration(SimulateSpec& spec, QByteArrayView text)
{
    const qsizetype dots = text.indexOf("..");
    const auto shortest = toCount(dots < 0 ? text : text.first(dots));
    const auto longest = toCount(dots < 0 ? text : text.sliced(dots + 2));
    if (!shortest || !longest || *longest < *shortest)
        return false;
    spec.shortest = Milliseconds(*shortest);
    spec.longest = Milliseconds(*longest);
    return true;
}

template <typename T, typename U>
bool assign(T& target, const std::optional<U>& value)
{
    if (value)
        target = *value;
    return value.has_value();
}

bool readPart(SimulateSpec& spec, QByteArrayView key, QByteArrayView value)
{
    if (key == "ms")
        return readDuration(spec, value);
    if (key == "fail")
        return assign(spec.failShare, toShare(value));
    if (key == "fatal")
        return assign(spec.fatalShare, toShare(value));
    if (key == "progress")
        return assign(spec.progressSteps, toCount(value));
    if (key == "log")
        return assign(spec.logRows, toCount(value));
    if (key == "seed")
        return assign(spec.seed, toCount(value));
    if (key == "error")
        spec.error = value.toByteArray();
    else if (key == "result")
        spec.result = value.toByteArray();
    else
        return false;
    return !value.isEmpty();
}

//! One job under way: a chain of single shots on the I/O thread, kept alive by the timer's callback.
class SimulatedRun final : public std::enable_shared_from_this<SimulatedRun> {
public:
    SimulatedRun(const SimulateSpec& spec, std::shared_ptr<JobContext> context, Processor::Finished finished)
        : m_spec(spec)
        , m_context(std::move(context))
        , m_finished(std::move(finished))
        , m_steps(std::max({1, spec.progressSteps, spec.logRows}))
    {
    }

    void start(Milliseconds duration, JobOutcome outcome, QObject* thread)
    {
        m_duration = duration;
        m_outcome = std::move(outcome);
        m_thread = thread;
        if (duration.count() == 0 && m_spec.progressSteps == 0 && m_spec.logRows == 0)
            m_finished(std::move(*m_outcome));
        else
            scheduleNext();
    }

private:
    void scheduleNext()
    {
        // Waits are cut so that a cancelled job ends soon.
        const Milliseconds due(m_duration.count() * (m_step + 1) / m_steps);
        const Milliseconds wait = std::min(due - m_elapsed, Milliseconds(100));
        m_elapsed += wait;
        QTimer::singleShot(wait, m_thread, [self = shared_from_this(), due] { self->wake(due); });
    }

    void wake(Milliseconds due)
    {
        if (m_context->stopToken().stop_requested()) {
            m_finished(JobFailure{JobFailure::Kind::Failed, cancelledMessage(*m_context), {}});
            return;
        }
        if (m_elapsed >= due)
            report(++m_step);
        if (m_step >= m_steps)
            m_finished(std::move(*m_outcome));
        else
            scheduleNext();
    }

    void report(int step)
    {
        if (isDue(step, m_spec.progressSteps))
            m_context->updateProgress(QByteArray::number(step * 100 / m_steps));
        if (isDue(step, m_spec.logRows))
            m_context->log("step " + QByteArray::number(step) + " of " + QByteArray::number(m_steps));
    }
    //! `count` marks spread evenly over all steps: is one of them at `step`?
    [[nodiscard]] bool isDue(int step, int count) const
    {
        return step * count / m_steps != (step - 1) * count / m_steps;
    }

    SimulateSpec m_spec;
    std::shared_ptr<JobContext> m_context;
    Processor::Finished m_finished;
    std::optional<JobOutcome> m_outcome;
    QObject* m_thread = nullptr;
    Milliseconds m_duration{0};
    Milliseconds m_elapsed{0};
    int m_steps;
    int m_step = 0;
};

class SimulateProcessor final : public Processor {
public:
    explicit SimulateProcessor(SimulateSpec spec)
        : m_spec(std::move(spec))
        , m_random(m_spec.seed ? QRandomGenerator(*m_spec.seed)
                               : QRandomGenerator(QRandomGenerator::securelySeeded()))
    {
    }

    void start(std::shared_ptr<JobContext> context, Finished finished) override
    {
        const auto span = static_cast<double>((m_spec.longest - m_spec.shortest).count() + 1);
        const Milliseconds duration = m_spec.shortest + Milliseconds(static_cast<qint64>(draw() * span));
        auto run = std::make_shared<SimulatedRun>(m_spec, std::move(context), std::move(finished));
        run->start(duration, drawOutcome(), thread());
    }
    void setConcurrency(int) override { }

private:
    double draw() { return m_random.generateDouble(); }

    JobOutcome drawOutcome()
    {
        // Both are drawn each time, so that a seed gives the same durations whatever the shares are.
        const bool fatal = draw() < m_spec.fatalShare;
        const bool failed = draw() < m_spec.failShare;
        if (fatal)
            return JobFailure{JobFailure::Kind::Unrecoverable, m_spec.error, {}};
        if (failed)
            return JobFailure{JobFailure::Kind::Failed, m_spec.error, {}};
        return m_spec.result;
    }

    //! Made on the first start(): the timers belong to the I/O thread.
    QObject* thread()
    {
        if (!m_thread)
            m_thread = std::make_unique<QObject>();
        return m_thread.get();
    }

    SimulateSpec m_spec;
    QRandomGenerator m_random;
    std::unique_ptr<QObject> m_thread;
};

} // namespace

Result<SimulateSpec> parseSimulateSpec(QByteArrayView text)
{
    SimulateSpec spec;
    const QByteArray all = text.toByteArray();
    for (const QByteArray& part : all.split(',')) {
        if (part.isEmpty() && all.isEmpty())
            break;
        const qsizetype equals = part.indexOf('=');
        if (equals < 0
            || !readPart(
                spec, QByteArrayView(part).first(equals).trimmed(), QByteArrayView(part).sliced(equals + 1)))
            return notUnderstood(part);
    }
    return spec;
}

std::shared_ptr<Processor> simulateProcessor(SimulateSpec spec)
{
    return std::make_shared<SimulateProcessor>(std::move(spec));
}

} // namespace drover
