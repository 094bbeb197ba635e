// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingspec.h"

#include "settings/retention.h"
#include "util/secrets.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

using Type = SettingSpec::Type;
using Scope = SettingSpec::Scope;

bool isTexts(const QJsonValue& value)
{
    return value.isArray()
        && std::ranges::all_of(value.toArray(), [](const QJsonValue& item) { return item.isString(); });
}

std::vector<SettingSpec> makeTable()
{
    QJsonArray masked;
    for (const QByteArray& name : usualMaskedNames())
        masked.append(QString::fromUtf8(name));
    return {
        {key::theme, Type::Choice, u"system"_s, Scope::Roaming, 0, 0, {"system"_L1, "light"_L1, "dark"_L1}},
        {key::language, Type::Text, QString()},
        {key::refreshInterval, Type::Whole, 5000, Scope::Roaming, 0, 3600000},
        {key::logLevel, Type::Choice, u"info"_s, Scope::Roaming, 0, 0,
            {"debug"_L1, "info"_L1, "warning"_L1, "critical"_L1, "off"_L1}},
        // max(min(e^n, 20000), 1000) ms, as the guide for production has it.
        {key::retryBase, Type::Number, 2.718281828459045, Scope::Roaming, 1, 10},
        {key::retryMinimum, Type::Whole, 1000, Scope::Roaming, 0, 3600000},
        {key::retryMaximum, Type::Whole, 20000, Scope::Roaming, 0, 3600000},
        {key::retryJitter, Type::Number, 0.0, Scope::Roaming, 0, 0.2},
        {key::unlockMinutes, Type::Whole, 10, Scope::Roaming, 1, 480},
        {key::typedAbove, Type::Whole, 100, Scope::Roaming, 0, 1000000},
        {key::jobAttempts, Type::Whole, 1, Scope::Roaming, 1, 100000},
        {key::jobBackoff, Type::Backoff, QJsonValue::Null},
        {key::jobRemoveOnComplete, Type::Retention, QJsonValue::Null},
        {key::jobRemoveOnFail, Type::Retention, QJsonValue::Null},
        {key::workerRemoveOnComplete, Type::Retention, QJsonValue::Null},
        {key::workerRemoveOnFail, Type::Retention, QJsonValue::Null},
        {key::localWorkers, Type::Object, QJsonObject(), Scope::Local},
        {key::retentionPolicies, Type::Object, QJsonObject(), Scope::Local},
        {key::workerGrace, Type::Whole, 30000, Scope::Roaming, 0, 3600000},
        {key::queueOverrides, Type::Object, QJsonObject()},
        {key::maskedFields, Type::Texts, masked},
        {key::alertsOn, Type::Flag, false},
        {key::alertFailures, Type::Whole, 5, Scope::Roaming, 0, 1000000},
        {key::alertFailuresMinutes, Type::Whole, 5, Scope::Roaming, 1, 1440},
        {key::alertFailureRate, Type::Whole, 0, Scope::Roaming, 0, 100},
        {key::alertWaiting, Type::Whole, 60, Scope::Roaming, 0, 604800},
        {key::alertUnattended, Type::Whole, 60, Scope::Roaming, 0, 604800},
        {key::alertSilence, Type::Whole, 0, Scope::Roaming, 0, 10080},
        {key::alertMemory, Type::Whole, 90, Scope::Roaming, 0, 100},
        {key::alertLost, Type::Whole, 30, Scope::Roaming, 0, 86400},
        {key::alertQueues, Type::Object, QJsonObject()},
        {key::alertMutes, Type::Object, QJsonObject(), Scope::Local},
        {key::alertTray, Type::Flag, false, Scope::Local},
        {key::quietOn, Type::Flag, false},
        {key::quietFrom, Type::Whole, 22 * 60, Scope::Roaming, 0, 1439},
        {key::quietTo, Type::Whole, 7 * 60, Scope::Roaming, 0, 1439},
        {key::layout, Type::Text, QString(), Scope::Local},
    };
}

} // namespace

bool SettingSpec::accepts(const QJsonValue& value) const
{
    switch (type) {
    case Type::Flag:
        return value.isBool();
    case Type::Whole:
    case Type::Number: {
        const double number = value.toDouble(std::nan(""));
        const bool isWhole = type == Type::Number || std::floor(number) == number;
        return isWhole && number >= least && number <= most;
    }
    case Type::Choice:
        return value.isString() && std::ranges::find(choices, value.toString()) != choices.end();
    case Type::Text:
        return value.isString();
    case Type::Texts:
        return isTexts(value);
    case Type::Retention:
        return value.isNull() || keepJobsFromJson(value).has_value();
    case Type::Backoff:
        return value.isNull() || backoffFromJson(value).has_value();
    case Type::Object:
        break;
    }
    return value.isObject();
}

const std::vector<SettingSpec>& settingTable()
{
    static const std::vector<SettingSpec> table = makeTable();
    return table;
}

const SettingSpec* settingSpec(const QString& key)
{
    for (const SettingSpec& spec : settingTable()) {
        const bool isFamily = spec.key.endsWith(u'.');
        if (isFamily ? key.startsWith(spec.key) && key.size() > spec.key.size() : key == spec.key)
            return &spec;
    }
    return nullptr;
}

} // namespace drover::ui
