// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVariantMap>

#include <vector>

namespace drover {

//! In order of weight.
enum class Severity : quint8 { Ok, Info, Warning, Critical };

//! "ok", "info", "warning", "critical".
[[nodiscard]] QLatin1StringView severityName(Severity severity);

//! What a rule says about a server or a queue.
struct Finding {
    QString rule; //!< kebab-case, one of healthRules()
    Severity severity = Severity::Ok;
    QString title; //!< one sentence
    QVariantMap evidence; //!< facts as they were read; "queue" of a finding about a queue
    QString why; //!< what it means for jobs
    QStringList fix; //!< exact commands or configuration lines, best first

    bool operator==(const Finding&) const = default;
};

//! The heaviest severity of all; Ok for none.
[[nodiscard]] Severity worst(const std::vector<Finding>& findings);

//! {"findings":[{"rule","severity","title","evidence","why","fix"}]}: one JSON document, no newline.
[[nodiscard]] QByteArray findingsToJson(const std::vector<Finding>& findings);

} // namespace drover
