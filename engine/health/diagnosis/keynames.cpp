// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/diagnosis/keynames_p.h"

#include <QSet>

#include <algorithm>

namespace drover {

KeyName keyNameOf(const QByteArray& name)
{
    static const QSet<QByteArray> ofQueue{"meta", "id", "wait", "paused", "active", "prioritized", "pc",
        "delayed", "waiting-children", "completed", "failed", "stalled", "stalled-check", "limiter", "marker",
        "events", "repeat", "priority"};
    static const QSet<QByteArray> attachments{"logs", "dependencies", "processed", "failed", "unsuccessful"};
    using Kind = KeyName::Kind;
    if (ofQueue.contains(name) || name.startsWith("metrics:") || name.startsWith("dn:"))
        return {};
    if (name.startsWith("de:"))
        return {Kind::Deduplication, name.sliced(3), {}};
    const qsizetype colon = name.lastIndexOf(':');
    const QByteArray suffix = name.sliced(colon + 1);
    if (colon > 0 && suffix == "lock")
        return {Kind::Lock, name.first(colon), suffix};
    if (colon > 0 && attachments.contains(suffix))
        return {Kind::Attachment, name.first(colon), suffix};
    // Ids have no colon, or two ("repeat:scheduler:time", and what npm lets pass for old ones).
    const bool isId = name.startsWith("repeat:") || name.count(':') == 0 || name.count(':') == 2;
    return {isId ? Kind::Job : Kind::Queue, name, {}};
}

QByteArray globOf(const QByteArray& begin)
{
    QByteArray pattern;
    for (const char letter : begin) {
        if (QByteArrayView("*?[]\\").contains(letter))
            pattern += '\\';
        pattern += letter;
    }
    return pattern + '*';
}

} // namespace drover
