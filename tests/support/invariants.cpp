// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/invariants.h"
#include "support/queuesnapshot.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace drover::test {

namespace {

//! One duty a function; all of them write into one list.
class Checker {
public:
    Checker(const RedisCommand& redis, const InvariantOptions& options)
        : m_redis(redis)
        , m_options(options)
        , m_queue(takeSnapshot(redis, options.prefix, options.queue))
    {
    }

    QList<Violation> run()
    {
        places();
        attachedKeys();
        locks();
        events();
        finishedJobs();
        liveness();
        families();
        schedulersAndIds();
        if (m_options.journal != nullptr) {
            conservation();
            runs();
            limits();
        }
        return m_violations;
    }

private:
    void add(const char* invariant, const QByteArray& subject, const QByteArray& text)
    {
        m_violations.append({invariant, subject, text});
    }

    bool isIn(const char* state, const QByteArray& id) const
    {
        return m_queue.states.value(state).contains(id);
    }

    void places();
    void attachedKeys();
    void locks();
    void events();
    void event(const QueueSnapshot::Event& event);
    void completedEvents();
    void finishedJobs();
    void finishedJob(const QByteArray& state, const QByteArray& id);
    void attempts(const QByteArray& id, const QueueSnapshot::Hash& job);
    void liveness();
    void families();
    void schedulersAndIds();
    void identifiers();
    void conservation();
    void runs();
    void limits();
    void rate(QList<qint64> starts);

    const RedisCommand& m_redis;
    const InvariantOptions& m_options;
    const QueueSnapshot m_queue;
    QList<Violation> m_violations;
    QHash<QByteArray, QByteArray>
        m_lastEnd; //!< job id -> "completed" or "failed"; absent while it is on its way
    QSet<QByteArray> m_retriedByHand;
    qint64 m_completedEvents = 0;
};

// I1, I2, I3
void Checker::places()
{
    QSet<QByteArray> placed;
    for (const auto& ids : m_queue.states)
        placed.unite({ids.begin(), ids.end()});
    for (const auto& id : std::as_const(placed)) {
        const auto states = m_queue.statesOf(id);
        if (states.size() != 1)
            add("I1", id, "is in " + states.join(", "));
        if (!m_queue.jobs.contains(id))
            add("I2", id, "is in " + states.join(", ") + " but has no hash");
    }
    for (auto it = m_queue.jobs.keyBegin(); it != m_queue.jobs.keyEnd(); ++it) {
        if (!placed.contains(*it))
            add("I3", *it, "has a hash but is in no state");
    }
}

// I5
void Checker::attachedKeys()
{
    for (auto it = m_queue.attachments.begin(); it != m_queue.attachments.end(); ++it) {
        for (const auto& suffix : it.value()) {
            if (suffix != "lock" && !m_queue.jobs.contains(it.key()))
                add("I5", it.key(), "has :" + suffix + " but no hash");
        }
    }
}

// I6, I7
void Checker::locks()
{
    for (auto it = m_queue.attachments.begin(); it != m_queue.attachments.end(); ++it) {
        if (!it.value().contains("lock"))
            continue;
        if (!isIn("active", it.key()))
            add("I6", it.key(), "is locked but not active");
        else if (m_options.quiet)
            add("I6", it.key(), "is locked although nothing works");
    }
    for (const auto& id : m_queue.stalled) {
        if (!isIn("active", id))
            add("I7", id, "is marked as stalled but not active");
    }
}

// I8, I9
void Checker::events()
{
    for (const auto& entry : m_queue.events)
        event(entry);
    if (m_options.eventsComplete)
        completedEvents();
}

void Checker::event(const QueueSnapshot::Event& event)
{
    static const QSet<QByteArray> onItsWay{"added", "waiting", "delayed", "waiting-children", "removed"};
    const auto name = event.name();
    const auto id = event.jobId();
    if (onItsWay.contains(name)) {
        if (m_lastEnd.remove(id) > 0 && name == "waiting")
            m_retriedByHand.insert(id);
        return;
    }
    if (name != "completed" && name != "failed")
        return;
    if (name == "completed")
        ++m_completedEvents;
    if (const auto before = m_lastEnd.value(id); !before.isEmpty())
        add("I8", id, name + " after " + before + " with no retry between, at " + event.id);
    m_lastEnd.insert(id, name);
}

void Checker::completedEvents()
{
    for (const auto& id : m_queue.states.value("completed")) {
        if (m_lastEnd.value(id) != "completed")
            add("I9", id, "is completed without a completed event");
    }
    for (auto it = m_lastEnd.begin(); it != m_lastEnd.end(); ++it) {
        // A job without hash went by its own retention.
        if (it.value() == "completed" && m_queue.jobs.contains(it.key()) && !isIn("completed", it.key()))
            add("I9", it.key(), "was completed but is in " + m_queue.statesOf(it.key()).join(", "));
    }
    if (m_options.metricsComplete
        && m_queue.completedMetrics.value("count").toLongLong() != m_completedEvents) {
        add("I9", "metrics:completed",
            "counts " + m_queue.completedMetrics.value("count") + ", events "
                + QByteArray::number(m_completedEvents));
    }
}

// I11, I12
void Checker::finishedJobs()
{
    for (const char* state : {"completed", "failed"}) {
        for (const auto& id : m_queue.states.value(state)) {
            if (m_queue.jobs.contains(id))
                finishedJob(state, id);
        }
    }
}

void Checker::finishedJob(const QByteArray& state, const QByteArray& id)
{
    const auto& job = m_queue.jobs[id];
    const auto finished = job.value("finishedOn").toLongLong();
    if (const auto score = std::llround(m_queue.scores[state].value(id)); score != finished)
        add("I12", id, "score " + QByteArray::number(score) + " but finishedOn " + job.value("finishedOn"));
    if (state == "failed" && !job.contains("failedReason"))
        add("I12", id, "failed without a reason");
    attempts(id, job);

    const auto tolerance = m_options.clockTolerance;
    const auto created = job.value("timestamp").toLongLong();
    const auto processed = job.contains("processedOn") ? job.value("processedOn").toLongLong() : created;
    if (created > processed + tolerance)
        add("I11", id,
            "processedOn " + job.value("processedOn") + " before timestamp " + job.value("timestamp"));
    if (processed > finished + tolerance)
        add("I11", id,
            "finishedOn " + job.value("finishedOn") + " before processedOn " + job.value("processedOn"));
}

void Checker::attempts(const QByteArray& id, const QueueSnapshot::Hash& job)
{
    const auto made = job.value("atm", job.value("attemptsMade", "0")).toLongLong();
    if (made < 1)
        add("I12", id, "finished with " + QByteArray::number(made) + " attempts made");
    if (job.contains("ats") && made > job.value("ats").toLongLong())
        add("I12", id, QByteArray::number(made) + " attempts made, " + job.value("ats") + " started");
    const auto options = QJsonDocument::fromJson(job.value("opts")).object();
    const auto allowed = std::max<qint64>(1, options.value(QLatin1String("attempts")).toInteger());
    if (m_options.repeatedAttempts && made > allowed && !m_retriedByHand.contains(id))
        add("I12", id, QByteArray::number(made) + " attempts made of " + QByteArray::number(allowed));
}

// I14, I15
void Checker::liveness()
{
    const auto waiting = m_queue.states.value("wait") + m_queue.states.value("prioritized");
    const bool isPaused = m_queue.meta.contains("paused");
    if (m_options.drained) {
        for (const auto& id : waiting)
            add("I14", id, "still waits although workers were up");
        const auto delayed = m_queue.scores.value("delayed");
        for (auto it = delayed.begin(); it != delayed.end(); ++it) {
            if (it.value() / 4096 < static_cast<double>(m_queue.now))
                add("I14", it.key(), "is due but still delayed although workers were up");
        }
    }
    const bool isSleeping = m_queue.states.value("active").isEmpty() && !isPaused && !m_queue.limited;
    if (m_options.markerExpected && isSleeping) {
        if (!waiting.isEmpty() && !m_queue.markers.contains("0"))
            add("I15", "marker", "work waits, nothing is active, and no marker wakes a worker");
        else if (waiting.isEmpty() && !m_queue.states.value("delayed").isEmpty() && m_queue.markers.isEmpty())
            add("I15", "marker", "delayed work has no marker");
    }
}

// I16
void Checker::families()
{
    for (const auto& id : m_queue.states.value("completed")) {
        if (m_queue.attachments.value(id).contains("dependencies"))
            add("I16", id, "is completed but waits for children");
    }
    for (auto it = m_queue.jobs.begin(); it != m_queue.jobs.end(); ++it) {
        const auto parent = it.value().value("parentKey");
        if (parent.isEmpty() || m_redis({"EXISTS", parent}).integer == 1)
            continue;
        const auto parentId = parent.mid(parent.lastIndexOf(':') + 1);
        if (m_options.journal == nullptr || !m_options.journal->removals().contains(parentId))
            add("I16", it.key(), "has a parent that does not exist: " + parent);
    }
}

// I17, I18
void Checker::schedulersAndIds()
{
    QHash<QByteArray, QByteArrayList> next;
    for (const auto& id : m_queue.states.value("delayed")) {
        const auto scheduler = m_queue.jobs.value(id).value("rjk");
        if (!scheduler.isEmpty())
            next[scheduler].append(id);
    }
    for (auto it = next.begin(); it != next.end(); ++it) {
        if (it->size() > 1)
            add("I17", it.key(), "has several next jobs: " + it->join(", "));
    }
    identifiers();
}

void Checker::identifiers()
{
    for (auto it = m_queue.deduplication.begin(); it != m_queue.deduplication.end(); ++it) {
        if (!m_queue.jobs.contains(it.value()))
            add("I18", it.key(), "deduplicates to the missing job " + it.value());
    }
    qint64 largest = 0;
    for (auto it = m_queue.jobs.keyBegin(); it != m_queue.jobs.keyEnd(); ++it) {
        bool isNumber = false;
        const auto number = it->toLongLong(&isNumber);
        if (isNumber && QByteArray::number(number) == *it)
            largest = std::max(largest, number);
    }
    if (m_queue.lastId.value_or(0) < largest)
        add("I18", "id",
            "counter " + QByteArray::number(m_queue.lastId.value_or(0)) + " below job "
                + QByteArray::number(largest));
    if (m_options.drained && m_queue.priorityCounter && m_queue.states.value("prioritized").isEmpty())
        add("I18", "pc", "is left although nothing is prioritized");
}

// I4, I13
void Checker::conservation()
{
    const auto& journal = *m_options.journal;
    for (auto it = journal.dataHashes().begin(); it != journal.dataHashes().end(); ++it) {
        const auto job = m_queue.jobs.constFind(it.key());
        if (job == m_queue.jobs.constEnd()) {
            if (!journal.removals().contains(it.key()))
                add("I4", it.key(), "was acknowledged and is gone");
        } else if (Journal::hashOf(job->value("data")) != it.value()) {
            add("I13", it.key(), "has other data than was added");
        }
    }
    qsizetype unknown = 0;
    QByteArray example;
    for (auto it = m_queue.jobs.keyBegin(); it != m_queue.jobs.keyEnd(); ++it) {
        if (!journal.dataHashes().contains(*it)) {
            ++unknown;
            example = *it;
        }
    }
    if (unknown > journal.addsInDoubt()) {
        add("I4", example,
            QByteArray::number(unknown) + " jobs that nobody added, adds in doubt "
                + QByteArray::number(journal.addsInDoubt()));
    }
}

// I10
void Checker::runs()
{
    QHash<QByteArray, int> starts;
    for (const auto& run : m_options.journal->runs())
        ++starts[run.jobId];
    for (auto it = starts.begin(); it != starts.end(); ++it) {
        const auto justified = 1 + m_options.journal->excuses(it.key());
        if (it.value() > justified) {
            add("I10", it.key(),
                "started " + QByteArray::number(it.value()) + " times, justified "
                    + QByteArray::number(justified));
        }
    }
}

// I19
void Checker::limits()
{
    const auto& runs = m_options.journal->runs();
    QList<qint64> starts;
    QList<QPair<qint64, int>> changes;
    for (const auto& run : runs) {
        starts.append(run.startedAt);
        if (run.finishedAt >= 0)
            changes.append({{run.startedAt, 1}, {run.finishedAt, -1}});
    }
    if (m_options.concurrency > 0) {
        std::sort(changes.begin(), changes.end()); // ends sort before starts of the same millisecond
        int running = 0;
        for (const auto& [at, change] : changes) {
            running += change;
            if (running == m_options.concurrency + 1 && change > 0)
                add("I19", "concurrency",
                    QByteArray::number(running) + " at once at " + QByteArray::number(at));
        }
    }
    if (m_options.limiterMax > 0)
        rate(starts);
}

void Checker::rate(QList<qint64> starts)
{
    // The server's window begins with its first job and cannot overlap the next one.
    std::sort(starts.begin(), starts.end());
    const auto length = m_options.limiterDuration - m_options.limiterTolerance;
    for (qsizetype first = 0; first < starts.size();) {
        auto next = first;
        while (next < starts.size() && starts[next] < starts[first] + length)
            ++next;
        if (next - first > m_options.limiterMax) {
            add("I19", "limiter",
                QByteArray::number(next - first) + " starts in one window at "
                    + QByteArray::number(starts[first]));
        }
        first = next;
    }
}

} // namespace

QList<Violation> checkInvariants(const RedisCommand& redis, const InvariantOptions& options)
{
    return Checker(redis, options).run();
}

QByteArray describe(const QList<Violation>& violations)
{
    QByteArray text;
    for (const auto& violation : violations)
        text += violation.invariant + ' ' + violation.subject + ": " + violation.text + '\n';
    return text;
}

} // namespace drover::test
