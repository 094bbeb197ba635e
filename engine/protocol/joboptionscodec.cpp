// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/joboptionscodec.h"

#include "protocol/joboptionsreader_p.h"
#include "protocol/jsontext.h"
#include "protocol/msgpack.h"

#include <algorithm>
#include <array>

namespace drover {

namespace {

Error badOption(const QByteArray& name, const QString& message)
{
    return {ErrorCode::BadInput, message, {{QStringLiteral("option"), QString::fromUtf8(name)}}};
}

Error unknownOption(const QByteArray& name)
{
    if (name == "debounce")
        return badOption(
            name, QStringLiteral("Debounce option has been removed. Use deduplication option instead"));
    return badOption(name, QStringLiteral("Unknown job option %1").arg(QString::fromUtf8(name)));
}

Error wrongType(const QByteArray& name, QByteArrayView value)
{
    if (name == "priority" && json::decodeNumber(value))
        return badOption(name, QStringLiteral("Priority should not be float"));
    return badOption(name,
        QStringLiteral("Job option %1 cannot be %2")
            .arg(QString::fromUtf8(name), QString::fromUtf8(value.first(qMin<qsizetype>(value.size(), 80)))));
}

// What workers read anew each time that they have the job.
constexpr std::array changeable{QByteArrayView("attempts"), QByteArrayView("backoff"),
    QByteArrayView("keepLogs"), QByteArrayView("lifo"), QByteArrayView("removeOnComplete"),
    QByteArrayView("removeOnFail"), QByteArrayView("sizeLimit"), QByteArrayView("stackTraceLimit")};

// telemetry.metadata is stored as `tm`, telemetry.omitContext as `omc`.
QByteArrayView telemetryMember(QByteArrayView name)
{
    return name == "tm" ? QByteArrayView("metadata")
        : name == "omc" ? QByteArrayView("omitContext")
                        : QByteArrayView();
}

// Members with long names, in order; `tm` and `omc` together where the first of them stood.
std::vector<std::pair<QByteArray, QByteArray>> longMembers(QByteArrayView stored)
{
    std::vector<std::pair<QByteArray, QByteArray>> result;
    json::ObjectWriter telemetry;
    std::optional<size_t> place;
    const auto members = json::members(stored).value_or(std::vector<json::Member>());
    for (const json::Member& member : members) {
        const QByteArray name = json::decodeString(member.key).value_or(QByteArray());
        if (const QByteArrayView inner = telemetryMember(name); !inner.isNull()) {
            telemetry.raw(inner, member.value);
            if (!place) {
                place = result.size();
                result.emplace_back(QByteArrayLiteral("telemetry"), QByteArray());
            }
        } else {
            result.emplace_back(longOptionName(name).toByteArray(), member.value.toByteArray());
        }
    }
    if (place)
        result[*place].second = telemetry.take();
    return result;
}

JsonText objectOrNothing(json::ObjectWriter& writer)
{
    JsonText text = writer.take();
    return text == "{}" ? JsonText() : text;
}

JsonText backoffToJson(const BackoffOptions& backoff)
{
    json::ObjectWriter writer;
    writer.string("type", backoff.type);
    if (backoff.delay)
        writer.number("delay", *backoff.delay);
    if (backoff.jitter)
        writer.number("jitter", *backoff.jitter);
    return writer.take();
}

// A map whose size is known when it is complete.
class PackedMap final {
public:
    MsgPackWriter& add(QByteArrayView key)
    {
        ++m_count;
        return m_body.str(key);
    }
    QByteArray take()
    {
        MsgPackWriter result;
        result.map(m_count).raw(m_body.take());
        return result.take();
    }

private:
    MsgPackWriter m_body;
    quint32 m_count = 0;
};

void packKeep(PackedMap& out, QByteArrayView key, const std::optional<KeepJobs>& keep)
{
    if (!keep)
        return;
    if (keep->age || keep->limit)
        out.add(key).raw(packKeepJobs(*keep));
    else if (keep->count.value_or(-1) > 0)
        out.add(key).integer(*keep->count);
    else
        out.add(key).boolean(keep->count == 0);
}

QByteArray packBackoff(const BackoffOptions& backoff)
{
    PackedMap out;
    out.add("type").str(backoff.type);
    if (backoff.delay)
        out.add("delay").number(*backoff.delay);
    if (backoff.jitter)
        out.add("jitter").number(*backoff.jitter);
    return out.take();
}

void packTelemetry(PackedMap& out, QByteArrayView telemetry)
{
    const auto put = [&](QByteArrayView name, QByteArrayView brief) {
        MsgPackWriter packed;
        const QByteArrayView value = json::value(telemetry, name);
        if (!value.isEmpty() && packed.json(value))
            out.add(brief).raw(packed.take());
    };
    put("metadata", "tm");
    put("omitContext", "omc");
}

void packExtra(PackedMap& out, const JsonText& extra)
{
    const auto members = json::members(extra).value_or(std::vector<json::Member>());
    for (const json::Member& member : members) {
        const QByteArray name = json::decodeString(member.key).value_or(QByteArray());
        if (name == "telemetry") {
            packTelemetry(out, member.value);
            continue;
        }
        MsgPackWriter packed;
        if (packed.json(member.value))
            out.add(shortOptionName(name)).raw(packed.take());
    }
}

} // namespace

Result<JobOptions> parseJobOptions(QByteArrayView text)
{
    const auto members = json::members(text);
    if (!members)
        return Error{ErrorCode::BadInput, QStringLiteral("Job options are not a JSON object"), {}};
    JobOptions options;
    json::ObjectWriter extra;
    for (const json::Member& member : *members) {
        const QByteArray name = json::decodeString(member.key).value_or(QByteArray());
        switch (readOption(options, name, member.value)) {
        case OptionRead::Taken:
            break;
        case OptionRead::Foreign:
            if (MsgPackWriter packed; !packed.json(member.value))
                return wrongType(name, member.value);
            extra.member(member.key, member.value);
            break;
        case OptionRead::Unknown:
            return unknownOption(name);
        case OptionRead::WrongType:
            return wrongType(name, member.value);
        }
    }
    options.extra = objectOrNothing(extra);
    return options;
}

JsonText keepJobsToJson(const KeepJobs& keep)
{
    if (!keep.age && !keep.limit && keep.count.value_or(-1) <= 0)
        return keep.count == 0 ? "true" : "false";
    if (!keep.age && !keep.limit)
        return QByteArray::number(*keep.count);
    json::ObjectWriter writer;
    if (keep.age)
        writer.integer("age", *keep.age);
    if (keep.count)
        writer.integer("count", *keep.count);
    if (keep.limit)
        writer.integer("limit", *keep.limit);
    return writer.take();
}

Result<KeepJobs> parseKeepJobs(QByteArrayView text)
{
    std::optional<KeepJobs> keep;
    if (!json::isValid(text) || readKeepJobs(text.trimmed(), keep) != OptionRead::Taken)
        return Error{ErrorCode::BadInput,
            QStringLiteral("Not true, false, a count or {\"age\", \"count\", \"limit\"}: %1")
                .arg(QString::fromUtf8(text)),
            {}};
    return *keep;
}

JobOptions decodeJobOptions(QByteArrayView stored, QStringList* damaged)
{
    JobOptions options;
    json::ObjectWriter extra;
    for (const auto& [name, value] : longMembers(stored)) {
        const OptionRead read = readOption(options, name, value);
        if (read == OptionRead::Taken)
            continue;
        extra.raw(name, value);
        if (read == OptionRead::WrongType && damaged)
            damaged->append(QStringLiteral("opts.%1: unexpected type").arg(QString::fromUtf8(name)));
    }
    options.extra = objectOrNothing(extra);
    return options;
}

JsonText jobOptionsToJson(const JobOptions& options)
{
    json::ObjectWriter writer;
    if (options.attempts)
        writer.integer("attempts", *options.attempts);
    if (options.jobId)
        writer.string("jobId", *options.jobId);
    if (options.delay)
        writer.number("delay", *options.delay);
    if (options.priority)
        writer.integer("priority", *options.priority);
    if (options.backoff)
        writer.raw("backoff", backoffToJson(*options.backoff));
    if (options.lifo)
        writer.boolean("lifo", *options.lifo);
    if (options.removeOnComplete)
        writer.raw("removeOnComplete", keepJobsToJson(*options.removeOnComplete));
    if (options.removeOnFail)
        writer.raw("removeOnFail", keepJobsToJson(*options.removeOnFail));
    if (options.keepLogs)
        writer.integer("keepLogs", *options.keepLogs);
    if (options.stackTraceLimit)
        writer.integer("stackTraceLimit", *options.stackTraceLimit);
    if (options.sizeLimit)
        writer.integer("sizeLimit", *options.sizeLimit);
    if (options.timestamp)
        writer.integer("timestamp", *options.timestamp);
    const auto extra = json::members(options.extra).value_or(std::vector<json::Member>());
    for (const json::Member& member : extra)
        writer.member(member.key, member.value);
    return writer.take();
}

JsonText longOptionNames(QByteArrayView stored)
{
    json::ObjectWriter writer;
    for (const auto& [name, value] : longMembers(stored))
        writer.raw(name, value);
    return writer.take();
}

Result<JsonText> changedJobOptions(QByteArrayView stored, QByteArrayView changes)
{
    const Result<JobOptions> options = parseJobOptions(changes);
    if (!options)
        return options.error();
    if (const Status valid = validateJob("job", "0", *options); !valid)
        return valid.error();
    JsonText result = json::members(stored) ? stored.toByteArray() : QByteArrayLiteral("{}");
    const JsonText normal = jobOptionsToJson(*options);
    const auto members = json::members(changes).value_or(std::vector<json::Member>());
    for (const json::Member& member : members) {
        const QByteArray name = json::decodeString(member.key).value_or(QByteArray());
        if (std::find(changeable.begin(), changeable.end(), name) == changeable.end())
            return badOption(name,
                QStringLiteral("Job option %1 cannot be changed after the job was added")
                    .arg(QString::fromUtf8(name)));
        const QByteArrayView brief = shortOptionName(name);
        result = (member.value == "null" ? json::withoutMember(result, brief)
                                         : json::withMember(result, brief, json::value(normal, name)))
                     .value_or(result);
    }
    return result;
}

QByteArray packJobOptions(const JobOptions& options)
{
    PackedMap out;
    out.add("attempts").integer(options.attempts.value_or(0));
    if (options.jobId)
        out.add("jobId").str(*options.jobId);
    if (options.delay)
        out.add("delay").number(*options.delay);
    if (options.priority)
        out.add("priority").integer(*options.priority);
    if (options.backoff)
        out.add("backoff").raw(packBackoff(*options.backoff));
    if (options.lifo)
        out.add("lifo").boolean(*options.lifo);
    packKeep(out, "removeOnComplete", options.removeOnComplete);
    packKeep(out, "removeOnFail", options.removeOnFail);
    if (options.keepLogs)
        out.add("kl").integer(*options.keepLogs);
    if (options.stackTraceLimit)
        out.add("stackTraceLimit").integer(*options.stackTraceLimit);
    if (options.sizeLimit)
        out.add("sizeLimit").integer(*options.sizeLimit);
    if (options.timestamp)
        out.add("timestamp").integer(*options.timestamp);
    packExtra(out, options.extra);
    return out.take();
}

QByteArray packKeepJobs(const KeepJobs& keep)
{
    PackedMap out;
    if (keep.age)
        out.add("age").integer(*keep.age);
    if (keep.count || !keep.age)
        out.add("count").integer(keep.count.value_or(-1));
    if (keep.limit)
        out.add("limit").integer(*keep.limit);
    return out.take();
}

JobOptions mergedJobOptions(const JobOptions& defaults, const JobOptions& options)
{
    JobOptions merged = defaults;
    merged.jobId = options.jobId;
    const auto take = [](auto& target, const auto& source) {
        if (source)
            target = source;
    };
    take(merged.delay, options.delay);
    take(merged.priority, options.priority);
    take(merged.attempts, options.attempts);
    take(merged.backoff, options.backoff);
    take(merged.lifo, options.lifo);
    take(merged.removeOnComplete, options.removeOnComplete);
    take(merged.removeOnFail, options.removeOnFail);
    take(merged.keepLogs, options.keepLogs);
    take(merged.stackTraceLimit, options.stackTraceLimit);
    take(merged.sizeLimit, options.sizeLimit);
    take(merged.timestamp, options.timestamp);
    if (merged.extra.isEmpty()) {
        merged.extra = options.extra;
        return merged;
    }
    const auto members = json::members(options.extra).value_or(std::vector<json::Member>());
    for (const json::Member& member : members) {
        const QByteArray name = json::decodeString(member.key).value_or(QByteArray());
        merged.extra = json::withMember(merged.extra, name, member.value).value_or(merged.extra);
    }
    return merged;
}

} // namespace drover
