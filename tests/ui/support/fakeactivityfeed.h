// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/activityfeed.h"

#include <QTimer>

namespace drover::ui {

//! An activity log that the test wrote; answers at the next turn of the event loop.
class FakeActivityFeed final : public ActivityFeed {
    Q_OBJECT
public:
    using ActivityFeed::ActivityFeed;

    ActivityEntries entries; //!< newest first
    std::optional<Error> error;
    int readings = 0;

    void read(int count, qint64 before, QObject* context, Answer<ActivityEntries> answer) override
    {
        ++readings;
        ActivityEntries found;
        for (const ActivityEntry& entry : entries) {
            if ((before == 0 || entry.id < before) && std::ssize(found) < count)
                found.push_back(entry);
        }
        const Result<ActivityEntries> result =
            error ? Result<ActivityEntries>(*error) : Result<ActivityEntries>(std::move(found));
        QTimer::singleShot(0, context, [answer, result] { answer(result); });
    }
};

} // namespace drover::ui
