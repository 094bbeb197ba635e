// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/queuereader.h"
#include "session/feeds/jobsfeed.h"

#include <memory>

namespace drover::ui {

class EngineCore;

//! The ids of some rows, where those are now; on the engine thread. Lives until it has replied.
class IdReading final : public std::enable_shared_from_this<IdReading> {
public:
    using Reply = std::function<void(Result<JobIds>)>;

    IdReading(EngineCore& core, PageQuestion question, Reply reply);

    void start();

private:
    void read();
    void take(qsizetype index, const Result<JobIdPage>& page);
    void complete();
    [[nodiscard]] std::optional<qint64> seenShift() const;
    void moveTo(qint64 shift);

    EngineCore& m_core;
    PageQuestion m_question;
    Reply m_reply;
    JobIds m_ids;
    qsizetype m_open = 0;
    bool m_followed = false;
};

} // namespace drover::ui
