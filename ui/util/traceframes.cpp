// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/traceframes.h"

#include <algorithm>
#include <array>

namespace drover::ui {

namespace {
constexpr std::array<QByteArrayView, 7> foreign{
    "node_modules", "node:", "(internal/", "at internal/", "site-packages", "/usr/lib/", "<anonymous>"};

bool isForeign(const QByteArray& frame)
{
    return std::ranges::any_of(foreign, [&frame](QByteArrayView part) { return frame.contains(part); });
}
} // namespace

TraceParts splitTrace(const QByteArray& trace)
{
    TraceParts parts;
    bool frames = false;
    for (const QByteArray& line : trace.split('\n')) {
        const QByteArray plain = line.trimmed();
        const bool frame = plain.startsWith("at ") || plain.startsWith("File \"");
        frames = frames || frame;
        if (!frames)
            parts.message.append(line);
        else if (frame && isForeign(plain))
            parts.others.append(plain);
        else if (!plain.isEmpty())
            parts.own.append(frame ? plain : line);
    }
    while (!parts.message.isEmpty() && parts.message.last().trimmed().isEmpty())
        parts.message.removeLast();
    return parts;
}

} // namespace drover::ui
