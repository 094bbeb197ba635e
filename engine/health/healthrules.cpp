// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/healthrules.h"

#include "health/rules_p.h"

namespace drover {

const std::vector<HealthRule>& healthRules()
{
    static const std::vector<HealthRule> rules = [] {
        const auto rule = [](const char* id, const char* requirement, const char* summary) {
            return HealthRule{
                QString::fromLatin1(id), QString::fromLatin1(requirement), QString::fromLatin1(summary)};
        };
        return std::vector<HealthRule>{
            rule("aof-off", "P1", "The append-only file is off: a crash loses jobs"),
            rule("aof-fsync", "P1", "appendfsync is not everysec"),
            rule("aof-write-failed", "P1", "The last write of the append-only file failed"),
            rule("rdb-save-failed", "P1", "The last snapshot failed"),
            rule(
                "eviction-policy", "P2", "maxmemory-policy is not noeviction: Redis may drop keys of queues"),
            rule("evicted-keys", "P2", "Redis has evicted keys since it started"),
            rule("memory-headroom", "P2", "Memory in use comes close to maxmemory"),
            rule("server-version", "P2", "The server is older than what BullMQ asks for"),
            rule("read-replica", "P2", "This server is a replica: it takes no writes"),
            rule("latency", "P3", "Round trips are slow"),
            rule("clock-skew", "P3", "The server's clock differs from this computer's"),
            rule("retry-strategy", "P3", "How this connection comes back after an outage"),
            rule("max-retries", "P4", "A limit on retries per request stands on a worker's connection"),
            rule("memory-growth", "P2", "Memory grows and will soon be full"),
            rule("replication-lag", "P1", "A replica lags behind or has lost its master"),
            rule("slow-commands", "P3", "A command kept Redis from everything else"),
            rule("clients", "P3", "Connections run out, or have been refused"),
            rule("no-password", "P9", "A server on the network lets anybody in"),
            rule("no-tls", "P9", "Jobs cross the network in clear text"),
            rule("protected-mode", "P9", "Redis listens to everybody without a password"),
            rule("server-certificate", "P9", "The server's certificate expires within 30 days"),
            rule("client-certificate", "P9", "Our own certificate expires within 30 days"),
            rule("no-workers", "queue", "Jobs wait and no worker listens"),
            rule("queue-paused", "queue", "The queue is paused"),
            rule("rate-limited", "queue", "The rate limit holds the queue back now"),
            rule("concurrency-full", "queue", "The global concurrency is used up"),
            rule("silent-worker", "queue", "Jobs wait, none runs, and no worker has asked for one"),
            rule("active-without-lock", "queue", "Active jobs that no worker holds"),
            rule("overdue-delayed", "queue", "Delayed jobs are due and stay where they are"),
            rule("stuck-parent", "queue", "Parents wait for children that will not complete"),
            rule("scheduler-stopped", "queue", "A job scheduler has no next job"),
            rule("oldest-waiting", "queue", "The job that is next has waited long"),
            rule("active-too-long", "queue", "A job has been active for hours"),
            rule("events-too-long", "queue", "The events stream is longer than wanted"),
            rule("retention-freezes", "queue", "The next job that ends removes very many in one call"),
            rule("retention-asleep", "queue", "Finished jobs are past their age and stay"),
            rule("retention-endless", "queue", "Finished jobs are kept and nothing removes them"),
            rule("mixed-versions", "queue", "Services of BullMQ 5 use a queue that version 6 has paused"),
            rule("legacy-paused-list", "queue", "Jobs sit in a paused list of BullMQ 5 or older"),
            rule("legacy-markers", "queue", "The wait list holds a marker of BullMQ 3 or 4"),
            rule("legacy-priority", "queue", "A priority set of BullMQ 3 is left"),
            rule("legacy-repeatables", "queue",
                "Repeatable jobs of older versions that BullMQ 6 does not repeat soundly"),
            rule("wrong-prefix", "why", "The queue is under another prefix"),
            rule("delayed-later", "why", "All jobs are delayed and none is due yet"),
            rule("children-run", "why", "All jobs wait for children that can still complete"),
            rule("job-in-two-places", "diagnose", "A job is in two states, or twice in one"),
            rule("job-without-data", "diagnose", "An entry of a state has no data"),
            rule("job-in-no-state", "diagnose", "A job has data and is in no state"),
            rule("keys-without-job", "diagnose", "Logs or children are left of jobs that are gone"),
            rule("lock-without-work", "diagnose", "A lock stands on a job that is not active"),
            rule("stalled-mark-left", "diagnose", "A job is marked as stalled and is not active"),
            rule("finished-twice", "diagnose", "A job ended twice with no retry between"),
            rule("completed-elsewhere", "diagnose", "Events and states disagree about completed jobs"),
            rule("times-out-of-order", "diagnose",
                "A job began before it was added, or ended before it began"),
            rule("unsound-end", "diagnose", "Fields of a finished job contradict each other"),
            rule("marker-missing", "diagnose", "Work waits and no marker wakes a worker"),
            rule("family-broken", "diagnose", "Parents and children do not fit"),
            rule("scheduler-twice", "diagnose", "A job scheduler has two next jobs"),
            rule("deduplicates-to-nothing", "diagnose", "A deduplication id points to a job that is gone"),
            rule("id-counter-behind", "diagnose", "New jobs would get ids that are taken"),
        };
    }();
    return rules;
}

std::vector<Finding> judgeServer(const ServerFacts& facts)
{
    std::vector<Finding> findings;
    judgePersistence(facts, findings);
    judgeMemory(facts, findings);
    judgeServerItself(facts, findings);
    judgeLoad(facts, findings);
    judgeConnection(facts, findings);
    judgeAccess(facts, findings);
    return findings;
}

} // namespace drover
