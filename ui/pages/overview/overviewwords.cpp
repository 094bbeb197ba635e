// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/overview/overviewwords.h"

#include "models/timetoclear.h"
#include "util/formatting.h"
#include "util/plaintext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qsizetype nameLength = 40;
constexpr qsizetype causeLength = 60;
constexpr qsizetype prefixesNamed = 5;
constexpr double commonShare = 0.5; //!< fewer share no cause worth the room

QString tr(const char* text, const char* note = nullptr, int n = -1)
{
    return QCoreApplication::translate("drover::ui", text, note, n);
}

QString nameOf(const QueueFacts& facts)
{
    return plainText(facts.summary.queue.name, Lines::Single, nameLength);
}

QString dotted(const QStringList& parts)
{
    return parts.join(u" \u00b7 "_s);
}

QueueFlow totalFlow(const QList<QueueFacts>& queues)
{
    // Queues are observed for different times: rates add up, spans do not.
    QueueFlow sum;
    for (const QueueFacts& queue : queues)
        sum.spanMs = std::max(sum.spanMs, queue.flow.spanMs);
    const auto whole = static_cast<double>(sum.spanMs) / 1000;
    for (const QueueFacts& queue : queues) {
        const QueueFlow& flow = queue.flow;
        sum.added += qRound64(flow.perSecond(flow.added) * whole);
        sum.completed += qRound64(flow.perSecond(flow.completed) * whole);
        sum.failed += qRound64(flow.perSecond(flow.failed) * whole);
        sum.exact = sum.exact && flow.exact;
    }
    return sum;
}
} // namespace

const QueueFacts* worstQueue(const QList<QueueFacts>& queues)
{
    const QueueFacts* worst = nullptr;
    qint64 most = 0;
    for (const QueueFacts& queue : queues) {
        const qint64 failed = queue.summary.counts[JobState::Failed];
        if (failed > most) {
            worst = &queue;
            most = failed;
        }
    }
    return worst;
}

const QueueFacts* slowestQueue(const QList<QueueFacts>& queues)
{
    const QueueFacts* slowest = nullptr;
    double longest = 0;
    for (const QueueFacts& queue : queues) {
        if (readyJobs(queue.summary.counts) == 0)
            continue;
        const double order = clearOrder(timeToClear(queue));
        if (slowest == nullptr || order > longest) {
            slowest = &queue;
            longest = order;
        }
    }
    return slowest;
}

TileWords unknownWords()
{
    return {QString(QChar(u'\u2013')), {}, Card::Mood::Plain};
}

TileWords failingWords(const QList<QueueFacts>& queues, const std::optional<TopCause>& cause)
{
    const QueueFacts* worst = worstQueue(queues);
    if (worst == nullptr)
        return {tr("nothing", "no failed jobs"), tr("No queue keeps failed jobs."), Card::Mood::Good};
    qint64 all = 0;
    qint64 lately = 0;
    int failing = 0;
    for (const QueueFacts& queue : queues) {
        const qint64 failed = queue.summary.counts[JobState::Failed];
        all += failed;
        failing += failed > 0 ? 1 : 0;
        lately += queue.flow.failed;
    }
    TileWords words;
    words.fact = tr("%1 in %2", "number of failed jobs, queue")
                     .arg(formatCount(worst->summary.counts[JobState::Failed]), nameOf(*worst));
    // Failures of long ago are kept for a person to look at; those of this minute are news.
    words.mood = lately > 0 ? Card::Mood::Bad : Card::Mood::Warn;
    const bool isShared = cause && cause->queue == worst->summary.queue && cause->looked > 0
        && static_cast<double>(cause->count) >= commonShare * static_cast<double>(cause->looked);
    QStringList evidence;
    if (isShared)
        evidence.append(tr("%1 % share one cause: %2", "share of failures, cause")
                            .arg(formatCount(cause->count * 100 / cause->looked),
                                plainText(cause->cause, Lines::Single, causeLength)));
    else
        evidence.append(lately > 0 ? tr("%n in the last minute", "failed jobs", static_cast<int>(lately))
                                   : tr("none in the last minute", "failed jobs"));
    if (failing > 1 && !isShared)
        evidence.append(tr("%1 in all queues", "number of failed jobs").arg(formatCount(all)));
    words.evidence = dotted(evidence);
    return words;
}

TileWords clearTileWords(const QList<QueueFacts>& queues, qint64 now)
{
    // What is said beside a queue's name is about that queue.
    const QueueFacts* slowest = slowestQueue(queues);
    const QueueFlow flow = slowest != nullptr ? slowest->flow : totalFlow(queues);
    QStringList evidence;
    if (flow.spanMs > 0)
        evidence.append(tr("in %1, out %2", "rates of jobs")
                            .arg(formatRate(flow.perSecond(flow.added)),
                                formatRate(flow.perSecond(flow.completed + flow.failed))));
    if (slowest != nullptr && slowest->nextSince > 0)
        evidence.append(
            tr("oldest waiting %1", "an age").arg(formatAge(std::max<qint64>(now - slowest->nextSince, 0))));
    if (slowest == nullptr)
        return {tr("nothing waits", "no jobs to do"), dotted(evidence), Card::Mood::Good};
    const TimeToClear time = timeToClear(*slowest);
    // The name leads where the number is that queue's alone.
    evidence.prepend(nameOf(*slowest));
    TileWords words{{}, dotted(evidence), Card::Mood::Plain};
    switch (time.kind) {
    case TimeToClear::Kind::Clears:
        words.fact = tr("about %1", "a duration").arg(formatAbout(time.milliseconds));
        words.mood = time.milliseconds > 10 * 60 * 1000 ? Card::Mood::Warn : Card::Mood::Plain;
        break;
    case TimeToClear::Kind::Grows:
        words.fact = tr("growing", "jobs that wait: more come than leave");
        words.mood = Card::Mood::Warn;
        break;
    case TimeToClear::Kind::Stands:
        words.fact = tr("standing still", "jobs that wait: none leaves");
        words.mood = Card::Mood::Warn;
        break;
    case TimeToClear::Kind::Unknown:
    case TimeToClear::Kind::Nothing:
        words.fact = tr("%n waiting", "jobs", static_cast<int>(readyJobs(slowest->summary.counts)));
        break;
    }
    return words;
}

TileWords redisWords(const LinkFacts& link, const HealthReport& health)
{
    if (link.state != LinkState::Ready) {
        const bool isBroken = link.state == LinkState::Waiting || link.state == LinkState::Refused;
        return {tr("not connected"), tr("Drover keeps trying; see below."),
            isBroken ? Card::Mood::Bad : Card::Mood::Plain};
    }
    QStringList evidence;
    if (!link.evictionPolicy.isEmpty())
        evidence.append(plainText(link.evictionPolicy));
    if (link.aof)
        evidence.append(*link.aof ? tr("AOF on") : tr("AOF off"));
    if (link.latency >= 0)
        evidence.append(formatDuration(link.latency));
    if (health.checkedAt == 0)
        return {tr("Redis %1", "%1 is a version").arg(plainText(link.version, Lines::Single, 20)),
            dotted(evidence), Card::Mood::Plain};
    // The heaviest finding about the server speaks; those about queues have their place in the table.
    const auto heaviest = std::max_element(health.server.begin(), health.server.end(),
        [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
    if (heaviest == health.server.end() || heaviest->severity < Severity::Warning)
        return {tr("fit for BullMQ"), dotted(evidence), Card::Mood::Good};
    const auto severe = std::count_if(health.server.begin(), health.server.end(),
        [](const Finding& finding) { return finding.severity >= Severity::Warning; });
    const bool isCritical = heaviest->severity == Severity::Critical;
    return {isCritical ? tr("may lose jobs") : tr("%n warning(s)", "about Redis", static_cast<int>(severe)),
        plainText(heaviest->title), isCritical ? Card::Mood::Bad : Card::Mood::Warn};
}

TileWords workerWords(const QList<QueueFacts>& queues, const ListenerFacts& listeners)
{
    if (queues.isEmpty() && listeners.workers == 0)
        return {tr("none", "workers"), tr("There is no queue to listen to."), Card::Mood::Plain};
    if (!listeners.known)
        return {tr("unknown"), tr("Redis does not let us list its clients."), Card::Mood::Plain};
    const QString fact = listeners.hosts > 1
        ? tr("%n on %1 hosts", "workers, hosts", listeners.workers).arg(formatCount(listeners.hosts))
        : tr("%n listening", "workers", listeners.workers);
    const auto unattended = std::count_if(queues.begin(), queues.end(), [](const QueueFacts& queue) {
        return queue.workers == 0 && !queue.summary.paused && readyJobs(queue.summary.counts) > 0;
    });
    if (unattended > 0)
        return {fact,
            tr("%n queue(s) with jobs but nobody to run them", "warning", static_cast<int>(unattended)),
            Card::Mood::Warn};
    if (!listeners.silent.isEmpty()) {
        const SilentWorker& longest = *std::max_element(listeners.silent.begin(), listeners.silent.end(),
            [](const SilentWorker& a, const SilentWorker& b) { return a.silence < b.silence; });
        const QByteArray& name = longest.name.isEmpty() ? longest.address : longest.name;
        return {fact,
            tr("%n silent for %1: %2", "workers, time, name of the first",
                static_cast<int>(listeners.silent.size()))
                .arg(formatAge(longest.silence), plainText(name, Lines::Single, nameLength)),
            Card::Mood::Warn};
    }
    return {fact, tr("Every queue with jobs has a worker."), Card::Mood::Plain};
}

QString noQueuesWords(const QueuesSnapshot& snapshot, const QByteArrayList& prefixes)
{
    QStringList patterns;
    for (const QByteArray& prefix : prefixes)
        patterns.append(plainText(prefix, Lines::Single, nameLength) + u":*:meta"_s);
    const QString looked =
        tr("No keys match %1.", "%1 is a pattern of keys or several").arg(patterns.join(u", "_s));
    if (snapshot.otherPrefixes.isEmpty())
        return tr("%1 Is the prefix another one, or the database?").arg(looked);
    QStringList others;
    for (auto other = snapshot.otherPrefixes.cbegin(); other != snapshot.otherPrefixes.cend(); ++other) {
        if (others.size() == prefixesNamed) {
            others.append(QString(QChar(u'\u2026')));
            break;
        }
        others.append(tr("%1 (%n queue(s))", "a prefix", other.value())
                          .arg(plainText(other.key(), Lines::Single, nameLength)));
    }
    return tr("%1 Other prefixes found: %2. Connect with that prefix to see their queues.",
        "sentence, list of prefixes")
        .arg(looked, others.join(u", "_s));
}

} // namespace drover::ui
