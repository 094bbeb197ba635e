// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/samples.h"
#include "session/feeds/answer.h"

#include <QList>
#include <QObject>

#include <vector>

namespace drover::ui {

using LinkSamples = std::vector<LinkSample>;
using QueueSamples = std::vector<QueueSample>;
using LinkEvents = std::vector<LinkEvent>;

//! What the connection and its queues were like, over restarts of the program; works while the connection is
//! down. Lives on the GUI thread. Times are ms since the epoch, what was recorded before a question is in its
//! answer.
class HistoryFeed : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    //! What ended within (from, to], in bins of `step` ms; 0 = as it was read. A gap has no sample.
    virtual void readLinks(
        qint64 from, qint64 to, qint64 step, QObject* context, Answer<LinkSamples> answer) = 0;
    //! Of all queues, by queue and time.
    virtual void readQueues(
        qint64 from, qint64 to, qint64 step, QObject* context, Answer<QueueSamples> answer) = 0;
    //! The newest `count` events older than number `before` (0 = all), newest first.
    virtual void readEvents(int count, qint64 before, QObject* context, Answer<LinkEvents> answer) = 0;

Q_SIGNALS:
    //! A reading was recorded.
    void sampled(const drover::LinkSample& link);
    //! Something happened to the connection; the number of the record is not known yet.
    void happened(const drover::LinkEvent& event);
    //! The history was damaged; the file lies at this path now, and a new one was begun.
    void setAside(const QString& path);
};

} // namespace drover::ui
