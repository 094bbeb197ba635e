// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/historyfeed.h"

#include <QTimer>

namespace drover::ui {

//! A history that the test wrote; answers at the next turn of the event loop.
class FakeHistoryFeed final : public HistoryFeed {
    Q_OBJECT
public:
    using HistoryFeed::HistoryFeed;

    LinkSamples links;
    QueueSamples queues;
    LinkEvents events; //!< newest first
    std::optional<Error> error;
    int linkReadings = 0;

    void readLinks(qint64 from, qint64 to, qint64 step, QObject* context, Answer<LinkSamples> answer) override
    {
        ++linkReadings;
        LinkSamples found;
        for (const LinkSample& sample : links) {
            if (sample.to > from && sample.to <= to)
                found.push_back(sample);
        }
        reply<LinkSamples>(binned(found, step), context, std::move(answer));
    }
    void readQueues(
        qint64 /*from*/, qint64 /*to*/, qint64 step, QObject* context, Answer<QueueSamples> answer) override
    {
        reply<QueueSamples>(binned(queues, step), context, std::move(answer));
    }
    void readEvents(int count, qint64 before, QObject* context, Answer<LinkEvents> answer) override
    {
        LinkEvents found;
        for (const LinkEvent& event : events) {
            if ((before == 0 || event.id < before) && std::ssize(found) < count)
                found.push_back(event);
        }
        reply<LinkEvents>(found, context, std::move(answer));
    }
    void tell(const LinkSample& sample)
    {
        links.push_back(sample);
        Q_EMIT sampled(sample);
    }

private:
    template <typename T>
    void reply(T value, QObject* context, Answer<T> answer)
    {
        const Result<T> result = error ? Result<T>(*error) : Result<T>(std::move(value));
        QTimer::singleShot(0, context, [answer, result] { answer(result); });
    }
};

} // namespace drover::ui
