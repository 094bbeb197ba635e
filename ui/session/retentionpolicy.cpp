// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/retentionpolicy.h"

#include "settings/retention.h"

using namespace Qt::StringLiterals;

namespace drover::ui {

std::optional<KeepJobs> RetentionPolicy::bound(JobState state) const
{
    const std::optional<KeepJobs>& keep = state == JobState::Completed ? completed : failed;
    const bool isBound = keep && (keep->age || keep->count.value_or(-1) >= 0);
    return isBound ? keep : std::nullopt;
}

QJsonObject policiesToJson(const RetentionPolicies& policies)
{
    QJsonObject all;
    for (auto policy = policies.cbegin(); policy != policies.cend(); ++policy) {
        const QJsonObject one{{u"completed"_s, keepJobsToJson(policy->completed)},
            {u"failed"_s, keepJobsToJson(policy->failed)},
            {u"every"_s, static_cast<qint64>(policy->every.count())}, {u"lastRun"_s, policy->lastRun},
            {u"lastRemoved"_s, policy->lastRemoved}, {u"lastError"_s, policy->lastError}};
        all.insert(QString::fromUtf8(policy.key().prefix + ':' + policy.key().name), one);
    }
    return all;
}

RetentionPolicies policiesFromJson(const QJsonObject& object)
{
    RetentionPolicies policies;
    for (auto member = object.begin(); member != object.end(); ++member) {
        const QByteArray name = member.key().toUtf8();
        const qsizetype colon = name.lastIndexOf(':');
        const QJsonObject one = member.value().toObject();
        if (colon <= 0 || colon + 1 == name.size() || one.isEmpty())
            continue;
        RetentionPolicy policy;
        policy.completed = keepJobsFromJson(one.value(u"completed"));
        policy.failed = keepJobsFromJson(one.value(u"failed"));
        policy.every = Milliseconds(std::max<qint64>(0, one.value(u"every").toInteger()));
        policy.lastRun = one.value(u"lastRun").toInteger();
        policy.lastRemoved = one.value(u"lastRemoved").toInteger(-1);
        policy.lastError = one.value(u"lastError").toString();
        if (!policy.isEmpty())
            policies.insert({name.first(colon), name.sliced(colon + 1)}, policy);
    }
    return policies;
}

} // namespace drover::ui
