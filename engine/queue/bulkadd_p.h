// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/future_p.h"
#include "queue/writeshared_p.h"

#include <memory>
#include <vector>

namespace drover {

//! The id that an add script answered, or why there is none.
[[nodiscard]] Result<JobId> addedId(Result<Reply> reply);

//! Many adds in pipelines. Scripts are loaded ahead of them, so that no job of the middle is left out by
//! NOSCRIPT; if someone flushes the scripts all the same, what was refused is sent again in order.
class BulkAdd final : public std::enable_shared_from_this<BulkAdd> {
public:
    using Results = std::vector<Result<JobId>>;

    BulkAdd(std::shared_ptr<QueueWrites::Shared> shared, std::vector<AddCall> calls, const JobAdder& adder,
        qint64 record);

    [[nodiscard]] QFuture<Result<Results>> future() { return m_promise.future(); }
    void start(size_t chunk);

private:
    void send(std::vector<size_t> indexes, bool again);
    void onReplies(
        const std::vector<size_t>& indexes, size_t loads, bool again, Result<std::vector<Reply>> replies);
    void end();

    std::shared_ptr<QueueWrites::Shared> m_shared;
    std::vector<AddCall> m_calls;
    JobAdder m_adder;
    qint64 m_record;
    Results m_results;
    size_t m_open = 0; //!< pipelines under way
    std::optional<Error> m_connectionError;
    QPromise<Result<Results>> m_promise;
};

} // namespace drover
