// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/rules_p.h"

#include <cmath>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr double slowMs = 50;
constexpr double verySlowMs = 250;
constexpr double skewMs = 2000;

Finding version(const ServerFacts& facts)
{
    const bool redis = facts.info.kind == ServerInfo::Kind::Redis;
    Finding finding{QStringLiteral("server-version"), Severity::Ok,
        QStringLiteral("The server is recent enough"),
        {{QStringLiteral("version"), facts.info.version.toString()},
            {QStringLiteral("server"),
                redis ? u"redis"_s
                      : (facts.info.kind == ServerInfo::Kind::Valkey ? u"valkey"_s : u"dragonfly"_s)}},
        QStringLiteral("BullMQ needs Redis 5.0 and advises 6.2 or newer."), {}};
    if (!redis)
        return finding;
    if (facts.info.isTooOld()) {
        finding.severity = Severity::Critical;
        finding.title = QStringLiteral("The server is too old for BullMQ");
        finding.fix = QStringList{u"Update Redis to 6.2 or newer"_s};
    } else if (facts.info.isOutdated()) {
        finding.severity = Severity::Warning;
        finding.title = QStringLiteral("The server is older than BullMQ advises");
        finding.fix = QStringList{u"Update Redis to 6.2 or newer"_s};
    }
    return finding;
}

Finding replica(const ServerFacts& facts)
{
    const QByteArray role = infoText(facts, "role");
    const bool isReplica = role == "slave" || role == "replica";
    return {QStringLiteral("read-replica"), isReplica ? Severity::Critical : Severity::Ok,
        isReplica ? QStringLiteral("This server is a replica") : QStringLiteral("This server takes writes"),
        {{QStringLiteral("role"), QString::fromUtf8(role)},
            {QStringLiteral("connected_slaves"), infoNumber(facts, "connected_slaves").value_or(0)}},
        QStringLiteral(
            "A replica answers writes with READONLY: nothing can be added, retried or worked on here."),
        isReplica ? QStringList{u"Connect to the master"_s} : QStringList()};
}

Finding latency(const ServerFacts& facts)
{
    Finding finding{QStringLiteral("latency"), Severity::Ok, QStringLiteral("Round trips are quick"), {},
        QStringLiteral(
            "A worker makes at least one round trip a job: its length bounds the jobs per second at low "
            "concurrency."),
        {}};
    if (!facts.latencyMs) {
        finding.severity = Severity::Info;
        finding.title = QStringLiteral("Latency has not been measured");
        return finding;
    }
    finding.evidence[QStringLiteral("ms")] = std::round(*facts.latencyMs * 100) / 100;
    if (facts.worstLatencyMs)
        finding.evidence[QStringLiteral("worstMs")] = std::round(*facts.worstLatencyMs * 100) / 100;
    if (*facts.latencyMs < slowMs)
        return finding;
    finding.severity = *facts.latencyMs < verySlowMs ? Severity::Info : Severity::Warning;
    finding.title = QStringLiteral("Round trips are slow");
    finding.fix = QStringList{u"Run workers near Redis, raise their concurrency, look at SLOWLOG GET"_s};
    return finding;
}

Finding clockSkew(const ServerFacts& facts)
{
    Finding finding{QStringLiteral("clock-skew"), Severity::Ok, QStringLiteral("Both clocks agree"), {},
        QStringLiteral(
            "Delays are computed with the clock of whoever adds a job, and locks expire by the server's."),
        {}};
    if (!facts.clockSkewMs) {
        finding.severity = Severity::Info;
        finding.title = QStringLiteral("The server's clock cannot be read");
        finding.fix = QStringList{u"ACL SETUSER <user> +time"_s};
        return finding;
    }
    finding.evidence[QStringLiteral("ms")] = std::round(*facts.clockSkewMs);
    if (std::abs(*facts.clockSkewMs) <= skewMs)
        return finding;
    finding.severity = Severity::Warning;
    finding.title = QStringLiteral("The server's clock differs from this computer's");
    finding.fix = QStringList{u"Let both follow a time server (NTP)"_s};
    return finding;
}

Finding retryStrategy(const ServerFacts& facts)
{
    const RetryOptions standard;
    const bool hasty = facts.retry.minimum.count() < 100;
    const bool lazy = facts.retry.maximum.count() > 60000;
    Finding finding{QStringLiteral("retry-strategy"), Severity::Ok,
        facts.retry == standard ? QStringLiteral("Reconnects for ever, 1 to 20 s apart")
                                : QStringLiteral("Reconnects for ever, at intervals of your own"),
        {{QStringLiteral("base"), facts.retry.base},
            {QStringLiteral("minimumMs"), qint64(facts.retry.minimum.count())},
            {QStringLiteral("maximumMs"), qint64(facts.retry.maximum.count())},
            {QStringLiteral("jitter"), facts.retry.jitter}, {QStringLiteral("attempt"), facts.reconnections}},
        QStringLiteral("Delay before the n-th try: max(min(base^n, maximum), minimum)."), {}};
    if (hasty || lazy) {
        finding.severity = Severity::Warning;
        finding.title = hasty ? QStringLiteral("Reconnects so fast that a struggling server gets no rest")
                              : QStringLiteral("Waits more than a minute between tries to reconnect");
        finding.fix = QStringList{u"Use a minimum of 1000 ms and a maximum of 20000 ms"_s};
    }
    return finding;
}

Finding maxRetries(const ServerFacts& facts)
{
    const bool limited = facts.role != ConnectionRole::Queue && facts.maxRetriesPerRequest.has_value();
    return {QStringLiteral("max-retries"), limited ? Severity::Warning : Severity::Ok,
        limited ? QStringLiteral("A worker gives up commands after a number of reconnections")
                : QStringLiteral("Retries per request are as they should be"),
        {{QStringLiteral("maxRetriesPerRequest"),
            facts.maxRetriesPerRequest ? QVariant(*facts.maxRetriesPerRequest)
                                       : QVariant(u"default of the role"_s)}},
        QStringLiteral("Workers must wait as long as an outage lasts; a limit makes them fail instead."),
        limited ? QStringList{u"Leave maxRetriesPerRequest unset for workers"_s} : QStringList()};
}

} // namespace

void judgeServerItself(const ServerFacts& facts, std::vector<Finding>& findings)
{
    findings.push_back(version(facts));
    findings.push_back(replica(facts));
}

void judgeConnection(const ServerFacts& facts, std::vector<Finding>& findings)
{
    findings.push_back(latency(facts));
    findings.push_back(clockSkew(facts));
    findings.push_back(retryStrategy(facts));
    findings.push_back(maxRetries(facts));
}

} // namespace drover
