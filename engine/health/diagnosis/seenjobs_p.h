// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/queueid.h"

#include <QHash>

#include <optional>

namespace drover {

//! In which state each job was met. Keeps a number of 64 bits for an id: two ids that share one look like one
//! job, which only costs a second look.
class SeenJobs final {
public:
    explicit SeenJobs(qsizetype most)
        : m_most(most)
    {
    }

    //! Where it was met before; nothing when this is the first time.
    std::optional<JobState> note(const JobId& id, JobState state)
    {
        const quint64 number = numberOf(id);
        const auto known = m_states.constFind(number);
        if (known != m_states.cend())
            return *known;
        if (m_states.size() < m_most)
            m_states.insert(number, state);
        else
            m_isFull = true;
        return std::nullopt;
    }
    [[nodiscard]] std::optional<JobState> find(const JobId& id) const
    {
        const auto known = m_states.constFind(numberOf(id));
        return known == m_states.cend() ? std::nullopt : std::optional(*known);
    }
    //! Some jobs are not remembered.
    [[nodiscard]] bool isFull() const { return m_isFull; }

private:
    [[nodiscard]] static quint64 numberOf(const JobId& id)
    {
        return qHashBits(id.constData(), static_cast<size_t>(id.size()), 0x9E3779B97F4A7C15U);
    }

    qsizetype m_most;
    QHash<quint64, JobState> m_states;
    bool m_isFull = false;
};

} // namespace drover
