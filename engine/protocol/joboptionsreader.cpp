// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/joboptionsreader_p.h"

#include "protocol/jsontext.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace drover {

namespace {

using Reader = OptionRead (*)(JobOptions&, QByteArrayView);
using Names = std::pair<QByteArrayView, QByteArrayView>;

constexpr std::array<Names, 6> shortToLong{
    {{"de", "deduplication"}, {"fpof", "failParentOnFailure"}, {"cpof", "continueParentOnFailure"},
        {"idof", "ignoreDependencyOnFailure"}, {"kl", "keepLogs"}, {"rdof", "removeDependencyOnFailure"}}};

OptionRead readText(QByteArrayView value, std::optional<QByteArray>& target)
{
    target = json::decodeString(value);
    return target ? OptionRead::Taken : OptionRead::WrongType;
}

OptionRead readBoolean(QByteArrayView value, std::optional<bool>& target)
{
    if (json::type(value) != json::Type::Boolean)
        return OptionRead::WrongType;
    target = value == "true";
    return OptionRead::Taken;
}

OptionRead readNumber(QByteArrayView value, std::optional<double>& target)
{
    target = json::decodeNumber(value);
    return target ? OptionRead::Taken : OptionRead::WrongType;
}

template <typename T>
OptionRead readWhole(QByteArrayView value, std::optional<T>& target)
{
    // Beyond 2^53 a double is not exact.
    constexpr double limit =
        sizeof(T) < 8 ? static_cast<double>(std::numeric_limits<int>::max()) : 9007199254740991.0;
    const auto number = json::decodeNumber(value);
    if (!number || std::trunc(*number) != *number || std::abs(*number) > limit)
        return OptionRead::WrongType;
    target = static_cast<T>(*number);
    return OptionRead::Taken;
}

OptionRead readBackoff(QByteArrayView value, std::optional<BackoffOptions>& target)
{
    BackoffOptions backoff;
    if (json::type(value) == json::Type::Number) {
        backoff.type = QByteArrayLiteral("fixed");
        const OptionRead read = readNumber(value, backoff.delay);
        if (read == OptionRead::Taken)
            target = backoff;
        return read;
    }
    const auto members = json::members(value);
    if (!members)
        return OptionRead::WrongType;
    std::optional<QByteArray> type;
    for (const json::Member& member : *members) {
        const auto name = json::decodeString(member.key);
        OptionRead read = OptionRead::WrongType;
        if (name == "type")
            read = readText(member.value, type);
        else if (member.value == "null" && (name == "delay" || name == "jitter"))
            continue;
        else if (name == "delay")
            read = readNumber(member.value, backoff.delay);
        else if (name == "jitter")
            read = readNumber(member.value, backoff.jitter);
        if (read != OptionRead::Taken)
            return read;
    }
    if (!type)
        return OptionRead::WrongType;
    backoff.type = *type;
    target = backoff;
    return OptionRead::Taken;
}

OptionRead readKeepMembers(QByteArrayView value, KeepJobs& keep)
{
    const auto members = json::members(value);
    if (!members)
        return OptionRead::WrongType;
    for (const json::Member& member : *members) {
        if (member.value == "null")
            continue;
        const auto name = json::decodeString(member.key);
        std::optional<qint64>* target = name == "count" ? &keep.count
            : name == "age"                             ? &keep.age
            : name == "limit"                           ? &keep.limit
                                                        : nullptr;
        if (!target || readWhole(member.value, *target) != OptionRead::Taken)
            return OptionRead::WrongType;
    }
    return OptionRead::Taken;
}

OptionRead expectType(QByteArrayView value, json::Type type)
{
    return json::type(value) == type ? OptionRead::Foreign : OptionRead::WrongType;
}

template <json::Type type>
OptionRead foreign(JobOptions&, QByteArrayView value)
{
    return expectType(value, type);
}

using O = JobOptions;
using V = QByteArrayView;
constexpr std::array<std::pair<QByteArrayView, Reader>, 22> readers{{
    {"attempts", [](O& o, V v) { return readWhole(v, o.attempts); }},
    {"backoff", [](O& o, V v) { return readBackoff(v, o.backoff); }},
    {"continueParentOnFailure", foreign<json::Type::Boolean>},
    {"deduplication", foreign<json::Type::Object>},
    {"delay", [](O& o, V v) { return readNumber(v, o.delay); }},
    {"failParentOnFailure", foreign<json::Type::Boolean>},
    {"ignoreDependencyOnFailure", foreign<json::Type::Boolean>},
    {"jobId", [](O& o, V v) { return readText(v, o.jobId); }},
    {"keepLogs", [](O& o, V v) { return readWhole(v, o.keepLogs); }},
    {"lifo", [](O& o, V v) { return readBoolean(v, o.lifo); }},
    {"parent", foreign<json::Type::Object>},
    {"prevMillis", foreign<json::Type::Number>},
    {"priority", [](O& o, V v) { return readWhole(v, o.priority); }},
    {"removeDependencyOnFailure", foreign<json::Type::Boolean>},
    {"removeOnComplete", [](O& o, V v) { return readKeepJobs(v, o.removeOnComplete); }},
    {"removeOnFail", [](O& o, V v) { return readKeepJobs(v, o.removeOnFail); }},
    {"repeat", foreign<json::Type::Object>},
    {"repeatJobKey", foreign<json::Type::String>},
    {"sizeLimit", [](O& o, V v) { return readWhole(v, o.sizeLimit); }},
    {"stackTraceLimit", [](O& o, V v) { return readWhole(v, o.stackTraceLimit); }},
    {"telemetry", foreign<json::Type::Object>},
    {"timestamp", [](O& o, V v) { return readWhole(v, o.timestamp); }},
}};

} // namespace

OptionRead readOption(JobOptions& options, QByteArrayView name, QByteArrayView value)
{
    for (const auto& [known, reader] : readers) {
        if (known == name)
            return value == "null" ? OptionRead::Taken : reader(options, value);
    }
    return OptionRead::Unknown;
}

OptionRead readKeepJobs(QByteArrayView value, std::optional<KeepJobs>& target)
{
    KeepJobs keep;
    OptionRead read = OptionRead::Taken;
    if (json::type(value) == json::Type::Boolean)
        keep.count = value == "true" ? 0 : -1;
    else if (json::type(value) == json::Type::Number)
        read = readWhole(value, keep.count);
    else
        read = readKeepMembers(value, keep);
    if (read == OptionRead::Taken)
        target = keep;
    return read;
}

QByteArrayView longOptionName(QByteArrayView name)
{
    for (const auto& [brief, full] : shortToLong) {
        if (brief == name)
            return full;
    }
    return name;
}

QByteArrayView shortOptionName(QByteArrayView name)
{
    for (const auto& [brief, full] : shortToLong) {
        if (full == name)
            return brief;
    }
    return name;
}

} // namespace drover
