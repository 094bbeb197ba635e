// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/inspector/stacktraces.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace drover::ui {

QByteArrayList stackTraces(const QByteArray& json)
{
    if (json.isEmpty())
        return {};
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isArray())
        return {json};
    QByteArrayList traces;
    for (const QJsonValue& value : document.array())
        traces.append(value.toString().toUtf8());
    return traces;
}

bool withoutMessage(QByteArray& trace, const QByteArray& reason)
{
    if (reason.isEmpty())
        return false;
    const qsizetype at = trace.indexOf(reason);
    // "TypeError: reason": a short class name before it, a line end behind it.
    const qsizetype end = at + reason.size();
    if (at < 0 || trace.left(at).contains('\n') || (end < trace.size() && trace.at(end) != '\n'))
        return false;
    trace.remove(0, end + 1);
    return true;
}

} // namespace drover::ui
