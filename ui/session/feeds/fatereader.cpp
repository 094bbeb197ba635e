// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/fatereader.h"

#include "protocol/eventparser.h"
#include "redis/redisconnection.h"

#include <QPromise>

#include <algorithm>
#include <memory>

namespace drover::ui {

namespace {
constexpr qsizetype reasonLimit = 500;

struct Reading {
    QList<JobFate> fates;
    std::optional<Error> error;
    qsizetype left = 0;
    QPromise<Result<QList<JobFate>>> promise;

    void finish()
    {
        promise.addResult(error ? Result<QList<JobFate>>(*error) : Result<QList<JobFate>>(fates));
        promise.finish();
    }
};

JobFate fateOf(const JobDetail& detail)
{
    JobFate fate;
    fate.id = detail.job.id;
    fate.exists = true;
    fate.state = detail.state;
    fate.attemptsMade = detail.job.attemptsMade;
    fate.finishedOn = detail.job.finishedOn.value_or(0);
    fate.reason = detail.job.failedReason.left(reasonLimit);
    return fate;
}

//! Newest first: the first word about a job is the last that happened to it.
void askEvents(const std::shared_ptr<Reading>& reading, const std::vector<StreamEntry>& newest)
{
    for (JobFate& fate : reading->fates) {
        if (fate.exists)
            continue;
        for (const StreamEntry& entry : newest) {
            const bool ends = entry.event == "completed" || entry.event == "failed";
            const bool itsOwn = std::any_of(entry.fields.cbegin(), entry.fields.cend(),
                [&fate](const auto& field) { return field.first == "jobId" && field.second == fate.id; });
            if (ends && itsOwn) {
                fate.completed = entry.event == "completed";
                break;
            }
        }
    }
}

void allRead(const std::shared_ptr<Reading>& reading, RedisConnection& connection, const QueueId& queue)
{
    const bool someGone = std::any_of(
        reading->fates.cbegin(), reading->fates.cend(), [](const JobFate& fate) { return !fate.exists; });
    if (reading->error || !someGone) {
        reading->finish();
        return;
    }
    const QByteArray events = queue.key("events");
    connection.request({"XREVRANGE", events, "+", "-", "COUNT", "1000"})
        .then(&connection, [reading](const Result<Reply>& reply) {
            if (reply)
                askEvents(reading, parseStreamRange(*reply));
            reading->finish();
        });
}
} // namespace

QFuture<Result<QList<JobFate>>> readFates(
    RedisConnection& connection, QueueReader& reader, const QueueId& queue, const QList<JobId>& jobs)
{
    auto reading = std::make_shared<Reading>();
    reading->promise.start();
    reading->left = jobs.size();
    reading->fates.resize(jobs.size());
    if (jobs.isEmpty())
        reading->finish();
    for (qsizetype i = 0; i < jobs.size(); ++i) {
        reading->fates[i].id = jobs.at(i);
        reader.job(queue, jobs.at(i))
            .then(&connection, [reading, i, queue, &connection](const Result<JobDetail>& detail) {
                if (detail)
                    reading->fates[i] = fateOf(*detail);
                else if (detail.error().code != ErrorCode::JobNotExist)
                    reading->error = detail.error();
                if (--reading->left == 0)
                    allRead(reading, connection, queue);
            });
    }
    return reading->promise.future();
}

} // namespace drover::ui
