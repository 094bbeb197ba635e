// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/enginehelper.h"
#include "session/feeds/historyfeed.h"
#include "session/feeds/historyrecorder.h"

namespace drover::ui {

//! The history that the session's recorder keeps.
class EngineHistoryFeed final : public HistoryFeed {
    Q_OBJECT
public:
    explicit EngineHistoryFeed(EngineHost& host, QObject* parent = nullptr);

    void readLinks(
        qint64 from, qint64 to, qint64 step, QObject* context, Answer<LinkSamples> answer) override;
    void readQueues(
        qint64 from, qint64 to, qint64 step, QObject* context, Answer<QueueSamples> answer) override;
    void readEvents(int count, qint64 before, QObject* context, Answer<LinkEvents> answer) override;

private:
    template <typename T, typename Question>
    void ask(Question question, QObject* context, Answer<T> answer);

    EngineHost& m_host;
    EngineHelper<HistoryRecorder> m_recorder;
};

} // namespace drover::ui
