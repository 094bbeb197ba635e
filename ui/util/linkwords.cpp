// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/linkwords.h"

#include "util/formatting.h"

#include <QCoreApplication>

#include <algorithm>

namespace drover::ui {

QString linkWords(const LinkFacts& link, qint64 now)
{
    const auto tr = [](const char* text, const char* note) {
        return QCoreApplication::translate("drover::ui", text, note);
    };
    switch (link.state) {
    case LinkState::Closed:
        return tr("Not connected", "connection state");
    case LinkState::Starting:
        return tr("Starting Redis\u2026", "connection state: our own server starts");
    case LinkState::Connecting:
        return tr("Connecting\u2026", "connection state");
    case LinkState::Ready:
        return link.latency < 0
            ? tr("Connected", "connection state")
            : tr("Connected \u00b7 %1", "connection state, latency").arg(formatDuration(link.latency));
    case LinkState::Refused:
        return tr("Refused", "connection state: a person has to change something");
    case LinkState::Waiting:
        break;
    }
    const qint64 seconds = std::max<qint64>(0, (link.nextTryAt - now + 999) / 1000);
    return tr("Disconnected \u00b7 try %1 in %2 s", "connection state: number of the next try, seconds to it")
        .arg(link.attempt + 1)
        .arg(seconds);
}

} // namespace drover::ui
