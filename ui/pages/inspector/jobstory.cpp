// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/inspector/jobstory.h"

#include "util/formatting.h"
#include "util/plaintext.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
int allowed(const Job& job)
{
    return std::max(1, job.options.attempts.value_or(1));
}

//! Times of a day without the date, others with it.
QString moment(qint64 at, qint64 reference)
{
    return formatMoment(at, reference);
}

QString span(qint64 from, qint64 to)
{
    // As doubles: a hostile job's times may lie further apart than a number of milliseconds can say.
    return formatDuration(std::max(0.0, static_cast<double>(to) - static_cast<double>(from)));
}
} // namespace

QByteArray shellQuoted(const QByteArray& word)
{
    const bool plain = !word.isEmpty() && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || QByteArrayView("-_.:/@+=,").contains(c);
    });
    if (plain && !word.startsWith('-'))
        return word;
    QByteArray quoted = word;
    return "'" + quoted.replace("'", "'\\''") + "'";
}

QString JobStory::when(const JobFacts& facts)
{
    const Job& job = facts.job();
    if (!job.damaged.isEmpty())
        return tr("Damaged: %1", "what is wrong with the record").arg(plainText(job.damaged.join(u"; "_s)));
    const QString worker = plainText(job.processedBy, Lines::Single, 60);
    if (job.finishedOn && job.processedOn) {
        const QString at = moment(*job.finishedOn, facts.readAt);
        const QString took = span(*job.processedOn, *job.finishedOn);
        return worker.isEmpty() ? tr("%1, after %2", "time, duration").arg(at, took)
                                : tr("%1, after %2 on %3", "time, duration, worker").arg(at, took, worker);
    }
    if (facts.state == JobState::Active && job.processedOn) {
        const QString since = span(*job.processedOn, facts.readAt);
        return worker.isEmpty() ? tr("for %1", "how long a job has been running").arg(since)
                                : tr("for %1 on %2", "duration, worker").arg(since, worker);
    }
    if (facts.state == JobState::Delayed && job.delay > 0) {
        const qint64 due = job.timestamp + static_cast<qint64>(job.delay);
        return due > facts.readAt ? tr("due in %1", "duration").arg(span(facts.readAt, due))
                                  : tr("due since %1", "time").arg(moment(due, facts.readAt));
    }
    return job.timestamp > 0 ? tr("added %1 ago", "duration").arg(span(job.timestamp, facts.readAt))
                             : QString();
}

QStringList JobStory::retryPlan(const JobFacts& facts, int workers)
{
    if (facts.state != JobState::Failed)
        return {};
    const Job& job = facts.job();
    const int left = std::max(0, allowed(job) - job.attemptsMade);
    QStringList lines;
    lines.append(left == 0
            ? tr("No attempts are left: Retry resets them, or else it runs once more and a failure is final.")
            : tr("%n attempt(s) left.", "of a failed job", left));
    if (job.priority > 0)
        lines.append(tr("Its priority %1 is kept.", "%1 is a number").arg(formatCount(job.priority)));
    if (!job.parentKey.isEmpty())
        lines.append(tr("It belongs to a parent job, which waits for it again."));
    if (workers == 0)
        lines.append(tr("No worker listens to this queue: it will wait."));
    else if (workers > 0)
        lines.append(tr("%n worker(s) listen to this queue.", "inspector", workers));
    if (facts.logTotal > 0)
        lines.append(tr("It wrote %n line(s) to its log: look there for what it has done already.",
            "before a retry", static_cast<int>(facts.logTotal)));
    return lines;
}

QStringList JobStory::timeline(const JobFacts& facts)
{
    const Job& job = facts.job();
    QStringList lines;
    const auto add = [&](qint64 at, const QString& what) {
        if (at > 0)
            lines.append(u"%1  %2"_s.arg(moment(at, facts.readAt), what));
    };
    add(job.timestamp, tr("added", "timeline"));
    const qint64 due = job.delay > 0 ? job.timestamp + static_cast<qint64>(job.delay) : 0;
    if (due > 0)
        add(due, due > facts.readAt ? tr("delayed until then", "timeline") : tr("was due", "timeline"));
    const int started = std::max(1, job.attemptsStarted);
    if (job.processedOn) {
        const qint64 ready = std::max(job.timestamp, due);
        // A job that stalled or was handed back runs again, and is not charged an attempt for it.
        const bool isExtra =
            started > (job.finishedOn ? std::max(1, job.attemptsMade) : job.attemptsMade + 1);
        add(*job.processedOn,
            isExtra                         ? tr("run %1 started", "timeline").arg(formatCount(started))
                : started == 1 && ready > 0 ? tr("attempt %1 started, after %2 of waiting", "timeline")
                                                  .arg(formatCount(started), span(ready, *job.processedOn))
                                            : tr("attempt %1 started", "timeline").arg(formatCount(started)));
    }
    if (job.finishedOn) {
        const QString took = job.processedOn ? span(*job.processedOn, *job.finishedOn) : QString();
        const bool failed = facts.state == JobState::Failed || !job.failedReason.isEmpty();
        const QString attempt = formatCount(std::max(1, job.attemptsMade));
        add(*job.finishedOn,
            failed && took.isEmpty() ? tr("attempt %1 failed", "timeline").arg(attempt)
                : failed             ? tr("attempt %1 failed after %2", "timeline").arg(attempt, took)
                : took.isEmpty()     ? tr("completed", "timeline")
                                     : tr("completed after %1", "timeline").arg(took));
    } else if (facts.state == JobState::Active && job.processedOn) {
        add(facts.readAt, tr("still running, for %1", "timeline").arg(span(*job.processedOn, facts.readAt)));
    }
    if (job.stalledCounter > 0)
        lines.append(tr("stalled %n time(s): a worker died or was blocked", "timeline", job.stalledCounter));
    if (started > 1 && job.processedOn)
        lines.append(tr("BullMQ keeps the times of the last attempt only."));
    return lines;
}

QStringList JobStory::holder(const JobFacts& facts)
{
    const Job& job = facts.job();
    QStringList lines;
    if (facts.lockToken.isEmpty() && facts.state != JobState::Active)
        return lines;
    if (!job.processedBy.isEmpty())
        lines.append(tr("Worker %1", "name of a worker").arg(plainText(job.processedBy, Lines::Single, 80)));
    if (facts.lockToken.isEmpty()) {
        lines.append(tr("Nobody holds its lock: its worker is gone or blocked. The next check for stalled "
                        "jobs puts it back or fails it."));
        return lines;
    }
    if (facts.lockTtl >= 0)
        lines.append(tr("The lock holds for %1 unless it is renewed.", "duration")
                         .arg(formatDuration(static_cast<double>(facts.lockTtl))));
    lines.append(tr("Token %1", "of a lock").arg(plainText(facts.lockToken, Lines::Single, 80)));
    return lines;
}

QStringList JobStory::family(const JobFacts& facts)
{
    QStringList lines;
    const Job& job = facts.job();
    if (!job.parentKey.isEmpty())
        lines.append(
            tr("Part of %1", "key of the parent job").arg(plainText(job.parentKey, Lines::Single, 120)));
    if (facts.children() > 0) {
        lines.append(tr("%n child(ren)", "of a parent job", static_cast<int>(facts.children())));
        if (facts.childrenPending > 0)
            lines.append(tr("%n still to be done", "children", static_cast<int>(facts.childrenPending)));
        if (facts.childrenDone > 0)
            lines.append(tr("%n done", "children", static_cast<int>(facts.childrenDone)));
        if (facts.childrenIgnored > 0)
            lines.append(
                tr("%n failed and passed over", "children", static_cast<int>(facts.childrenIgnored)));
        if (facts.childrenFailed > 0)
            lines.append(
                tr("%n failed and hold it back", "children", static_cast<int>(facts.childrenFailed)));
    }
    if (!job.repeatJobKey.isEmpty())
        lines.append(tr("Made by the scheduler %1", "id of a scheduler")
                         .arg(plainText(job.repeatJobKey, Lines::Single, 80)));
    if (!job.deduplicationId.isEmpty())
        lines.append(tr("Deduplication id %1").arg(plainText(job.deduplicationId, Lines::Single, 80)));
    return lines;
}

QByteArray JobStory::command(const JobFacts& facts, const QueueId& queue)
{
    QByteArray command = "drover";
    if (queue.prefix != "bull")
        command += " --prefix " + shellQuoted(queue.prefix);
    const QByteArray id = shellQuoted(facts.job().id);
    if (facts.state == JobState::Failed)
        return command + " retry " + shellQuoted(queue.name) + " --id " + id + " --reset-attempts";
    return command + " job " + shellQuoted(queue.name) + " " + id + " --logs";
}

} // namespace drover::ui
