// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/enginehistoryfeed.h"

#include "core/whenfinished.h"

namespace drover::ui {

EngineHistoryFeed::EngineHistoryFeed(EngineHost& host, QObject* parent)
    : HistoryFeed(parent)
    , m_host(host)
    , m_recorder(host)
{
    connect(m_recorder.get(), &HistoryRecorder::sampled, this, &HistoryFeed::sampled);
    connect(m_recorder.get(), &HistoryRecorder::happened, this, &HistoryFeed::happened);
    connect(m_recorder.get(), &HistoryRecorder::setAside, this, &HistoryFeed::setAside);
}

template <typename T, typename Question>
void EngineHistoryFeed::ask(Question question, QObject* context, Answer<T> answer)
{
    m_recorder.post(
        [question, reply = m_host.replyTo<T>(context, std::move(answer))](HistoryRecorder& recorder) {
            whenFinished(question(recorder.history()), &recorder,
                [reply](const QFuture<Result<T>>& read) { reply(read.result()); });
        });
}

void EngineHistoryFeed::readLinks(
    qint64 from, qint64 to, qint64 step, QObject* context, Answer<LinkSamples> answer)
{
    ask<LinkSamples>(
        [=](History& history) { return history.links(from, to, step); }, context, std::move(answer));
}

void EngineHistoryFeed::readQueues(
    qint64 from, qint64 to, qint64 step, QObject* context, Answer<QueueSamples> answer)
{
    ask<QueueSamples>(
        [=](History& history) { return history.queues(from, to, step); }, context, std::move(answer));
}

void EngineHistoryFeed::readEvents(int count, qint64 before, QObject* context, Answer<LinkEvents> answer)
{
    ask<LinkEvents>(
        [=](History& history) { return history.events(count, before); }, context, std::move(answer));
}

} // namespace drover::ui
