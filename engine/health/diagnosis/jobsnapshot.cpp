// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/diagnosis/jobsnapshot_p.h"

#include <algorithm>
#include <array>

namespace drover {
namespace {

constexpr std::array fieldNames{QByteArrayView("timestamp"), QByteArrayView("processedOn"),
    QByteArrayView("finishedOn"), QByteArrayView("atm"), QByteArrayView("ats"), QByteArrayView("parentKey"),
    QByteArrayView("rjk")};
constexpr std::array attachmentNames{"logs", "dependencies", "processed", "failed", "unsuccessful"};
constexpr std::array lists{JobState::Waiting, JobState::Active, JobState::Paused};
constexpr std::array sets{JobState::Delayed, JobState::Prioritized, JobState::Completed, JobState::Failed,
    JobState::WaitingChildren};

//! Which job it is about; a deduplication id names another one.
JobId jobOf(const Suspicion& suspicion)
{
    return suspicion.invariant == Invariant::Deduplication ? suspicion.other : suspicion.subject;
}

bool needsList(Invariant invariant, JobState list)
{
    switch (invariant) {
    case Invariant::OnePlace:
    case Invariant::HasData:
    case Invariant::HasPlace:
    case Invariant::EndsThere:
        return true;
    default:
        return list == JobState::Active;
    }
}

//! Hands out replies in order; behind the last one, nil.
class Replies final {
public:
    explicit Replies(const std::vector<Reply>& replies)
        : m_replies(replies)
    {
    }
    const Reply& next()
    {
        static const Reply none;
        return m_at < m_replies.size() ? m_replies[m_at++] : none;
    }

private:
    const std::vector<Reply>& m_replies;
    size_t m_at = 0;
};

} // namespace

Command fieldsCommand(const QueueId& queue, const JobId& id)
{
    const QByteArray key = queue.job(id);
    std::vector<QByteArrayView> words{"HMGET", key};
    words.insert(words.end(), fieldNames.begin(), fieldNames.end());
    return Command(std::span<const QByteArrayView>(words));
}

JobFields fieldsOf(const Reply& reply)
{
    JobFields fields;
    for (size_t i = 0; i < std::min(reply.items.size(), fieldNames.size()); ++i) {
        if (reply.items[i].isText())
            fields.insert(fieldNames.at(i).toByteArray(), reply.items[i].text);
    }
    return fields;
}

bool JobSnapshot::isIn(JobState state) const
{
    return std::find(places.begin(), places.end(), state) != places.end();
}

std::vector<Command> snapshotCommands(const QueueId& queue, const Suspicion& suspicion)
{
    const JobId id = jobOf(suspicion);
    const QByteArray key = queue.job(id);
    std::vector<Command> commands;
    const auto read = [&commands](
                          std::initializer_list<QByteArrayView> words) { commands.emplace_back(words); };
    read({"TYPE", key});
    commands.push_back(fieldsCommand(queue, id));
    const QByteArray lock = key + ":lock";
    read({"EXISTS", lock});
    const QByteArray stalled = queue.key("stalled");
    read({"SISMEMBER", stalled, id});
    const QByteArray dependencies = key + ":dependencies";
    read({"SCARD", dependencies});
    for (const char* name : attachmentNames) {
        const QByteArray attachment = key + ':' + name;
        read({"EXISTS", attachment});
    }
    for (const JobState set : sets) {
        const QByteArray setKey = queue.key(set);
        read({"ZSCORE", setKey, id});
    }
    for (const JobState list : lists) {
        if (!needsList(suspicion.invariant, list))
            continue;
        const QByteArray listKey = queue.key(list);
        read({"LPOS", listKey, id, "COUNT", "2"});
    }
    read({"HEXISTS", key, "failedReason"});
    if (suspicion.invariant == Invariant::Family && !suspicion.other.isEmpty())
        read({"EXISTS", suspicion.other});
    if (suspicion.invariant == Invariant::OneNext) {
        const QByteArray delayed = queue.key(JobState::Delayed);
        read({"ZSCORE", delayed, suspicion.other});
    }
    if (suspicion.invariant == Invariant::Deduplication) {
        const QByteArray owner = queue.key("de:") + suspicion.subject;
        read({"GET", owner});
        read({"PTTL", owner});
    }
    return commands;
}

JobSnapshot snapshotOf(const Suspicion& suspicion, const std::vector<Reply>& replies)
{
    Replies reply(replies);
    JobSnapshot job;
    job.id = jobOf(suspicion);
    job.isHash = reply.next().text == "hash";
    job.fields = fieldsOf(reply.next());
    job.isLocked = reply.next().toInteger() == 1;
    job.isMarked = reply.next().toInteger() == 1;
    job.dependencies = reply.next().toInteger();
    for (const char* name : attachmentNames) {
        if (reply.next().toInteger() == 1)
            job.attachments.append(name);
    }
    for (const JobState set : sets) {
        const Reply& score = reply.next();
        if (!score.isText())
            continue;
        job.places.push_back(set);
        job.scores.emplace(set, score.text.toDouble());
    }
    for (const JobState list : lists) {
        if (needsList(suspicion.invariant, list))
            job.places.insert(job.places.end(), reply.next().items.size(), list);
    }
    job.hasReason = reply.next().toInteger() == 1;
    if (suspicion.invariant == Invariant::Family && !suspicion.other.isEmpty())
        job.otherExists = reply.next().toInteger() == 1;
    if (suspicion.invariant == Invariant::OneNext)
        job.otherIsDelayed = reply.next().isText();
    if (suspicion.invariant == Invariant::Deduplication) {
        job.deduplicatesTo = reply.next().text;
        job.deduplicationTtl = reply.next().toInteger();
    }
    return job;
}

} // namespace drover
