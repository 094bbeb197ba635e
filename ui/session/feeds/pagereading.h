// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/jobsfeed.h"

#include <memory>

namespace drover::ui {

class EngineCore;

//! What a table asks of the engine for its cells, and how a row for it is made. On the engine thread.
[[nodiscard]] JobFields tableFields();
[[nodiscard]] qint64 tableTextLimit(const QList<JsonPath>& paths);
[[nodiscard]] JobEntry toEntry(const JobRow& row, const QList<JsonPath>& paths);

//! One answer to a PageQuestion, on the engine thread; lives until it has replied.
class PageReading final : public std::enable_shared_from_this<PageReading> {
public:
    using Reply = std::function<void(Result<JobPages>)>;

    PageReading(EngineCore& core, PageQuestion question, Reply reply);

    void start();

private:
    void read();
    void take(qsizetype index, const Result<JobRowPage>& page);
    void complete();
    [[nodiscard]] bool isLost() const;
    void follow();
    void moveTo(qint64 shift);
    void answer();

    EngineCore& m_core;
    PageQuestion m_question;
    Reply m_reply;
    QList<JobStretch> m_stretches;
    qint64 m_total = 0;
    qsizetype m_open = 0;
    bool m_followed = false;
    bool m_done = false;
};

} // namespace drover::ui
