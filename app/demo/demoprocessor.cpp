// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "demo/demoprocessor_p.h"

#include "demo/fate_p.h"

#include <QPromise>
#include <QTimer>

#include <algorithm>

namespace drover {
namespace {

//! One job under way on the worker's I/O thread, kept alive by its own timer.
class Play final : public std::enable_shared_from_this<Play> {
public:
    Play(std::shared_ptr<JobContext> context, Fate fate, Milliseconds duration)
        : m_context(std::move(context))
        , m_fate(std::move(fate))
        , m_steps(std::max({1, m_fate.progressSteps, int(m_fate.logs.size())}))
        , m_pause(duration / m_steps)
    {
        m_promise.start();
    }

    [[nodiscard]] QFuture<JobOutcome> future() { return m_promise.future(); }

    void step()
    {
        if (m_context->stopToken().stop_requested()) {
            end(JobFailure{JobFailure::Kind::Failed, QByteArrayLiteral("The job was cancelled"), {}});
            return;
        }
        if (m_step < m_fate.logs.size()) {
            m_context->log(m_fate.logs[m_step]);
        }
        ++m_step;
        if (m_fate.progressSteps > 0) {
            m_context->updateProgress(QByteArray::number(100 * m_step / m_steps));
        }
        if (m_step >= m_steps) {
            end(std::move(m_fate.outcome));
        } else if (m_pause == Milliseconds(0)) {
            step();
        } else {
            wait();
        }
    }
    void wait()
    {
        QTimer::singleShot(m_pause, Qt::PreciseTimer, [self = shared_from_this()] { self->step(); });
    }
    [[nodiscard]] bool isAtOnce() const { return m_pause == Milliseconds(0); }

private:
    std::shared_ptr<JobContext> m_context;
    Fate m_fate;
    int m_steps;
    Milliseconds m_pause;
    int m_step = 0;
    QPromise<JobOutcome> m_promise;

    void end(JobOutcome outcome)
    {
        m_promise.addResult(std::move(outcome));
        m_promise.finish();
    }
};

} // namespace

std::shared_ptr<Processor> demoProcessor(std::shared_ptr<const MendedCauses> mended, double pace)
{
    return asyncProcessor([mended, pace](std::shared_ptr<JobContext> context) {
        Fate fate = fateOf(context->queue().name, context->job(), mended->all());
        const Milliseconds duration(qint64(double(fate.duration.count()) * pace));
        const auto play = std::make_shared<Play>(std::move(context), std::move(fate), duration);
        QFuture<JobOutcome> future = play->future();
        play->isAtOnce() ? play->step() : play->wait();
        return future;
    });
}

} // namespace drover
