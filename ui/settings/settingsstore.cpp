// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingsstore.h"

#include <QDir>
#include <QJsonArray>
#include <QStandardPaths>

#include <utility>

using namespace Qt::StringLiterals;

namespace drover::ui {

SettingsPaths SettingsPaths::standard()
{
    const QString config = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    // As the log: Qt 6.4 has no name for this folder.
    QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(state))
        state = QDir::homePath() + u"/.local/state"_s;
    return {config + u"/drover/settings.json"_s, state + u"/drover/local.json"_s};
}

SettingsStore::Part::Part(const QString& path)
    : found(JsonFile(path).read())
    , object(found.object)
    , writer(JsonFile(path))
{
}

SettingsStore::SettingsStore(const SettingsPaths& paths, QObject* parent)
    : QObject(parent)
    , m_paths(paths)
    , m_roaming(paths.roaming)
    , m_local(paths.local)
{
    watch(m_roaming);
    watch(m_local);
}

SettingsStore::~SettingsStore() = default;

void SettingsStore::watch(Part& part)
{
    connect(&part.writer, &JsonFileWriter::failed, this, [this, &part](const QString& reason) {
        part.hasFailed = true;
        Q_EMIT writeFailed(reason);
    });
    connect(&part.writer, &JsonFileWriter::written, this, [this, &part] {
        if (std::exchange(part.hasFailed, false))
            Q_EMIT writeFailed({});
    });
}

const SettingsStore::Part& SettingsStore::part(const SettingSpec& spec) const
{
    return spec.scope == SettingSpec::Scope::Local ? m_local : m_roaming;
}

QJsonValue SettingsStore::value(const QString& key) const
{
    const SettingSpec* const spec = settingSpec(key);
    if (!spec)
        return QJsonValue::Undefined;
    const QJsonValue found = part(*spec).object.value(key);
    return !found.isUndefined() && spec->accepts(found) ? found : spec->standard;
}

QStringList SettingsStore::texts(const QString& key) const
{
    QStringList texts;
    const QJsonArray items = value(key).toArray();
    for (const QJsonValue& item : items)
        texts.append(item.toString());
    return texts;
}

bool SettingsStore::isStandard(const QString& key) const
{
    const SettingSpec* const spec = settingSpec(key);
    return spec && value(key) == spec->standard;
}

bool SettingsStore::set(const QString& key, const QJsonValue& value)
{
    const SettingSpec* const spec = settingSpec(key);
    if (!spec || !spec->accepts(value))
        return false;
    if (this->value(key) != value)
        change(*spec, key, value == spec->standard ? QJsonValue(QJsonValue::Undefined) : value);
    return true;
}

void SettingsStore::reset(const QString& key)
{
    const SettingSpec* const spec = settingSpec(key);
    if (spec && !isStandard(key))
        change(*spec, key, QJsonValue::Undefined);
}

void SettingsStore::change(const SettingSpec& spec, const QString& key, const QJsonValue& value)
{
    const auto put = [key, value](QJsonObject& object) {
        if (value.isUndefined())
            object.remove(key);
        else
            object.insert(key, value);
    };
    Part& part = spec.scope == SettingSpec::Scope::Local ? m_local : m_roaming;
    put(part.object);
    part.writer.apply(put, part.object);
    Q_EMIT changed(key);
}

std::chrono::milliseconds SettingsStore::refreshInterval() const
{
    return std::chrono::milliseconds(whole(key::refreshInterval));
}

RetryOptions SettingsStore::reconnection() const
{
    RetryOptions retry;
    retry.base = number(key::retryBase);
    retry.minimum = Milliseconds(whole(key::retryMinimum));
    retry.maximum = std::max(retry.minimum, Milliseconds(whole(key::retryMaximum)));
    retry.jitter = number(key::retryJitter);
    return retry;
}

JobDefaults SettingsStore::jobDefaults() const
{
    JobDefaults defaults;
    if (!isStandard(key::jobAttempts))
        defaults.attempts = whole(key::jobAttempts);
    defaults.backoff = backoffFromJson(value(key::jobBackoff));
    defaults.removeOnComplete = keepJobsFromJson(value(key::jobRemoveOnComplete));
    defaults.removeOnFail = keepJobsFromJson(value(key::jobRemoveOnFail));
    return defaults;
}

JobDefaults SettingsStore::jobDefaults(const QueueId& queue) const
{
    return queueOverride(QString::fromUtf8(queue.prefix + ':' + queue.name)).over(jobDefaults());
}

WorkerDefaults SettingsStore::workerDefaults() const
{
    WorkerDefaults defaults;
    defaults.removeOnComplete = keepJobsFromJson(value(key::workerRemoveOnComplete));
    defaults.removeOnFail = keepJobsFromJson(value(key::workerRemoveOnFail));
    defaults.grace = Milliseconds(whole(key::workerGrace));
    return defaults;
}

QStringList SettingsStore::overriddenQueues() const
{
    return value(key::queueOverrides).toObject().keys();
}

JobDefaults SettingsStore::queueOverride(const QString& queue) const
{
    return JobDefaults::fromJson(value(key::queueOverrides).toObject().value(queue).toObject());
}

void SettingsStore::setQueueOverride(const QString& queue, const JobDefaults& defaults)
{
    QJsonObject overrides = value(key::queueOverrides).toObject();
    if (defaults.isEmpty())
        overrides.remove(queue);
    else
        overrides.insert(queue, defaults.toJson());
    set(key::queueOverrides, overrides);
}

} // namespace drover::ui
