// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/history.h"
#include "session/values.h"

#include <QObject>

#include <memory>
#include <optional>

namespace drover::ui {

class EngineCore;

//! Writes what the session reads and what happens to its connection into the history; on the engine thread.
class HistoryRecorder final : public QObject {
    Q_OBJECT
public:
    HistoryRecorder() = default;
    ~HistoryRecorder() override;

    void start(EngineCore& core);
    [[nodiscard]] History& history() { return *m_history; }

Q_SIGNALS:
    void sampled(const drover::LinkSample& link);
    void happened(const drover::LinkEvent& event);
    void setAside(const QString& path);

private:
    void onQueues(const QueuesSnapshot& snapshot);
    void onLink(const LinkFacts& link);
    void tell(LinkEvent::Kind kind, const LinkFacts& link);

    std::unique_ptr<History> m_history;
    LinkFacts m_link;
    std::optional<Error> m_toldError; //!< of the tries that failed since the last connection
    qint64 m_readAt = 0; //!< of the last reading that was recorded
};

//! All queues together: estimated flows that cover a part of the time since `previous` stand for the whole of
//! it.
[[nodiscard]] LinkSample linkSampleOf(const QueuesSnapshot& snapshot, const LinkFacts& link, qint64 previous);

} // namespace drover::ui
