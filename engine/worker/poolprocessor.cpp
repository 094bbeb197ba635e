// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processor.h"
#include "worker/thrown_p.h"

#include <QMutex>
#include <QRunnable>
#include <QThreadPool>

#include <vector>

namespace drover {
namespace {

//! A pool whose jobs do not end would block the destructor of QThreadPool. Such pools are kept until the
//! process ends, on purpose: never deleted, but reachable.
void keepForEver(std::unique_ptr<QThreadPool> pool)
{
    static QMutex mutex;
    static auto* const kept = new std::vector<QThreadPool*>;
    const QMutexLocker locker(&mutex);
    kept->push_back(pool.release());
}

class PoolTask final : public QRunnable {
public:
    PoolTask(std::shared_ptr<const std::function<JobOutcome(JobContext&)>> function,
        std::shared_ptr<JobContext> context, Processor::Finished finished)
        : m_function(std::move(function))
        , m_context(std::move(context))
        , m_finished(std::move(finished))
    {
    }
    void run() override
    {
        m_finished(outcomeOf([&] { return (*m_function)(*m_context); }));
    }

private:
    std::shared_ptr<const std::function<JobOutcome(JobContext&)>> m_function;
    std::shared_ptr<JobContext> m_context;
    Processor::Finished m_finished;
};

class PoolProcessor final : public Processor {
public:
    explicit PoolProcessor(std::function<JobOutcome(JobContext&)> function)
        : m_function(std::make_shared<const std::function<JobOutcome(JobContext&)>>(std::move(function)))
        , m_pool(std::make_unique<QThreadPool>())
    {
        m_pool->setExpiryTimeout(-1);
        m_pool->setObjectName(QStringLiteral("drover-jobs"));
    }
    Q_DISABLE_COPY_MOVE(PoolProcessor)
    ~PoolProcessor() override
    {
        m_pool->clear();
        if (m_pool->activeThreadCount() > 0)
            keepForEver(std::move(m_pool));
    }

    void start(std::shared_ptr<JobContext> context, Finished finished) override
    {
        m_pool->start(new PoolTask(m_function, std::move(context), std::move(finished)));
    }
    void setConcurrency(int concurrency) override { m_pool->setMaxThreadCount(concurrency); }

private:
    std::shared_ptr<const std::function<JobOutcome(JobContext&)>> m_function;
    std::unique_ptr<QThreadPool> m_pool;
};

} // namespace

std::shared_ptr<Processor> poolProcessor(std::function<JobOutcome(JobContext&)> function)
{
    return std::make_shared<PoolProcessor>(std::move(function));
}

} // namespace drover
