// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/activitylog.h"
#include "session/feeds/answer.h"

#include <QObject>

#include <vector>

namespace drover::ui {

using ActivityEntries = std::vector<ActivityEntry>;

//! Every write that was made from this computer, by the window and by the command line, on all connections.
//! Works while the connection is down. Lives on the GUI thread.
class ActivityFeed : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    //! The newest `count` entries with an id below `before` (0 = all), newest first.
    virtual void read(int count, qint64 before, QObject* context, Answer<ActivityEntries> answer) = 0;
};

} // namespace drover::ui
