// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/trash.h"
#include "redis/command.h"
#include "redis/reply.h"

#include <QCoroTask>

#include <functional>
#include <memory>
#include <set>

namespace drover {

//! Reads jobs with everything that hangs on them, just before they are removed: by plain reads, at most 200
//! jobs and about 32 MB in one pipeline.
class TrashCollector final {
public:
    //! Sends a pipeline of reads.
    using Read = std::function<QCoro::Task<Result<std::vector<Reply>>>(std::vector<Command>)>;

    struct Pick {
        JobId id;
        std::optional<JobState> state; //!< unknown = looked up
    };
    struct Collected {
        TrashedTree tree; //!< empty: there is no hash, nothing to keep
        bool tooBig = false; //!< more than 16 MB, 10,000 children or a tree of 1,000 jobs: cannot be kept
    };

    TrashCollector(QueueId queue, bool withChildren, Read read);

    //! One for each pick, in order.
    QCoro::Task<Result<std::vector<Collected>>> collect(std::vector<Pick> picks);

private:
    struct Node;
    using Nodes = std::vector<std::shared_ptr<Node>>;

    QCoro::Task<Status> readLevel(Nodes nodes);
    QCoro::Task<Status> readFacts(Nodes nodes);
    QCoro::Task<Status> readContents(Nodes nodes);
    QCoro::Task<Status> findInLists(Nodes nodes);
    [[nodiscard]] Nodes childrenOf(const Nodes& nodes, std::vector<Collected>& roots);

    QueueId m_queue;
    bool m_withChildren;
    Read m_read;
    std::vector<std::set<QByteArray>> m_seen; //!< job keys of each root's tree
};

} // namespace drover
