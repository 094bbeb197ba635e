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

//! Many adds in pipelines, packed slice by slice: Redis works on the first ones while the next are made.
//! Scripts are loaded ahead of them, so that no job of the middle is left out by NOSCRIPT; if someone flushes
//! the scripts all the same, what was refused is sent again in order.
class BulkAdd final : public std::enable_shared_from_this<BulkAdd> {
public:
    using Results = std::vector<Result<JobId>>;

    //! Options are merged and validated already.
    BulkAdd(std::shared_ptr<QueueWrites::Shared> shared, std::vector<NewJob> jobs, const JobAdder& adder,
        qint64 record);

    [[nodiscard]] QFuture<Result<Results>> future() { return m_promise.future(); }
    void sendNext();

private:
    void goOn();
    void send(std::vector<size_t> indexes, bool again);
    void onReplies(
        const std::vector<size_t>& indexes, size_t loads, bool again, Result<std::vector<Reply>> replies);
    void endIfDone();

    std::shared_ptr<QueueWrites::Shared> m_shared;
    std::vector<NewJob> m_jobs;
    JobAdder m_adder;
    qint64 m_now; //!< one timestamp for all
    qint64 m_record;
    Results m_results;
    size_t m_next = 0; //!< first job that was not sent yet
    size_t m_open = 0; //!< pipelines under way
    bool m_held = false; //!< scripts are being loaded again: later slices wait, so that the order stays
    std::optional<Error> m_connectionError;
    QPromise<Result<Results>> m_promise;
};

} // namespace drover
