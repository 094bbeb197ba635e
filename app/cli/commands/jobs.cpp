// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/massrun.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "protocol/jobcodec.h"
#include "queue/queuereader.h"

#include <QCoroFuture>

namespace drover::cli {
namespace {

constexpr qint64 pageSize = 500;

struct Range {
    qint64 from = 0;
    qint64 to = 0;
};

//! The part of the matching jobs that the range asks for; looks at the state page by page and no further than
//! needed.
QCoro::Task<Result<std::vector<Job>>> matchingJobs(
    QueueReader& reader, QueueId queue, JobState state, Range range, bool ascending, MassFilter filter)
{
    std::vector<Job> found;
    const bool needsAll = range.from < 0 || range.to < 0;
    for (qint64 start = 0;; start += pageSize) {
        const Result<JobPage> page =
            co_await reader.jobs(queue, state, start, start + pageSize - 1, ascending);
        if (!page)
            co_return page.error();
        for (const Job& job : page->jobs) {
            if (matches(filter, job))
                found.push_back(job);
        }
        const bool enough = !needsAll && qint64(found.size()) > range.to;
        if (enough || start + pageSize >= page->total)
            break;
    }
    const qint64 size = qint64(found.size());
    const qint64 first = std::max<qint64>(0, range.from < 0 ? size + range.from : range.from);
    const qint64 last = std::min<qint64>(size - 1, range.to < 0 ? size + range.to : range.to);
    if (first > last)
        co_return std::vector<Job>{};
    co_return std::vector<Job>(found.begin() + first, found.begin() + last + 1);
}

QString lastColumn(const Job& job, JobState state, qint64 now)
{
    switch (state) {
    case JobState::Failed:
        return printable(job.failedReason);
    case JobState::Delayed:
        return readableAge(job.timestamp + qint64(job.delay), now);
    case JobState::Prioritized:
        return QString::number(job.priority);
    case JobState::Completed:
        return printable(job.returnvalue);
    case JobState::Active:
        return printable(job.processedBy);
    default:
        return printable(job.data);
    }
}

QString lastHeading(JobState state)
{
    switch (state) {
    case JobState::Failed:
        return QStringLiteral("REASON");
    case JobState::Delayed:
        return QStringLiteral("DUE");
    case JobState::Prioritized:
        return QStringLiteral("PRIORITY");
    case JobState::Completed:
        return QStringLiteral("RESULT");
    case JobState::Active:
        return QStringLiteral("WORKER");
    default:
        return QStringLiteral("DATA");
    }
}

QByteArray toText(const std::vector<Job>& jobs, JobState state, const Console& console)
{
    const qint64 now = Clock::system().now().count();
    TextTable table({QStringLiteral("ID"), QStringLiteral("NAME"), QStringLiteral("ADDED"),
        QStringLiteral("FINISHED"), QStringLiteral(">TRIES"), lastHeading(state)});
    for (const Job& job : jobs) {
        const QString finished = job.finishedOn ? readableAge(*job.finishedOn, now) : QString();
        const QString added = job.timestamp > 0 ? readableAge(job.timestamp, now) : QString();
        QString last = lastColumn(job, state, now);
        if (!job.damaged.isEmpty())
            last = QStringLiteral("damaged: ") + printable(job.damaged.join(QStringLiteral("; ")));
        table.add({shortened(printable(job.id), 40), shortened(printable(job.name), 30), added, finished,
            QString::number(job.attemptsMade), shortened(last, std::max(20, console.width() - 60))});
    }
    return table.render(console.colours());
}

QByteArray toJson(const std::vector<Job>& jobs, const QByteArray& queueName, JobState state)
{
    QByteArrayList items;
    for (const Job& job : jobs)
        items << jobToJson(job, queueName, state);
    return jsonArray(items);
}

} // namespace

QCoro::Task<int> runJobs(Context& context)
{
    const Arguments& arguments = context.arguments();
    const JobState state = *stateFromName(arguments.argument("STATE"));
    const Range range{arguments.number("from", 0), arguments.number("to", 99)};
    const bool ascending = arguments.has("asc");
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    QueueReader reader(**connection);
    const QueueId queue = context.queue();
    std::vector<Job> jobs;
    if (arguments.has("match")) {
        Result<std::vector<Job>> found =
            co_await matchingJobs(reader, queue, state, range, ascending, filterOf(arguments));
        if (!found)
            co_return context.fail(found.error());
        jobs = std::move(*found);
    } else {
        Result<JobPage> page = co_await reader.jobs(queue, state, range.from, range.to, ascending);
        if (!page)
            co_return context.fail(page.error());
        jobs = std::move(page->jobs);
    }
    Console& console = context.console();
    if (context.json())
        console.line(toJson(jobs, queue.name, state));
    else if (jobs.empty())
        console.note(QStringLiteral("No jobs."));
    else
        console.write(toText(jobs, state, console));
    co_return ExitDone;
}

} // namespace drover::cli
