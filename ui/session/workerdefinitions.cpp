// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workerdefinitions.h"

#include "protocol/joboptionscodec.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
using Kind = LocalWorkerSpec::Kind;

QString kindName(Kind kind)
{
    switch (kind) {
    case Kind::Node:
        return u"node"_s;
    case Kind::Command:
        return u"command"_s;
    case Kind::Plugin:
        return u"plugin"_s;
    case Kind::Simulate:
        break;
    }
    return u"simulate"_s;
}

//! Nothing for a kind of a later Drover: run as another kind, it would do something else with real jobs.
std::optional<Kind> kindFrom(const QString& name)
{
    for (const Kind kind : {Kind::Simulate, Kind::Node, Kind::Command, Kind::Plugin}) {
        if (name == kindName(kind))
            return kind;
    }
    return std::nullopt;
}

QJsonValue keepToJson(const std::optional<KeepJobs>& keep)
{
    if (!keep)
        return {};
    QJsonObject object;
    if (keep->count)
        object[u"count"_s] = *keep->count;
    if (keep->age)
        object[u"age"_s] = *keep->age;
    if (keep->limit)
        object[u"limit"_s] = *keep->limit;
    return object;
}

std::optional<KeepJobs> keepFromJson(const QJsonValue& value)
{
    if (!value.isObject())
        return std::nullopt;
    const Result<KeepJobs> keep =
        parseKeepJobs(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    return keep ? std::optional(*keep) : std::nullopt;
}

QJsonObject toJson(const LocalWorkerDefinition& definition)
{
    const LocalWorkerSpec& spec = definition.spec;
    QJsonObject object{{u"id"_s, definition.id}, {u"prefix"_s, QString::fromUtf8(spec.queue.prefix)},
        {u"queue"_s, QString::fromUtf8(spec.queue.name)}, {u"kind"_s, kindName(spec.kind)},
        {u"program"_s, spec.program}, {u"arguments"_s, QJsonArray::fromStringList(spec.arguments)},
        {u"simulation"_s, spec.simulation}, {u"concurrency"_s, spec.concurrency}, {u"name"_s, spec.name},
        {u"removeOnComplete"_s, keepToJson(spec.removeOnComplete)},
        {u"removeOnFail"_s, keepToJson(spec.removeOnFail)},
        {u"lockDuration"_s, qint64(spec.lockDuration.count())}, {u"maxStalledCount"_s, spec.maxStalledCount},
        {u"grace"_s, qint64(spec.grace.count())}, {u"restartOnSave"_s, spec.restartOnSave}};
    if (spec.limiter)
        object[u"limiter"_s] = QJsonObject{
            {u"max"_s, spec.limiter->max}, {u"duration"_s, qint64(spec.limiter->duration.count())}};
    return object;
}

std::optional<LocalWorkerDefinition> fromJson(const QJsonObject& object)
{
    LocalWorkerDefinition definition;
    LocalWorkerSpec& spec = definition.spec;
    definition.id = object[u"id"_s].toString();
    spec.queue.prefix = object[u"prefix"_s].toString(u"bull"_s).toUtf8();
    spec.queue.name = object[u"queue"_s].toString().toUtf8();
    const std::optional<Kind> kind = kindFrom(object[u"kind"_s].toString());
    if (definition.id.isEmpty() || spec.queue.name.isEmpty() || !kind)
        return std::nullopt;
    spec.kind = *kind;
    spec.program = object[u"program"_s].toString();
    for (const QJsonValue& argument : object[u"arguments"_s].toArray())
        spec.arguments.append(argument.toString());
    spec.simulation = object[u"simulation"_s].toString();
    const LocalWorkerSpec usual;
    spec.concurrency = std::max(1, object[u"concurrency"_s].toInt(usual.concurrency));
    spec.name = object[u"name"_s].toString();
    spec.removeOnComplete = keepFromJson(object[u"removeOnComplete"_s]);
    spec.removeOnFail = keepFromJson(object[u"removeOnFail"_s]);
    const auto milliseconds = [&object](const QString& key, Milliseconds fallback) {
        return Milliseconds(
            std::max<qint64>(0, object[key].toInteger(static_cast<qint64>(fallback.count()))));
    };
    spec.lockDuration = std::max(Milliseconds(1000), milliseconds(u"lockDuration"_s, usual.lockDuration));
    spec.grace = milliseconds(u"grace"_s, usual.grace);
    spec.maxStalledCount = std::max(0, object[u"maxStalledCount"_s].toInt(usual.maxStalledCount));
    spec.restartOnSave = object[u"restartOnSave"_s].toBool();
    const QJsonObject limiter = object[u"limiter"_s].toObject();
    if (limiter[u"max"_s].toInt() > 0 && limiter[u"duration"_s].toInteger() > 0)
        spec.limiter = RateLimit{limiter[u"max"_s].toInt(), Milliseconds(limiter[u"duration"_s].toInteger())};
    return definition;
}
} // namespace

QJsonArray definitionsToJson(const QList<LocalWorkerDefinition>& definitions)
{
    QJsonArray array;
    for (const LocalWorkerDefinition& definition : definitions)
        array.append(toJson(definition));
    return array;
}

QList<LocalWorkerDefinition> definitionsFromJson(const QJsonArray& array)
{
    QList<LocalWorkerDefinition> definitions;
    for (const QJsonValue& value : array) {
        const auto definition = fromJson(value.toObject());
        const bool twice = definition
            && std::any_of(definitions.cbegin(), definitions.cend(),
                [&](const LocalWorkerDefinition& other) { return other.id == definition->id; });
        if (definition && !twice)
            definitions.append(*definition);
    }
    return definitions;
}

} // namespace drover::ui
