// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/engineactivityfeed.h"

#include "core/whenfinished.h"
#include "session/enginecore.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace drover::ui {

void ActivityReader::start(EngineCore& core)
{
    if (core.config().dataDir.isEmpty())
        return;
    ActivityLogOptions options;
    options.path = QDir(core.config().dataDir).filePath(u"activity.sqlite"_s);
    m_log = std::make_unique<ActivityLog>(std::move(options));
}

EngineActivityFeed::EngineActivityFeed(EngineHost& host, QObject* parent)
    : ActivityFeed(parent)
    , m_host(host)
    , m_reader(host)
{
}

void EngineActivityFeed::read(int count, qint64 before, QObject* context, Answer<ActivityEntries> answer)
{
    m_reader.post([count, before, reply = m_host.replyTo<ActivityEntries>(context, std::move(answer))](
                      ActivityReader& reader) {
        if (reader.log() == nullptr)
            return reply(ActivityEntries());
        whenFinished(reader.log()->newest(count, before), &reader,
            [reply](const QFuture<Result<ActivityEntries>>& read) { reply(read.result()); });
    });
}

} // namespace drover::ui
