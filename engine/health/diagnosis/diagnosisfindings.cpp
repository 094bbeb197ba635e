// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/diagnosis/diagnosisfindings_p.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t examplesShown = 20;

struct Words {
    Invariant invariant;
    const char* id; //!< of the project's list of invariants
    const char* rule;
    Severity severity;
    const char* title; //!< %1 = how many
    const char* why;
    std::array<const char*, 2> fix; //!< %1 = the queue; the second may be null
};

const Words& wordsOf(Invariant invariant)
{
    static const Words all[]{
        {Invariant::OnePlace, "I1", "job-in-two-places", Severity::Critical,
            "%1 jobs are in two places at once",
            "Such a job may run twice, and an action that takes it out of one state leaves it in the other.",
            {"Look at the job, then take the wrong entry out: LREM or ZREM of that state's key"}},
        {Invariant::HasData, "I2", "job-without-data", Severity::Warning,
            "%1 entries of states have no data: the jobs are gone",
            "Their hash was evicted, has expired or was deleted by hand. A worker that takes such an entry "
            "fails it or loops over it, and pages of dashboards show it as empty.",
            {"drover remove %1 --id ID", "drover health, to see whether Redis evicts keys"}},
        {Invariant::HasPlace, "I3", "job-in-no-state", Severity::Critical,
            "%1 jobs are in no state: no worker will ever take them",
            "A resume by BullMQ 5 over a paused queue of version 6, a lost write or a removal by hand took "
            "them out of their state. Their data is still there.",
            {"Add them again from their data: drover job %1 ID --json",
                "await queue.removeOrphanedJobs() of npm bullmq, to give them up"}},
        {Invariant::OwnedKeys, "I5", "keys-without-job", Severity::Warning,
            "%1 keys are left of jobs that are gone",
            "Logs or children of jobs whose data is gone: they only take memory, until a job of that id "
            "comes "
            "again and finds them.",
            {"DEL of those keys", "await queue.removeOrphanedJobs() of npm bullmq"}},
        {Invariant::ActiveLocks, "I6", "lock-without-work", Severity::Warning,
            "%1 locks stand on jobs that are not active",
            "A job that is locked cannot be removed, and a worker that takes it cannot finish it while the "
            "lock is another's.",
            {"Locks end by themselves after 30 s by default; look again", "DEL of the key ID:lock"}},
        {Invariant::ActiveMarks, "I7", "stalled-mark-left", Severity::Info,
            "%1 jobs are marked as stalled and are not active",
            "The next stalled check of any worker takes the marks away. Without a worker they stay.",
            {"drover work %1 --node processor.js"}},
        {Invariant::EndsOnce, "I8", "finished-twice", Severity::Warning,
            "%1 times a job ended that had ended before",
            "It ran twice at the same time: its lock was lost while it was running, or somebody moved it by "
            "hand. Whatever it does has been done twice.",
            {"Make jobs safe to repeat; see why locks get lost: drover health"}},
        {Invariant::EndsThere, "I9", "completed-elsewhere", Severity::Warning,
            "Events and states disagree about %1 jobs",
            "The stream says completed and the job is elsewhere, or the job is completed and the stream, "
            "which reaches back that far, does not know. Somebody changed the keys by hand, or two stores "
            "were mixed.",
            {"Look at each job: drover job %1 ID"}},
        {Invariant::TimesInOrder, "I11", "times-out-of-order", Severity::Info,
            "The times of %1 jobs are out of order",
            "Begun before added, or finished before begun, by more than 2 s: the clocks of producers and "
            "workers differ, and delays and ages are off by as much.",
            {"Let all computers follow a time server (NTP)"}},
        {Invariant::SoundFields, "I12", "unsound-end", Severity::Warning,
            "%1 finished jobs have unsound fields",
            "Place, time, reason or attempts contradict each other. No version of BullMQ leaves a job so.",
            {"Look at each job: drover job %1 ID"}},
        {Invariant::Marker, "I15", "marker-missing", Severity::Info,
            "Work waits and no marker wakes a worker",
            "Workers that wait find out at their next poll, after up to 5 s (drainDelay). When it stays so, "
            "something removed the marker by hand.",
            {"Any new job of the queue, or drover pause %1 and drover resume %1, makes a new marker"}},
        {Invariant::Family, "I16", "family-broken", Severity::Warning,
            "%1 jobs have a parent or children that do not fit",
            "A parent that completed while children were due, or a child that still has to run for a parent "
            "that is gone: its result will reach nobody.",
            {"drover flow show %1 ID"}},
        {Invariant::OneNext, "I17", "scheduler-twice", Severity::Warning,
            "%1 next jobs of schedulers are there more than once",
            "The scheduler fires twice a slot until one of the jobs is removed.",
            {"drover remove %1 --id ID"}},
        {Invariant::Deduplication, "I18", "deduplicates-to-nothing", Severity::Warning,
            "%1 deduplication ids hold back jobs for a job that is gone",
            "A job with that id is not added while the id points to a job that does not exist; older "
            "versions "
            "never free it.",
            {"await queue.removeDeduplicationKey(ID) of npm bullmq"}},
        {Invariant::Counter, "I18", "id-counter-behind", Severity::Critical,
            "The counter of ids is behind %1 jobs that exist",
            "New jobs get ids that are taken: they overwrite the data of jobs that are there. An old copy of "
            "the data was restored, or the counter was deleted.",
            {"SET <prefix>:%1:id <the largest number>"}},
    };
    for (const Words& words : all) {
        if (words.invariant == invariant)
            return words;
    }
    return all[0];
}

} // namespace

void Breach::add(const QByteArray& subject, const QByteArray& text)
{
    // One that moves may be met twice.
    const auto isKnown = [&subject](const auto& example) { return example.first == subject; };
    if (std::any_of(examples.begin(), examples.end(), isKnown))
        return;
    ++count;
    if (examples.size() < examplesShown)
        examples.emplace_back(subject, text);
}

QString ruleOf(Invariant invariant)
{
    return QString::fromLatin1(wordsOf(invariant).rule);
}

Finding findingOf(const QueueId& queue, Invariant invariant, const Breach& breach)
{
    const Words& words = wordsOf(invariant);
    const QString name = QString::fromUtf8(queue.name);
    QStringList jobs;
    QStringList details;
    for (const auto& [subject, text] : breach.examples) {
        jobs.append(QString::fromUtf8(subject));
        details.append(QString::fromUtf8(subject + ": " + text));
    }
    QString title = QString::fromLatin1(words.title);
    if (title.contains("%1"_L1))
        title = title.arg(breach.count);
    Finding finding{QString::fromLatin1(words.rule), words.severity, title,
        {{u"queue"_s, name}, {u"invariant"_s, QString::fromLatin1(words.id)}, {u"count"_s, breach.count},
            {u"jobs"_s, jobs}, {u"details"_s, details}},
        QString::fromLatin1(words.why), {}};
    if (breach.unchecked > 0)
        finding.evidence[u"more"_s] = breach.unchecked;
    for (const char* line : words.fix) {
        if (line == nullptr)
            continue;
        const QString fix = QString::fromLatin1(line);
        finding.fix.append(fix.contains("%1"_L1) ? QString(fix).replace("%1"_L1, name) : fix);
    }
    return finding;
}

} // namespace drover
