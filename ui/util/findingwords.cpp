// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/findingwords.h"

#include "util/formatting.h"
#include "util/plaintext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qsizetype evidenceLength = 120;

struct RuleWords {
    const char* rule;
    const char* fine; //!< title while it is Ok
    const char* info; //!< null: as `bad`
    const char* bad;
    const char* value; //!< the evidence that %1 of a title stands for; may be null
    const char* why;
};

// clang-format off
constexpr std::array allWords{
    RuleWords{"aof-off", QT_TRANSLATE_NOOP("drover::ui", "The append-only file is on"),
        QT_TRANSLATE_NOOP("drover::ui", "The server does not say whether the append-only file is on"),
        QT_TRANSLATE_NOOP("drover::ui", "The append-only file is off"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Jobs live in Redis alone. Without the append-only file a crash or restart loses every job since the "
              "last snapshot, and all of them when there is none.")},
    RuleWords{"aof-fsync", QT_TRANSLATE_NOOP("drover::ui", "The append-only file is synced as it should be"),
        QT_TRANSLATE_NOOP("drover::ui", "How the append-only file is synced is worth a look (appendfsync: %1)"),
        QT_TRANSLATE_NOOP("drover::ui", "The append-only file is never synced on purpose"), "appendfsync",
        QT_TRANSLATE_NOOP("drover::ui", "everysec loses at most a second or two of writes when the power fails; \"no\" leaves the moment to the "
              "system, \"always\" waits for the disk at every write.")},
    RuleWords{"aof-write-failed", QT_TRANSLATE_NOOP("drover::ui", "Writes of the append-only file succeed"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The last write of the append-only file failed"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "While it lasts Redis refuses writes: jobs are neither added nor finished.")},
    RuleWords{"rdb-save-failed", QT_TRANSLATE_NOOP("drover::ui", "The last snapshot succeeded"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The last snapshot failed"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "With stop-writes-on-bgsave-error Redis refuses every write until a snapshot succeeds: queues stand still.")},
    RuleWords{"eviction-policy", QT_TRANSLATE_NOOP("drover::ui", "Redis never evicts keys"),
        QT_TRANSLATE_NOOP("drover::ui", "The server does not tell its eviction policy"),
        QT_TRANSLATE_NOOP("drover::ui", "The eviction policy is %1, not noeviction"), "maxmemory-policy",
        QT_TRANSLATE_NOOP("drover::ui", "Under every other policy Redis drops keys of queues when memory runs short; even volatile-* takes locks. "
              "Queues are correct under noeviction alone.")},
    RuleWords{"evicted-keys", QT_TRANSLATE_NOOP("drover::ui", "No key has been evicted"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Redis has evicted %1 keys since it started"), "evicted_keys",
        QT_TRANSLATE_NOOP("drover::ui", "Some of them may have been jobs, locks or whole states: they are gone, and what points to them is damaged.")},
    RuleWords{"memory-headroom", QT_TRANSLATE_NOOP("drover::ui", "Memory is far from its limit"),
        QT_TRANSLATE_NOOP("drover::ui", "The server does not tell its memory use"), QT_TRANSLATE_NOOP("drover::ui", "%1 % of the memory limit is in use"), "percent",
        QT_TRANSLATE_NOOP("drover::ui", "At the limit Redis refuses writes: adds fail, and so do renewals of locks, so that running jobs run twice.")},
    RuleWords{"server-version", QT_TRANSLATE_NOOP("drover::ui", "The server is recent enough"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The server is older than BullMQ advises (%1)"), "version",
        QT_TRANSLATE_NOOP("drover::ui", "BullMQ needs Redis 5.0 and advises 6.2 or newer.")},
    RuleWords{"read-replica", QT_TRANSLATE_NOOP("drover::ui", "This server takes writes"), nullptr, QT_TRANSLATE_NOOP("drover::ui", "This server is a replica"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "A replica refuses writes: nothing can be added, retried or worked on here.")},
    RuleWords{"latency", QT_TRANSLATE_NOOP("drover::ui", "Round trips are quick"), QT_TRANSLATE_NOOP("drover::ui", "Round trips are slow, or have not been measured"),
        QT_TRANSLATE_NOOP("drover::ui", "Round trips are slow"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "A worker makes at least one round trip a job: its length bounds the jobs per second at low concurrency.")},
    RuleWords{"clock-skew", QT_TRANSLATE_NOOP("drover::ui", "Both clocks agree"), QT_TRANSLATE_NOOP("drover::ui", "The server's clock cannot be read"),
        QT_TRANSLATE_NOOP("drover::ui", "The server's clock differs from this computer's"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Delays are computed with the clock of whoever adds a job, and locks expire by the server's.")},
    RuleWords{"retry-strategy", QT_TRANSLATE_NOOP("drover::ui", "Reconnects for ever, after growing waits"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The waits between tries to reconnect are not sound"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Too short waits give a struggling server no rest, too long ones keep workers away from it.")},
    RuleWords{"max-retries", QT_TRANSLATE_NOOP("drover::ui", "Retries per request are as they should be"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "A worker gives up commands after a number of reconnections"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Workers must wait as long as an outage lasts; a limit makes them fail instead.")},
    RuleWords{"memory-growth", QT_TRANSLATE_NOOP("drover::ui", "Memory does not grow towards its limit"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "At this pace memory is full in %1 h"), "hours",
        QT_TRANSLATE_NOOP("drover::ui", "Kept jobs, events and logs fill the memory. At the limit adds fail, and so do renewals of locks.")},
    RuleWords{"replication-lag", QT_TRANSLATE_NOOP("drover::ui", "No replica lags behind"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "A replica lags behind, or has lost its master"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Replication is asynchronous: when the master fails, what its replica has not read yet is lost, jobs that were acknowledged too.")},
    RuleWords{"slow-commands", QT_TRANSLATE_NOOP("drover::ui", "No command was slow in the last hour"), QT_TRANSLATE_NOOP("drover::ui", "A command was slow, or the slow log cannot be read"),
        QT_TRANSLATE_NOOP("drover::ui", "A command (%1) kept Redis from everything else"), "command",
        QT_TRANSLATE_NOOP("drover::ui", "Redis does one thing at a time: while a command runs, no job is added, taken or finished, and no lock is renewed.")},
    RuleWords{"clients", QT_TRANSLATE_NOOP("drover::ui", "There is room for more clients"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Connections run out, or have been refused"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Each worker holds two connections. At the limit new ones are refused: workers that start or come back get in no more.")},
    RuleWords{"no-password", QT_TRANSLATE_NOOP("drover::ui", "Strangers need a password"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Redis lets this computer in without a password"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Whoever reaches the port reads all jobs, changes them, and runs commands of the server.")},
    RuleWords{"no-tls", QT_TRANSLATE_NOOP("drover::ui", "Nobody can listen in"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Jobs and the password cross the network in clear text"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Data of jobs is not encrypted by BullMQ: whoever can listen in between reads and changes it.")},
    RuleWords{"protected-mode", QT_TRANSLATE_NOOP("drover::ui", "Strangers are kept out"), QT_TRANSLATE_NOOP("drover::ui", "Whether protected mode is on cannot be read"),
        QT_TRANSLATE_NOOP("drover::ui", "Redis listens to everybody, without a password and without protected mode"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Protected mode refuses other computers while no password is set. Without both, the server belongs to whoever finds it.")},
    RuleWords{"server-certificate", QT_TRANSLATE_NOOP("drover::ui", "No certificate of the server expires soon"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The server's certificate expires in %1"), "expiresInMs",
        QT_TRANSLATE_NOOP("drover::ui", "Once it has expired nobody can connect any more: not Drover, and no worker that verifies it.")},
    RuleWords{"client-certificate", QT_TRANSLATE_NOOP("drover::ui", "No certificate of our own expires soon"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Our own certificate expires in %1"), "expiresInMs",
        QT_TRANSLATE_NOOP("drover::ui", "The server asks for it: once it has expired this connection is refused.")},
    RuleWords{"oldest-waiting", QT_TRANSLATE_NOOP("drover::ui", "Jobs get their turn soon"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The job that is next has waited for %1"), "oldestWaitingMs",
        QT_TRANSLATE_NOOP("drover::ui", "Workers are busy and fall behind, or jobs come back after long delays.")},
    RuleWords{"active-too-long", QT_TRANSLATE_NOOP("drover::ui", "No job has been active for long"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "A job has been active for %1"), "activeMs",
        QT_TRANSLATE_NOOP("drover::ui", "Its worker renews the lock, so it lives; its processor may hang, for nothing in BullMQ ends it.")},
    RuleWords{"events-too-long", QT_TRANSLATE_NOOP("drover::ui", "The events stream is as long as wanted"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The events stream has %1 entries, far more than wanted"), "events",
        QT_TRANSLATE_NOOP("drover::ui", "Scripts of BullMQ trim the stream as they write. Something writes to it that does not, and it only grows.")},
    RuleWords{"retention-freezes", QT_TRANSLATE_NOOP("drover::ui", "Retention removes in small numbers"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The next job that ends removes very many in one call (%1 are kept)"), "kept",
        QT_TRANSLATE_NOOP("drover::ui", "Far more jobs are there than are kept by count. BullMQ removes the rest at once: Redis stands still for about a second per 100,000 jobs.")},
    RuleWords{"retention-asleep", QT_TRANSLATE_NOOP("drover::ui", "Retention is awake"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Finished jobs stay beyond the age that they may have (%1)"), "kept",
        QT_TRANSLATE_NOOP("drover::ui", "BullMQ looks at the age only when another job of this kind ends, and takes the policy of that job. In a queue that rests nothing ever expires.")},
    RuleWords{"retention-endless", QT_TRANSLATE_NOOP("drover::ui", "Finished jobs go some day"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 finished jobs are kept, and nothing ever removes them"), "kept",
        QT_TRANSLATE_NOOP("drover::ui", "Without a retention policy every finished job stays, about 1 KB each, until the memory is full.")},
    RuleWords{"no-workers", QT_TRANSLATE_NOOP("drover::ui", "A worker listens"), QT_TRANSLATE_NOOP("drover::ui", "Whether a worker listens cannot be seen"),
        QT_TRANSLATE_NOOP("drover::ui", "Jobs wait and no worker listens"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Nothing moves until a worker of this queue connects. Workers of some ports never name their connection "
              "and cannot be seen.")},
    RuleWords{"queue-paused", QT_TRANSLATE_NOOP("drover::ui", "The queue is not paused"), nullptr, QT_TRANSLATE_NOOP("drover::ui", "The queue is paused"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Workers take no job until it is resumed; running jobs end.")},
    RuleWords{"rate-limited", QT_TRANSLATE_NOOP("drover::ui", "No rate limit holds the queue back"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The rate limit is used up for now"), nullptr, QT_TRANSLATE_NOOP("drover::ui", "Workers go on when the window ends.")},
    RuleWords{"concurrency-full", QT_TRANSLATE_NOOP("drover::ui", "The global concurrency has room"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The global concurrency is used up"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The queue starts a job only when another one ends. Active jobs without a worker free their place after "
              "the stalled check.")},
    RuleWords{"silent-worker", QT_TRANSLATE_NOOP("drover::ui", "The workers ask for jobs"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Jobs wait (%1), and no worker has asked for one for a while"), "waiting",
        QT_TRANSLATE_NOOP("drover::ui", "A worker that is free asks every few seconds. These are paused, or their program is stuck or its connection half dead.")},
    RuleWords{"active-without-lock", QT_TRANSLATE_NOOP("drover::ui", "Every active job is held by a worker"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Some active jobs have no lock: no worker holds them"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Their worker died, or was cut off for longer than its lock. A running worker of the queue takes them back at its stalled check, every 30 s by default; without one they stay.")},
    RuleWords{"overdue-delayed", QT_TRANSLATE_NOOP("drover::ui", "No delayed job is overdue"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Delayed jobs are due and stay where they are (%1)"), "overdue",
        QT_TRANSLATE_NOOP("drover::ui", "Workers that wait for jobs move the due ones. All of them are busy, or none of them waits.")},
    RuleWords{"stuck-parent", QT_TRANSLATE_NOOP("drover::ui", "No parent waits in vain"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Parents wait for children that will not complete"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "A parent runs when all of its children have completed. A child that failed for good holds it, and so does one whose data is gone.")},
    RuleWords{"scheduler-stopped", QT_TRANSLATE_NOOP("drover::ui", "Every job scheduler has its next job"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "A job scheduler has stopped: it has no next job (%1)"), "schedulers",
        QT_TRANSLATE_NOOP("drover::ui", "A scheduler lives by its next job, which makes the one after it. Somebody removed that job, or its data is gone.")},
    RuleWords{"mixed-versions", QT_TRANSLATE_NOOP("drover::ui", "One version uses the queue"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Paused by version 6, used by services of an older one: a resume by those would lose %1 jobs"), "waiting",
        QT_TRANSLATE_NOOP("drover::ui", "Version 6 leaves waiting jobs where they are, version 5 expects them in a list of its own. If a job is "
              "added now, a resume by version 5 renames that list over the waiting jobs.")},
    RuleWords{"legacy-paused-list", QT_TRANSLATE_NOOP("drover::ui", "No paused list of old versions"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 jobs sit in a paused list of BullMQ 5 or older"), "paused",
        QT_TRANSLATE_NOOP("drover::ui", "BullMQ 6 neither counts nor runs them until the queue is resumed by version 6. A resume by version 5 "
              "while jobs wait overwrites the wait list: those jobs are lost.")},
    RuleWords{"legacy-markers", QT_TRANSLATE_NOOP("drover::ui", "No marker of old versions"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The wait list holds a marker of BullMQ 3 or 4"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "A marker \"0\" is counted as a waiting job, and a worker of version 6 runs it as a job without name and "
              "data. Workers of versions 3 and 4 still write them.")},
    RuleWords{"legacy-priority", QT_TRANSLATE_NOOP("drover::ui", "No priority set of old versions"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "A priority set of BullMQ 3 is left"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Nobody reads it any more; it only takes memory.")},
    RuleWords{"legacy-repeatables", QT_TRANSLATE_NOOP("drover::ui", "No repeatable jobs of old versions"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Repeatable jobs of an older BullMQ are registered"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "BullMQ 6 runs their pending job and then stops, or repeats them with empty data; reading the "
              "schedulers of the queue with npm fails.")},
    RuleWords{"wrong-prefix", QT_TRANSLATE_NOOP("drover::ui", "The queue is under this prefix"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The queue is empty here, and has jobs under another prefix (%1)"), "prefixes",
        QT_TRANSLATE_NOOP("drover::ui", "Producers and workers meet only where prefix and name are the same: one of them may write elsewhere.")},
    RuleWords{"delayed-later", QT_TRANSLATE_NOOP("drover::ui", "No job waits for its time alone"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "All jobs that are left are delayed; the next is due in %1"), "nextInMs",
        QT_TRANSLATE_NOOP("drover::ui", "A job with a delay, or one that waits for its next attempt, runs when its time has come.")},
    RuleWords{"children-run", QT_TRANSLATE_NOOP("drover::ui", "No job waits for children alone"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Jobs wait for their children (%1)"), "waitingChildren",
        QT_TRANSLATE_NOOP("drover::ui", "They run when all of their children have completed; look at the queues of those.")},
    RuleWords{"job-in-two-places", QT_TRANSLATE_NOOP("drover::ui", "Each job is in one place"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 jobs are in two places at once"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "Such a job may run twice, and an action that takes it out of one state leaves it in the other.")},
    RuleWords{"job-without-data", QT_TRANSLATE_NOOP("drover::ui", "Every entry of a state has its data"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 entries of states have no data: the jobs are gone"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "Their hash was evicted, has expired or was deleted by hand. A worker that takes such an entry fails it or loops over it.")},
    RuleWords{"job-in-no-state", QT_TRANSLATE_NOOP("drover::ui", "Every job is in a state"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 jobs are in no state: no worker will ever take them"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "A resume by BullMQ 5 over a paused queue of version 6, a lost write or a removal by hand took them out of their state. Their data is still there.")},
    RuleWords{"keys-without-job", QT_TRANSLATE_NOOP("drover::ui", "No keys are left of jobs that are gone"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 keys are left of jobs that are gone"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "Logs or children of jobs whose data is gone: they only take memory, until a job of that id comes again and finds them.")},
    RuleWords{"lock-without-work", QT_TRANSLATE_NOOP("drover::ui", "Only active jobs are locked"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 locks stand on jobs that are not active"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "A job that is locked cannot be removed, and a worker that takes it cannot finish it while the lock is another's.")},
    RuleWords{"stalled-mark-left", QT_TRANSLATE_NOOP("drover::ui", "Only active jobs are marked as stalled"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 jobs are marked as stalled and are not active"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "The next stalled check of any worker takes the marks away. Without a worker they stay.")},
    RuleWords{"finished-twice", QT_TRANSLATE_NOOP("drover::ui", "No job ended twice"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 times a job ended that had ended before"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "It ran twice at the same time: its lock was lost while it was running, or somebody moved it by hand. Whatever it does has been done twice.")},
    RuleWords{"completed-elsewhere", QT_TRANSLATE_NOOP("drover::ui", "Events and states agree"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Events and states disagree about %1 jobs"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "The stream says completed and the job is elsewhere, or the job is completed and the stream does not know. Somebody changed the keys by hand, or two stores were mixed.")},
    RuleWords{"times-out-of-order", QT_TRANSLATE_NOOP("drover::ui", "The times of jobs are in order"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The times of %1 jobs are out of order"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "Begun before added, or finished before begun, by more than 2 s: the clocks of producers and workers differ, and delays and ages are off by as much.")},
    RuleWords{"unsound-end", QT_TRANSLATE_NOOP("drover::ui", "Fields of finished jobs are sound"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 finished jobs have unsound fields"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "Place, time, reason or attempts contradict each other. No version of BullMQ leaves a job so.")},
    RuleWords{"marker-missing", QT_TRANSLATE_NOOP("drover::ui", "A marker wakes workers"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Work waits and no marker wakes a worker"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "Workers that wait find out at their next poll, after up to 5 s. When it stays so, something removed the marker by hand.")},
    RuleWords{"family-broken", QT_TRANSLATE_NOOP("drover::ui", "Parents and children fit"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 jobs have a parent or children that do not fit"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "A parent that completed while children were due, or a child that still has to run for a parent that is gone: its result will reach nobody.")},
    RuleWords{"scheduler-twice", QT_TRANSLATE_NOOP("drover::ui", "Each scheduler has one next job"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 next jobs of schedulers are there more than once"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "The scheduler fires twice a slot until one of the jobs is removed.")},
    RuleWords{"deduplicates-to-nothing", QT_TRANSLATE_NOOP("drover::ui", "Deduplication ids point to jobs"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "%1 deduplication ids hold back jobs for a job that is gone"), "count",
        QT_TRANSLATE_NOOP("drover::ui", "A job with that id is not added while the id points to a job that does not exist; older versions never free it.")},
    RuleWords{"id-counter-behind", QT_TRANSLATE_NOOP("drover::ui", "New ids are free"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "The counter of ids is behind jobs that exist"), nullptr,
        QT_TRANSLATE_NOOP("drover::ui", "New jobs get ids that are taken: they overwrite the data of jobs that are there. An old copy of the data was restored, or the counter was deleted.")},
};

struct KeyWord {
    const char* key; //!< of the evidence
    struct {
        const char* text;
        const char* comment;
    } word;
};

constexpr std::array keyWords{
    KeyWord{"oldestWaitingMs", QT_TRANSLATE_NOOP3("drover::ui", "oldest waiting", "evidence of a finding")},
    KeyWord{"ttlMs", QT_TRANSLATE_NOOP3("drover::ui", "over in", "evidence of a finding: a rate limit")},
    KeyWord{"ms", QT_TRANSLATE_NOOP3("drover::ui", "round trip", "evidence of a finding")},
    KeyWord{"percent", QT_TRANSLATE_NOOP3("drover::ui", "percent in use", "evidence of a finding")},
    KeyWord{"minimumMs", QT_TRANSLATE_NOOP3("drover::ui", "shortest wait", "evidence of a finding")},
    KeyWord{"maximumMs", QT_TRANSLATE_NOOP3("drover::ui", "longest wait", "evidence of a finding")},
    KeyWord{"sinceMs", QT_TRANSLATE_NOOP3("drover::ui", "due since", "evidence of a finding: a delayed job")},
    KeyWord{"idleMs", QT_TRANSLATE_NOOP3("drover::ui", "silent for", "evidence of a finding: a worker")},
    KeyWord{"overdue", QT_TRANSLATE_NOOP3("drover::ui", "overdue", "evidence of a finding: delayed jobs")},
    KeyWord{"looked", QT_TRANSLATE_NOOP3("drover::ui", "looked at", "evidence of a finding: jobs")},
    KeyWord{"missingChildren", QT_TRANSLATE_NOOP3("drover::ui", "children that are gone", "evidence of a finding: of parents")},
    KeyWord{"failedChildren", QT_TRANSLATE_NOOP3("drover::ui", "children that failed", "evidence of a finding: of parents")},
    KeyWord{"nextInMs", QT_TRANSLATE_NOOP3("drover::ui", "next in", "evidence of a finding: a delayed job")},
    KeyWord{"worstMs", QT_TRANSLATE_NOOP3("drover::ui", "worst", "evidence of a finding: a round trip")},
    KeyWord{"slowestMs", QT_TRANSLATE_NOOP3("drover::ui", "slowest", "evidence of a finding: a command")},
    KeyWord{"oldestMs", QT_TRANSLATE_NOOP3("drover::ui", "oldest ended ago", "evidence of a finding: finished jobs")},
    KeyWord{"activeMs", QT_TRANSLATE_NOOP3("drover::ui", "active for", "evidence of a finding: a job")},
    KeyWord{"bytesAnHour", QT_TRANSLATE_NOOP3("drover::ui", "growth an hour", "evidence of a finding: memory")},
    KeyWord{"expires", QT_TRANSLATE_NOOP3("drover::ui", "valid until", "evidence of a finding: a certificate")},
    KeyWord{"expiresInMs", QT_TRANSLATE_NOOP3("drover::ui", "expires in", "evidence of a finding: a certificate")},
    KeyWord{"subject", QT_TRANSLATE_NOOP3("drover::ui", "made for", "evidence of a finding: a certificate")},
    KeyWord{"issuer", QT_TRANSLATE_NOOP3("drover::ui", "signed by", "evidence of a finding: a certificate")},
    KeyWord{"sha256", QT_TRANSLATE_NOOP3("drover::ui", "SHA-256", "evidence of a finding: fingerprint of a certificate")},
    KeyWord{"pinned", QT_TRANSLATE_NOOP3("drover::ui", "pinned", "evidence of a finding: a certificate; yes")},
    KeyWord{"kept", QT_TRANSLATE_NOOP3("drover::ui", "kept", "evidence of a finding: finished jobs")},
    KeyWord{"count", QT_TRANSLATE_NOOP3("drover::ui", "count", "evidence of a finding: how many")},
    KeyWord{"details", QT_TRANSLATE_NOOP3("drover::ui", "jobs", "evidence of a finding: jobs with what is wrong")},
    KeyWord{"more", QT_TRANSLATE_NOOP3("drover::ui", "not looked at twice", "evidence of a finding: further suspicious jobs")},
    KeyWord{"waitingChildren", QT_TRANSLATE_NOOP3("drover::ui", "waiting for children", "evidence of a finding: jobs")},
};
// clang-format on

QString translated(const char* text)
{
    return QCoreApplication::translate("drover::ui", text);
}

QString shown(const QString& key, const QVariant& value)
{
    const bool isNumber = value.typeId() == QMetaType::LongLong || value.typeId() == QMetaType::Int
        || value.typeId() == QMetaType::Double;
    if (isNumber && (key == "used_memory"_L1 || key == "maxmemory"_L1 || key == "bytesAnHour"_L1))
        return formatBytes(value.toLongLong());
    if (isNumber && key == "rdb_last_save_time"_L1)
        return formatExact(value.toLongLong());
    if (isNumber && (key == "ms"_L1 || key.endsWith("Ms"_L1)))
        return formatDuration(value.toDouble());
    if (value.typeId() == QMetaType::LongLong || value.typeId() == QMetaType::Int)
        return formatCount(value.toLongLong());
    if (value.typeId() == QMetaType::QStringList)
        return plainText(value.toStringList().join(u", "), Lines::Single, evidenceLength);
    return plainText(value.toString(), Lines::Single, evidenceLength);
}

//! Keys that are no setting's name get a word.
QString keyWord(const QString& key)
{
    const auto known = std::find_if(keyWords.begin(), keyWords.end(),
        [&key](const KeyWord& word) { return key == QLatin1StringView(word.key); });
    return known == keyWords.end()
        ? key
        : QCoreApplication::translate("drover::ui", known->word.text, known->word.comment);
}

QString evidenceLine(const QVariantMap& evidence)
{
    QStringList parts;
    for (auto one = evidence.cbegin(); one != evidence.cend(); ++one) {
        const bool isTold = one.key() == "jobs"_L1 && evidence.contains(u"details"_s);
        if (one.key() == "queue"_L1 || isTold)
            continue;
        const QString value = shown(one.key(), one.value());
        parts.append(u"%1 %2"_s.arg(keyWord(one.key()),
            value.isEmpty() ? QCoreApplication::translate("drover::ui", "(none)", "an empty setting")
                            : value));
    }
    return parts.join(u" \u00b7 "_s);
}
} // namespace

FindingWords findingWords(const Finding& finding)
{
    FindingWords words{plainText(finding.title), plainText(finding.why, Lines::Single, 1000),
        evidenceLine(finding.evidence)};
    const auto known = std::find_if(allWords.begin(), allWords.end(),
        [&finding](const RuleWords& rule) { return finding.rule == QLatin1StringView(rule.rule); });
    if (known == allWords.end())
        return words;
    const char* title = finding.severity == Severity::Ok               ? known->fine
        : finding.severity == Severity::Info && known->info != nullptr ? known->info
                                                                       : known->bad;
    words.title = translated(title);
    if (known->value != nullptr && words.title.contains(u"%1")) {
        const QString key = QString::fromLatin1(known->value);
        words.title = words.title.arg(shown(key, finding.evidence.value(key)));
    }
    words.why = translated(known->why);
    return words;
}

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Ok:
        return QCoreApplication::translate("drover::ui", "Fine", "severity of a finding");
    case Severity::Info:
        return QCoreApplication::translate("drover::ui", "Note", "severity of a finding");
    case Severity::Warning:
        return QCoreApplication::translate("drover::ui", "Warning", "severity of a finding");
    case Severity::Critical:
        return QCoreApplication::translate("drover::ui", "Critical", "severity of a finding");
    }
    return {};
}

QString severityIcon(Severity severity)
{
    switch (severity) {
    case Severity::Ok:
        return u"circle-check"_s;
    case Severity::Info:
        return u"info"_s;
    case Severity::Warning:
        return u"warning"_s;
    case Severity::Critical:
        return u"octagon-alert"_s;
    }
    return u"info"_s;
}

} // namespace drover::ui
