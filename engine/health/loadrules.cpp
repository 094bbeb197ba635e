// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/rules_p.h"

#include <algorithm>
#include <cmath>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 lagSeconds = 10;
constexpr qint64 slowUs = 250000;
constexpr qint64 verySlowUs = 1000000;
constexpr double fullSoonHours = 24;

//! "ip=10.0.0.2,port=6379,state=online,offset=12,lag=0"
QByteArray partOf(const QByteArray& replica, const QByteArray& name)
{
    const QByteArray begin = name + '=';
    for (const QByteArray& part : replica.split(',')) {
        if (part.startsWith(begin))
            return part.sliced(begin.size());
    }
    return {};
}

Finding replication(const ServerFacts& facts)
{
    const qint64 replicas = infoNumber(facts, "connected_slaves").value_or(0);
    Finding finding{u"replication-lag"_s, Severity::Ok, u"No replica lags behind"_s,
        {{u"replicas"_s, replicas}},
        u"Replication is asynchronous: when the master fails, what its replica has not read yet is lost, "
        u"jobs "
        u"that were acknowledged too."_s,
        {}};
    qint64 worst = 0;
    qint64 broken = 0;
    for (qint64 i = 0; i < replicas; ++i) {
        const QByteArray replica = infoText(facts, QByteArray("slave" + QByteArray::number(i)).constData());
        worst = std::max(worst, partOf(replica, "lag").toLongLong());
        broken += !replica.isEmpty() && partOf(replica, "state") != "online" ? 1 : 0;
    }
    const QByteArray link = infoText(facts, "master_link_status");
    if (replicas > 0)
        finding.evidence[u"lagSeconds"_s] = worst;
    if (link == "down") {
        finding.title = u"This replica has lost its master"_s;
        finding.evidence[u"master_link_status"_s] = u"down"_s;
    } else if (broken > 0) {
        finding.title = u"%1 of %2 replicas are not in step"_s.arg(broken).arg(replicas);
    } else if (worst > lagSeconds) {
        finding.title = u"A replica is %1 s behind"_s.arg(worst);
    } else {
        return finding;
    }
    finding.severity = Severity::Warning;
    finding.fix = QStringList{u"Look at the replica's log, its network and its disk"_s,
        u"CONFIG SET repl-backlog-size 256mb, so that a short break costs no full copy"_s};
    return finding;
}

Finding slowCommands(const ServerFacts& facts)
{
    Finding finding{u"slow-commands"_s, Severity::Ok, u"No command was slow in the last hour"_s, {},
        u"Redis does one thing at a time: while a command runs, no job is added, taken or finished, and no "
        u"lock is renewed."_s,
        {}};
    if (!facts.slow) {
        finding.severity = Severity::Info;
        finding.title = u"The slow log cannot be read"_s;
        finding.fix = QStringList{u"ACL SETUSER <user> +slowlog|get"_s};
        return finding;
    }
    finding.evidence[u"count"_s] = facts.slow->count;
    finding.evidence[u"slowestMs"_s] = facts.slow->slowestUs / 1000;
    finding.evidence[u"command"_s] = QString::fromUtf8(facts.slow->command);
    if (facts.slow->slowestUs < slowUs)
        return finding;
    finding.severity = facts.slow->slowestUs < verySlowUs ? Severity::Info : Severity::Warning;
    finding.title = u"A command (%1) took %2 ms"_s.arg(QString::fromUtf8(facts.slow->command))
                        .arg(facts.slow->slowestUs / 1000);
    finding.fix = QStringList{u"SLOWLOG GET 32"_s,
        u"Clean in small steps (drover clean), never KEYS, no drain or obliterate of large queues"_s};
    return finding;
}

Finding clients(const ServerFacts& facts)
{
    const qint64 connected = infoNumber(facts, "connected_clients").value_or(0);
    const qint64 rejected = infoNumber(facts, "rejected_connections").value_or(0);
    const qint64 most =
        infoNumber(facts, "maxclients").value_or(setting(facts, "maxclients").value_or("0").toLongLong());
    Finding finding{u"clients"_s, Severity::Ok, u"There is room for more clients"_s,
        {{u"connected_clients"_s, connected}, {u"maxclients"_s, most}, {u"rejected_connections"_s, rejected},
            {u"blocked_clients"_s, infoNumber(facts, "blocked_clients").value_or(0)}},
        u"Each worker holds two connections. At the limit new ones are refused: workers that start or come "
        u"back get in no more."_s,
        {}};
    const bool isNearlyFull = most > 0 && connected * 100 >= most * 80;
    if (!isNearlyFull && rejected == 0)
        return finding;
    finding.severity = Severity::Warning;
    finding.title = isNearlyFull ? u"%1 of %2 connections are in use"_s.arg(connected).arg(most)
                                 : u"Redis has refused %1 connections since it started"_s.arg(rejected);
    finding.fix = QStringList{u"CLIENT LIST, to see who holds them"_s, u"CONFIG SET maxclients <number>"_s};
    return finding;
}

Finding growth(const ServerFacts& facts)
{
    const qint64 used = infoNumber(facts, "used_memory").value_or(0);
    const qint64 most = infoNumber(facts, "maxmemory").value_or(0);
    Finding finding{u"memory-growth"_s, Severity::Ok, u"Memory does not grow towards its limit"_s, {},
        u"Kept jobs, events and logs fill the memory. At the limit adds fail, and so do renewals of locks."_s,
        {}};
    if (!facts.memoryGrowth) {
        finding.title = u"Whether memory grows is known after a second look"_s;
        return finding;
    }
    finding.evidence[u"bytesAnHour"_s] = *facts.memoryGrowth;
    if (most <= 0 || *facts.memoryGrowth <= 0 || used >= most)
        return finding;
    const double hours = static_cast<double>(most - used) / static_cast<double>(*facts.memoryGrowth);
    if (hours >= fullSoonHours)
        return finding;
    finding.severity = hours < 1 ? Severity::Critical : Severity::Warning;
    finding.title = u"At this pace memory is full in %1 h"_s.arg(std::ceil(hours * 10) / 10);
    finding.evidence[u"hours"_s] = std::ceil(hours * 10) / 10;
    finding.fix = QStringList{
        u"Keep fewer finished jobs (removeOnComplete, removeOnFail)"_s, u"CONFIG SET maxmemory <bytes>"_s};
    return finding;
}

} // namespace

void judgeLoad(const ServerFacts& facts, std::vector<Finding>& findings)
{
    findings.push_back(growth(facts));
    findings.push_back(replication(facts));
    findings.push_back(slowCommands(facts));
    findings.push_back(clients(facts));
}

} // namespace drover
