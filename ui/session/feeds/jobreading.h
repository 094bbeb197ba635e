// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/inspectorfeed.h"

#include <functional>
#include <memory>

namespace drover {
struct Reply;
}

namespace drover::ui {

class EngineCore;

//! Entries that are looked through for one job at either end of a list.
inline constexpr qint64 mostLooked = 2'000'000;

//! One look at one job, on the engine thread: its texts, and beside them one pipeline for where it is, who
//! holds it, its log and its children. Lives until it has replied.
class JobReading final : public std::enable_shared_from_this<JobReading> {
public:
    using Done = std::function<void(Result<JobFacts>)>;

    JobReading(EngineCore& core, QueueId queue, JobId job, std::optional<JobState> believed, Done done);

    void start();

private:
    void readRow();
    void readSurroundings();
    void takeSurroundings(const Result<std::vector<Reply>>& replies);
    void step();
    void findInLists();
    void fail(const Error& error);
    void answer();

    EngineCore& m_core;
    QueueId m_queue;
    JobId m_job;
    std::optional<JobState> m_believed;
    Done m_done;
    JobFacts m_facts;
    int m_open = 2;
};

//! Lines as a log view takes them.
[[nodiscard]] std::vector<QByteArray> cutLines(std::vector<QByteArray> lines);

} // namespace drover::ui
