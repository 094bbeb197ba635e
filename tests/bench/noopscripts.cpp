// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "noopscripts.h"

#include "core/clock.h"
#include "protocol/joboptionscodec.h"
#include "protocol/msgpack.h"
#include "scripts/scriptregistry.h"

namespace drover::bench {
namespace {

const QByteArray token = QByteArrayLiteral("noop:0");
constexpr qint64 lockDuration = 30000; // ms

qint64 now()
{
    return Clock::system().now().count();
}

QByteArrayList call(ScriptId id, const QByteArrayList& keys)
{
    return QByteArrayList{"EVALSHA", script(id).sha1, QByteArray::number(keys.size())} + keys;
}

} // namespace

NoopScripts::NoopScripts(const QueueId& queue, bool removeOnComplete)
    : m_queue(queue)
    , m_removeOnComplete(removeOnComplete)
    , m_adder(queue)
{
}

QByteArrayList NoopScripts::load(ScriptId id)
{
    return {"SCRIPT", "LOAD", script(id).text};
}

QByteArrayList NoopScripts::add(qint64 index) const
{
    NewJob job;
    job.name = QByteArrayLiteral("bench");
    job.data = "{\"n\":" + QByteArray::number(index) + ",\"msg\":\"hello from the bench\"}";
    if (m_removeOnComplete)
        job.options.removeOnComplete = KeepJobs{0, {}, {}};
    const AddCall packed = m_adder.pack(job, job.options, now());
    const std::vector<QByteArray>& keys = m_adder.keys(packed.script);
    return call(packed.script, {keys.begin(), keys.end()})
        + QByteArrayList{packed.arguments.begin(), packed.arguments.end()};
}

QByteArrayList NoopScripts::fetch() const
{
    QByteArrayList keys;
    for (const char* name : {"wait", "active", "prioritized", "events", "stalled", "limiter", "delayed",
             "paused", "meta", "pc", "marker"})
        keys << m_queue.key(name);
    MsgPackWriter options;
    options.map(2).member("token", token).member("lockDuration", lockDuration);
    return call(ScriptId::MoveToActive, keys)
        + QByteArrayList{m_queue.base(), QByteArray::number(now()), options.take()};
}

QByteArrayList NoopScripts::finish(const QByteArray& id) const
{
    QByteArrayList keys;
    for (const char* name : {"wait", "active", "prioritized", "events", "stalled", "limiter", "delayed",
             "paused", "meta", "pc", "completed"})
        keys << m_queue.key(name);
    keys << m_queue.job(id) << m_queue.key("metrics:completed") << m_queue.key("marker");
    MsgPackWriter options;
    options.map(9).member("token", token).member("attempts", 0).str("keepJobs");
    options.raw(packKeepJobs(m_removeOnComplete ? KeepJobs{0, {}, {}} : KeepJobs{}));
    options.member("lockDuration", lockDuration).member("maxMetricsSize", QByteArrayView(""));
    for (const char* name : {"fpof", "cpof", "idof", "rdof"})
        options.str(name).boolean(false);
    return call(ScriptId::MoveToFinished, keys)
        + QByteArrayList{id, QByteArray::number(now()), "returnvalue", "null", "completed", "1",
            m_queue.base(), options.take(), ""};
}

} // namespace drover::bench
