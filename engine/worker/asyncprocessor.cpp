// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/whenfinished.h"
#include "worker/processor.h"
#include "worker/thrown_p.h"

#include <optional>

namespace drover {
namespace {

//! QFuture::result() on a cancelled future without a result crashes (Qt 6.4 and 6.8): look first.
JobOutcome outcomeOfFuture(const QFuture<JobOutcome>& future)
{
    return outcomeOf([&]() -> JobOutcome {
        if (future.isResultReadyAt(0))
            return future.resultAt(0);
        QFuture<JobOutcome>(future)
            .waitForFinished(); // layering: finished already, only throws what it holds
        return JobFailure{JobFailure::Kind::Failed, QByteArrayLiteral("cancelled"), {}};
    });
}

class AsyncProcessor final : public Processor {
public:
    explicit AsyncProcessor(std::function<QFuture<JobOutcome>(std::shared_ptr<JobContext>)> function)
        : m_function(std::move(function))
    {
    }

    void start(std::shared_ptr<JobContext> context, Finished finished) override
    {
        std::optional<QFuture<JobOutcome>> future;
        const JobOutcome started = outcomeOf([&]() -> JobOutcome {
            future = m_function(std::move(context));
            return JsonText();
        });
        if (!future)
            return finished(started);
        if (future->isFinished())
            return finished(outcomeOfFuture(*future));
        continueWith(std::move(*future), std::move(finished));
    }
    void setConcurrency(int) override { }

private:
    static void continueWith(QFuture<JobOutcome> future, Finished finished)
    {
        thread_local QObject workerThread; // that calls start(); what is left waiting ends with it
        whenFinished(std::move(future), &workerThread,
            [answer = std::move(finished)](
                const QFuture<JobOutcome>& done) mutable { answer(outcomeOfFuture(done)); });
    }

    std::function<QFuture<JobOutcome>(std::shared_ptr<JobContext>)> m_function;
};

} // namespace

std::shared_ptr<Processor> asyncProcessor(
    std::function<QFuture<JobOutcome>(std::shared_ptr<JobContext>)> function)
{
    return std::make_shared<AsyncProcessor>(std::move(function));
}

} // namespace drover
