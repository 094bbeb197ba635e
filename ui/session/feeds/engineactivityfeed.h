// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/activityfeed.h"
#include "session/feeds/enginehelper.h"

#include <memory>

namespace drover::ui {

//! A reader of its own: the session's gate may be one that refuses everything and keeps no log.
class ActivityReader final : public QObject {
    Q_OBJECT
public:
    void start(EngineCore& core);
    //! Null where nothing is kept.
    [[nodiscard]] ActivityLog* log() const { return m_log.get(); }

private:
    std::unique_ptr<ActivityLog> m_log;
};

//! The activity log in the data folder of a session.
class EngineActivityFeed final : public ActivityFeed {
    Q_OBJECT
public:
    explicit EngineActivityFeed(EngineHost& host, QObject* parent = nullptr);

    void read(int count, qint64 before, QObject* context, Answer<ActivityEntries> answer) override;

private:
    EngineHost& m_host;
    EngineHelper<ActivityReader> m_reader;
};

} // namespace drover::ui
