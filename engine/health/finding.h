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

//! One setting of the server and the value that it should have, as CONFIG SET takes them.
struct SettingChange {
    QByteArray name;
    QByteArray value;

    bool operator==(const SettingChange&) const = default;
};

//! What a rule says about a server or a queue.
struct Finding {
    QString rule; //!< kebab-case, one of healthRules()
    Severity severity = Severity::Ok;
    QString title; //!< one sentence
    QVariantMap evidence; //!< facts as they were read; "queue" of a finding about a queue
    QString why; //!< what it means for jobs
    QStringList fix; //!< exact commands or configuration lines, best first
    std::vector<SettingChange> settings =
        {}; //!< the part of the fix that applyFix() can carry out; may be none

    bool operator==(const Finding&) const = default;
};

//! The heaviest severity of all; Ok for none.
[[nodiscard]] Severity worst(const std::vector<Finding>& findings);

//! {"findings":[{"rule","severity","title","evidence","why","fix"}]}: one JSON document, no newline.
//! Beside them "settings":[{"name","value"}] where applyFix() can help.
[[nodiscard]] QByteArray findingsToJson(const std::vector<Finding>& findings);

} // namespace drover
