// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/historyrecorder.h"

#include "core/clock.h"
#include "redis/redisurl.h"
#include "session/enginecore.h"

#include <QDir>
#include <QPointer>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
//! A trimmed stream of events tells of a part of the time: that part stands for the whole. What was counted
//! is not touched, whatever the moments of reading differ by.
qint64 scaled(qint64 jobs, const QueueFlow& flow, qint64 whole)
{
    if (flow.exact || flow.spanMs >= whole)
        return jobs;
    return std::llround(
        static_cast<double>(jobs) * static_cast<double>(whole) / static_cast<double>(flow.spanMs));
}

QueueSample queueSampleOf(const QueueFacts& facts, qint64 readAt)
{
    QueueSample sample;
    sample.queue = facts.summary.queue;
    sample.to = readAt;
    sample.from = readAt - facts.last.spanMs;
    sample.flow = facts.last;
    sample.counts = facts.summary.counts;
    return sample;
}

//! The same for as long as the connection means the same queues; no secrets.
QString historyName(const EngineConfig& config)
{
    return recordedName(config.connection, config.identity.embedded) + u' '
        + QString::fromUtf8(config.identity.prefixes.join(','));
}
} // namespace

LinkSample linkSampleOf(const QueuesSnapshot& snapshot, const LinkFacts& link, qint64 previous)
{
    LinkSample sample;
    sample.to = snapshot.readAt;
    sample.latency = link.latency;
    sample.slowest = link.latency;
    sample.memory = link.usedMemory;
    sample.commands = link.commandsPerSecond;
    const qint64 whole = previous > 0 ? std::max<qint64>(snapshot.readAt - previous, 0) : 0;
    bool isKnown = false;
    for (const QueueFacts& facts : snapshot.queues) {
        for (size_t i = 0; i < sample.counts.values.size(); ++i)
            sample.counts.values.at(i) += facts.summary.counts.values.at(i);
        const QueueFlow& flow = facts.last;
        if (flow.spanMs <= 0)
            continue;
        isKnown = true;
        sample.flow.added += scaled(flow.added, flow, whole);
        sample.flow.completed += scaled(flow.completed, flow, whole);
        sample.flow.failed += scaled(flow.failed, flow, whole);
        sample.flow.exact = sample.flow.exact && flow.exact;
    }
    sample.flow.spanMs = isKnown ? whole : 0;
    sample.from = sample.to - sample.flow.spanMs;
    return sample;
}

HistoryRecorder::~HistoryRecorder()
{
    if (m_history && m_link.state == LinkState::Ready)
        m_history->record(LinkEvent{0, Clock::system().now().count(), LinkEvent::Kind::Closed, 0, {}, {}});
}

void HistoryRecorder::start(EngineCore& core)
{
    HistoryOptions options;
    if (!core.config().dataDir.isEmpty())
        options.path = QDir(core.config().dataDir).filePath(u"history.sqlite"_s);
    options.connection = historyName(core.config());
    options.onSetAside = [self = QPointer(this)](const QString& path) {
        // The history ends before its recorder does, so the recorder is there.
        QMetaObject::invokeMethod(
            self.data(), [self, path] { Q_EMIT self->setAside(path); }, Qt::QueuedConnection);
    };
    m_history = std::make_unique<History>(std::move(options));
    connect(&core, &EngineCore::linkChanged, this, &HistoryRecorder::onLink);
    connect(&core, &EngineCore::queuesRead, this,
        [this](RequestId /*request*/, const QueuesSnapshot& snapshot) { onQueues(snapshot); });
}

void HistoryRecorder::onQueues(const QueuesSnapshot& snapshot)
{
    // One reading may answer several questions.
    if (snapshot.error || snapshot.readAt <= m_readAt)
        return;
    const LinkSample link = linkSampleOf(snapshot, m_link, m_readAt);
    m_readAt = snapshot.readAt;
    std::vector<QueueSample> queues;
    queues.reserve(static_cast<size_t>(snapshot.queues.size()));
    for (const QueueFacts& facts : snapshot.queues)
        queues.push_back(queueSampleOf(facts, snapshot.readAt));
    m_history->record(link, queues);
    Q_EMIT sampled(link);
}

void HistoryRecorder::onLink(const LinkFacts& link)
{
    const LinkState before = m_link.state;
    m_link = link;
    switch (link.state) {
    case LinkState::Ready:
        if (before != LinkState::Ready)
            tell(LinkEvent::Kind::Connected, link);
        m_toldError.reset();
        break;
    case LinkState::Refused:
        if (before != LinkState::Refused)
            tell(LinkEvent::Kind::Refused, link);
        break;
    case LinkState::Waiting:
        if (before == LinkState::Ready)
            tell(LinkEvent::Kind::Lost, link);
        else if (link.error && (!m_toldError || link.error->message != m_toldError->message))
            tell(LinkEvent::Kind::TryFailed, link);
        else
            return;
        m_toldError = link.error;
        break;
    case LinkState::Connecting:
        // A connection that broke tries again at once, or waits first.
        if (before == LinkState::Ready) {
            tell(LinkEvent::Kind::Lost, link);
            m_toldError = link.error;
        }
        break;
    case LinkState::Closed:
    case LinkState::Starting:
        break;
    }
}

void HistoryRecorder::tell(LinkEvent::Kind kind, const LinkFacts& link)
{
    LinkEvent event;
    event.at = Clock::system().now().count();
    event.kind = kind;
    event.attempt = link.attempt;
    if (link.error && kind != LinkEvent::Kind::Connected) {
        event.code = errorName(link.error->code);
        event.reason = link.error->message;
    }
    m_history->record(event);
    Q_EMIT happened(event);
}

} // namespace drover::ui
