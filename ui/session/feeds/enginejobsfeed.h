// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/enginehost.h"
#include "session/feeds/jobsfeed.h"

namespace drover::ui {

//! Asks the engine behind `host`, which it borrows.
class EngineJobsFeed final : public JobsFeed {
public:
    explicit EngineJobsFeed(EngineHost& host);

    void readPages(const PageQuestion& question, QObject* context, Answer<JobPages> answer) override;
    void readEntries(const QueueId& queue, const QList<JobId>& ids, const QList<JsonPath>& paths,
        QObject* context, Answer<JobEntries> answer) override;
    void readIds(const PageQuestion& question, QObject* context, Answer<JobIds> answer) override;
    void readJson(
        const QueueId& queue, const QList<JobId>& ids, QObject* context, Answer<QByteArray> answer) override;
    void readCauses(
        const QueueId& queue, qint64 limit, QObject* context, Answer<FailureReport> answer) override;
    void locate(
        const JobId& id, const QueueId& first, QObject* context, Answer<QList<JobPlace>> answer) override;
    [[nodiscard]] std::unique_ptr<JobFinder> find(
        const SearchRequest& request, const QList<JsonPath>& paths) override;

private:
    EngineHost& m_host;
};

} // namespace drover::ui
