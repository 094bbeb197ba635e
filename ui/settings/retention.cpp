// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/retention.h"

#include "worker/worker.h"

#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

constexpr double most = 9007199254740992.0; // what a double holds exactly

std::optional<qint64> whole(const QJsonValue& value, double least)
{
    const double number = value.toDouble(std::nan(""));
    if (!(number >= least && number <= most) || std::floor(number) != number)
        return std::nullopt;
    return static_cast<qint64>(number);
}

//! False when the member is there and wrong.
bool member(const QJsonObject& object, const QString& key, std::optional<qint64>& into)
{
    if (!object.contains(key))
        return true;
    into = whole(object.value(key), 0);
    return into.has_value();
}

void put(QJsonObject& object, const QString& key, const QJsonValue& value)
{
    if (!value.isNull())
        object.insert(key, value);
}

} // namespace

std::optional<KeepJobs> keepJobsFromJson(const QJsonValue& value)
{
    KeepJobs keep;
    if (value.isBool()) {
        keep.count = value.toBool() ? 0 : -1;
        return keep;
    }
    if (value.isDouble()) {
        keep.count = whole(value, 0);
        return keep.count ? std::optional(keep) : std::nullopt;
    }
    if (!value.isObject())
        return std::nullopt;
    const QJsonObject object = value.toObject();
    const bool isGood = member(object, u"count"_s, keep.count) && member(object, u"age"_s, keep.age)
        && member(object, u"limit"_s, keep.limit);
    return isGood && (keep.count || keep.age) ? std::optional(keep) : std::nullopt;
}

QJsonValue keepJobsToJson(const std::optional<KeepJobs>& keep)
{
    if (!keep)
        return QJsonValue::Null;
    if (!keep->age && !keep->limit) {
        const qint64 count = keep->count.value_or(-1);
        return count <= 0 ? QJsonValue(count == 0) : QJsonValue(count);
    }
    QJsonObject object;
    if (keep->age)
        object.insert(u"age"_s, *keep->age);
    if (keep->count && *keep->count >= 0)
        object.insert(u"count"_s, *keep->count);
    if (keep->limit)
        object.insert(u"limit"_s, *keep->limit);
    return object;
}

std::optional<BackoffOptions> backoffFromJson(const QJsonValue& value)
{
    const QJsonObject object = value.toObject();
    BackoffOptions backoff;
    backoff.type = object.value(u"type"_s).toString().toUtf8();
    if (backoff.type.isEmpty())
        return std::nullopt;
    const auto number = [&object](const QString& key, double top, std::optional<double>& into) {
        if (!object.contains(key))
            return true;
        const double found = object.value(key).toDouble(std::nan(""));
        into = found;
        return found >= 0 && found <= top;
    };
    const bool isGood = number(u"delay"_s, most, backoff.delay) && number(u"jitter"_s, 1, backoff.jitter);
    return isGood ? std::optional(backoff) : std::nullopt;
}

QJsonValue backoffToJson(const std::optional<BackoffOptions>& backoff)
{
    if (!backoff)
        return QJsonValue::Null;
    QJsonObject object{{u"type"_s, QString::fromUtf8(backoff->type)}};
    if (backoff->delay)
        object.insert(u"delay"_s, *backoff->delay);
    if (backoff->jitter)
        object.insert(u"jitter"_s, *backoff->jitter);
    return object;
}

void JobDefaults::applyTo(JobOptions& options) const
{
    const auto fill = [](auto& open, const auto& standard) {
        if (!open)
            open = standard;
    };
    fill(options.attempts, attempts);
    fill(options.backoff, backoff);
    fill(options.removeOnComplete, removeOnComplete);
    fill(options.removeOnFail, removeOnFail);
}

JobDefaults JobDefaults::over(const JobDefaults& others) const
{
    JobDefaults merged = *this;
    const auto fill = [](auto& open, const auto& standard) {
        if (!open)
            open = standard;
    };
    fill(merged.attempts, others.attempts);
    fill(merged.backoff, others.backoff);
    fill(merged.removeOnComplete, others.removeOnComplete);
    fill(merged.removeOnFail, others.removeOnFail);
    return merged;
}

JobDefaults JobDefaults::fromJson(const QJsonObject& object)
{
    JobDefaults defaults;
    if (const auto attempts = whole(object.value(u"attempts"_s), 1))
        defaults.attempts = static_cast<int>(std::min<qint64>(*attempts, 100000));
    defaults.backoff = backoffFromJson(object.value(u"backoff"_s));
    defaults.removeOnComplete = keepJobsFromJson(object.value(u"removeOnComplete"_s));
    defaults.removeOnFail = keepJobsFromJson(object.value(u"removeOnFail"_s));
    return defaults;
}

QJsonObject JobDefaults::toJson() const
{
    QJsonObject object;
    if (attempts)
        object.insert(u"attempts"_s, *attempts);
    put(object, u"backoff"_s, backoffToJson(backoff));
    put(object, u"removeOnComplete"_s, keepJobsToJson(removeOnComplete));
    put(object, u"removeOnFail"_s, keepJobsToJson(removeOnFail));
    return object;
}

void WorkerDefaults::applyTo(WorkerOptions& options) const
{
    if (!options.removeOnComplete)
        options.removeOnComplete = removeOnComplete;
    if (!options.removeOnFail)
        options.removeOnFail = removeOnFail;
}

} // namespace drover::ui
