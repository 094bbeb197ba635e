// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/finding.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace drover {

QLatin1StringView severityName(Severity severity)
{
    switch (severity) {
    case Severity::Ok:
        return QLatin1StringView("ok");
    case Severity::Info:
        return QLatin1StringView("info");
    case Severity::Warning:
        return QLatin1StringView("warning");
    case Severity::Critical:
        return QLatin1StringView("critical");
    }
    return QLatin1StringView("ok");
}

Severity worst(const std::vector<Finding>& findings)
{
    const auto heaviest = std::max_element(findings.cbegin(), findings.cend(),
        [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
    return heaviest == findings.cend() ? Severity::Ok : heaviest->severity;
}

QByteArray findingsToJson(const std::vector<Finding>& findings)
{
    QJsonArray array;
    for (const Finding& finding : findings) {
        QJsonObject object;
        object[QStringLiteral("rule")] = finding.rule;
        object[QStringLiteral("severity")] = severityName(finding.severity);
        object[QStringLiteral("title")] = finding.title;
        object[QStringLiteral("evidence")] = QJsonObject::fromVariantMap(finding.evidence);
        object[QStringLiteral("why")] = finding.why;
        object[QStringLiteral("fix")] = QJsonArray::fromStringList(finding.fix);
        QJsonArray settings;
        for (const SettingChange& change : finding.settings)
            settings.append(QJsonObject{{QStringLiteral("name"), QString::fromUtf8(change.name)},
                {QStringLiteral("value"), QString::fromUtf8(change.value)}});
        if (!settings.isEmpty())
            object[QStringLiteral("settings")] = settings;
        array.append(object);
    }
    const QJsonObject document{{QStringLiteral("findings"), array}};
    return QJsonDocument(document).toJson(QJsonDocument::Compact);
}

} // namespace drover
