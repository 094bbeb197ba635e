// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/reconciler_p.h"

#include <algorithm>

namespace drover {

struct Reconciler::Search {
    QByteArray prefix; //!< of the tokens
    std::vector<Reply> active;
    size_t next = 0;
    std::vector<HeldJob> held;
    Found found;
};

namespace {
constexpr size_t pageSize = 500;
}

Reconciler::Reconciler(WorkerCore& core)
    : m_core(core)
{
}

void Reconciler::find(const QByteArray& workerId, Found found)
{
    auto search = std::make_shared<Search>();
    search->prefix = workerId + ':';
    search->found = std::move(found);
    m_core.connection.send({"LRANGE", m_core.setup->queue.key(JobState::Active), "0", "-1"},
        [this, search](Result<Reply> reply) {
            if (!reply)
                return;
            if (reply->isError()) {
                m_core.errors.report(errorFromReply(*reply));
                return search->found(errorFromReply(*reply));
            }
            search->active = std::move(reply->items);
            readLocks(search);
        });
}

void Reconciler::readLocks(std::shared_ptr<Search> search)
{
    if (search->next >= search->active.size())
        return search->found(std::move(search->held));
    const size_t from = search->next;
    const size_t to = std::min(from + pageSize, search->active.size());
    search->next = to;
    std::vector<Command> commands;
    for (size_t i = from; i < to; ++i)
        commands.push_back({"GET", m_core.scripts.lockKey(search->active[i].text)});
    m_core.connection.sendBatch(
        std::move(commands), [this, search, from](Result<std::vector<Reply>> replies) mutable {
            if (!replies)
                return;
            for (size_t i = 0; i < replies->size(); ++i) {
                if ((*replies)[i].text.startsWith(search->prefix))
                    search->held.push_back({search->active[from + i].text, (*replies)[i].text});
            }
            readLocks(search);
        });
}

} // namespace drover
