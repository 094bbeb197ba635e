// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processor.h"
#include "worker/thrown_p.h"

namespace drover {
namespace {

class InlineProcessor final : public Processor {
public:
    explicit InlineProcessor(std::function<JobOutcome(JobContext&)> function)
        : m_function(std::move(function))
    {
    }
    void start(std::shared_ptr<JobContext> context, Finished finished) override
    {
        finished(outcomeOf([&] { return m_function(*context); }));
    }
    void setConcurrency(int) override { }

private:
    std::function<JobOutcome(JobContext&)> m_function;
};

} // namespace

std::shared_ptr<Processor> inlineProcessor(std::function<JobOutcome(JobContext&)> function)
{
    return std::make_shared<InlineProcessor>(std::move(function));
}

} // namespace drover
