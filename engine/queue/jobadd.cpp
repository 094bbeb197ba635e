// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/jobadd_p.h"

#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"
#include "protocol/msgpack.h"

namespace drover {
namespace {

std::vector<QByteArray> keysOf(const QueueId& queue, std::initializer_list<QByteArrayView> names)
{
    std::vector<QByteArray> keys;
    keys.reserve(names.size());
    for (const QByteArrayView name : names)
        keys.push_back(queue.key(name));
    return keys;
}

ScriptId scriptFor(const JobOptions& options)
{
    if (options.delay.value_or(0) > 0)
        return ScriptId::AddDelayedJob;
    return options.priority.value_or(0) != 0 ? ScriptId::AddPrioritizedJob : ScriptId::AddStandardJob;
}

QByteArray textMember(const JsonText& object, QByteArrayView key)
{
    return json::decodeString(json::value(object, key)).value_or(QByteArray());
}

bool isTrue(const JsonText& object, QByteArrayView key)
{
    return json::value(object, key) == "true";
}

//! The parent as Lua reads it: id, queue and the policies for failed children (issue 4332 of bullmq is what
//! happens without them).
void packParent(
    MsgPackWriter& writer, const QByteArray& id, const QByteArray& queueKey, const JsonText& extra)
{
    static constexpr std::array policies{std::pair{"failParentOnFailure", "fpof"},
        std::pair{"removeDependencyOnFailure", "rdof"}, std::pair{"ignoreDependencyOnFailure", "idof"},
        std::pair{"continueParentOnFailure", "cpof"}};
    std::vector<const char*> set;
    for (const auto& [name, shortName] : policies) {
        if (isTrue(extra, name))
            set.push_back(shortName);
    }
    writer.map(static_cast<quint32>(2 + set.size()));
    writer.member("id", id).member("queueKey", queueKey);
    for (const char* name : set)
        writer.str(name).boolean(true);
}

} // namespace

JobAdder::JobAdder(const QueueId& queue)
    : m_queue(queue)
    , m_base(queue.base())
    , m_standard(keysOf(
          queue, {"wait", "paused", "meta", "id", "completed", "delayed", "active", "events", "marker"}))
    , m_delayed(keysOf(queue, {"marker", "meta", "id", "delayed", "completed", "events"}))
    , m_prioritized(keysOf(
          queue, {"marker", "meta", "id", "prioritized", "delayed", "completed", "active", "events", "pc"}))
{
}

const std::vector<QByteArray>& JobAdder::keys(ScriptId script) const
{
    switch (script) {
    case ScriptId::AddDelayedJob:
        return m_delayed;
    case ScriptId::AddPrioritizedJob:
        return m_prioritized;
    default:
        return m_standard;
    }
}

AddCall JobAdder::pack(const NewJob& job, const JobOptions& options, qint64 now) const
{
    const JsonText& extra = options.extra;
    QByteArray parentId;
    QByteArray parentQueue;
    QByteArray deduplication;
    QByteArray repeatJobKey;
    if (!extra.isEmpty()) {
        repeatJobKey = textMember(extra, "repeatJobKey");
        const JsonText parent = json::value(extra, "parent").toByteArray();
        parentId = textMember(parent, "id");
        parentQueue = textMember(parent, "queue");
        deduplication = textMember(json::value(extra, "deduplication").toByteArray(), "id");
    }
    const bool hasParent = !parentId.isEmpty() && !parentQueue.isEmpty();
    const QByteArray parentKey = parentQueue + ':' + parentId;
    const qint64 timestamp = options.timestamp.value_or(0) != 0 ? *options.timestamp : now;

    MsgPackWriter writer;
    writer.array(10).str(m_base).str(options.jobId.value_or(JobId())).str(job.name).integer(timestamp);
    if (hasParent) {
        writer.str(parentKey).str(QByteArray(parentKey + ":dependencies"));
        packParent(writer, parentId, parentQueue, extra);
    } else {
        writer.nil().nil().nil();
    }
    JobOptions packed = options;
    if (repeatJobKey.isEmpty()) {
        writer.nil();
    } else {
        // Class Job takes it out of the options.
        writer.str(repeatJobKey);
        packed.extra = json::withoutMember(extra, "repeatJobKey").value_or(extra);
    }
    if (deduplication.isEmpty())
        writer.nil();
    else
        writer.str(QByteArray(m_base + "de:" + deduplication));
    writer.nil(); // deferParentRelease: only flows
    const bool hasId = options.jobId.has_value() && !options.jobId->isEmpty();
    return {scriptFor(options), {writer.take(), job.data, packJobOptions(packed)},
        hasId ? Repeat::Safe : Repeat::Never};
}

} // namespace drover
