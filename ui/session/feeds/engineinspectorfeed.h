// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/enginehost.h"
#include "session/feeds/inspectorfeed.h"

namespace drover::ui {

//! Asks the engine behind `host`, which it borrows.
class EngineInspectorFeed final : public InspectorFeed {
public:
    explicit EngineInspectorFeed(EngineHost& host, KeyStore* keys = nullptr);

    void readJob(const QueueId& queue, const JobId& job, std::optional<JobState> believed, QObject* context,
        Answer<JobFacts> answer) override;
    void readText(const QueueId& queue, const JobId& job, JobField field, QObject* context,
        Answer<QByteArray> answer) override;
    void decrypt(const QueueId& queue, JobField field, const QByteArray& text, QObject* context,
        Answer<QByteArray> answer) override;
    void readLog(const QueueId& queue, const JobId& job, qint64 first, qint64 last, QObject* context,
        Answer<LogLines> answer) override;

private:
    EngineHost& m_host;
    KeyStore* m_keys;
};

} // namespace drover::ui
