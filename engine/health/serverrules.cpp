// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/rules_p.h"

#include <QDateTime>

namespace drover {

using namespace Qt::StringLiterals;

QByteArray infoText(const ServerFacts& facts, const char* field)
{
    return facts.info.fields.value(QByteArray(field));
}

std::optional<qint64> infoNumber(const ServerFacts& facts, const char* field)
{
    bool ok = false;
    const qint64 number = infoText(facts, field).toLongLong(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

std::optional<QByteArray> setting(const ServerFacts& facts, const char* name)
{
    if (!facts.config)
        return std::nullopt;
    const auto found = facts.config->constFind(QByteArray(name));
    return found == facts.config->cend() ? std::nullopt : std::optional(*found);
}

QString unknownSetting()
{
    return QStringLiteral("unknown: needs +config|get");
}

namespace {

QString text(const QByteArray& bytes)
{
    return QString::fromUtf8(bytes);
}

QVariant orUnknown(const std::optional<QByteArray>& value)
{
    return value ? text(*value) : unknownSetting();
}

Finding appendOnly(const ServerFacts& facts)
{
    const QByteArray enabled = infoText(facts, "aof_enabled");
    Finding finding{QStringLiteral("aof-off"), Severity::Ok, QStringLiteral("The append-only file is on"),
        {{QStringLiteral("appendonly"),
             enabled == "1"       ? u"yes"_s
                 : enabled == "0" ? u"no"_s
                                  : u"unknown"_s},
            {QStringLiteral("save"), orUnknown(setting(facts, "save"))}},
        QStringLiteral(
            "Jobs live in Redis alone. Without the append-only file a crash or restart loses every job since "
            "the last snapshot, and all of them when there is none."),
        {}};
    if (enabled == "0") {
        const bool snapshots = !setting(facts, "save").value_or("?").isEmpty();
        finding.severity = snapshots ? Severity::Warning : Severity::Critical;
        finding.title = snapshots
            ? QStringLiteral("The append-only file is off")
            : QStringLiteral("Nothing is saved to disk: no append-only file, no snapshots");
        finding.settings = {{"appendonly", "yes"}, {"appendfsync", "everysec"}};
        finding.fix = QStringList{u"CONFIG SET appendonly yes"_s, u"CONFIG SET appendfsync everysec"_s,
            u"CONFIG REWRITE"_s, u"redis.conf: appendonly yes"_s};
    } else if (enabled.isEmpty()) {
        finding.severity = Severity::Info;
        finding.title = QStringLiteral("The server does not say whether the append-only file is on");
    }
    return finding;
}

Finding fsyncPolicy(const ServerFacts& facts)
{
    const std::optional<QByteArray> policy = setting(facts, "appendfsync");
    Finding finding{QStringLiteral("aof-fsync"), Severity::Ok, QStringLiteral("One fsync a second"),
        {{QStringLiteral("appendfsync"), orUnknown(policy)}},
        QStringLiteral(
            "everysec loses at most a second or two of writes when the power fails; \"no\" leaves the moment "
            "to the system, \"always\" waits for the disk at every write."),
        {}};
    if (infoText(facts, "aof_enabled") != "1") {
        finding.title = QStringLiteral("Not in use while the append-only file is off");
    } else if (!policy) {
        finding.severity = Severity::Info;
        finding.title = QStringLiteral("How often the append-only file is synced cannot be read");
        finding.fix = QStringList{u"ACL SETUSER <user> +config|get"_s};
    } else if (*policy == "no") {
        finding.severity = Severity::Warning;
        finding.title = QStringLiteral("The append-only file is never synced on purpose");
        finding.fix = QStringList{u"CONFIG SET appendfsync everysec"_s, u"CONFIG REWRITE"_s};
        finding.settings = {{"appendfsync", "everysec"}};
    } else if (*policy == "always") {
        finding.severity = Severity::Info;
        finding.title = QStringLiteral("Every write waits for the disk");
        finding.fix = QStringList{u"CONFIG SET appendfsync everysec"_s, u"CONFIG REWRITE"_s};
        finding.settings = {{"appendfsync", "everysec"}};
    }
    return finding;
}

Finding aofWrites(const ServerFacts& facts)
{
    const QByteArray write = infoText(facts, "aof_last_write_status");
    const QByteArray rewrite = infoText(facts, "aof_last_bgrewrite_status");
    const bool failed = write == "err" || rewrite == "err";
    return {QStringLiteral("aof-write-failed"), failed ? Severity::Critical : Severity::Ok,
        failed ? QStringLiteral("The last write of the append-only file failed")
               : QStringLiteral("Writes of the append-only file succeed"),
        {{QStringLiteral("aof_last_write_status"), text(write)},
            {QStringLiteral("aof_last_bgrewrite_status"), text(rewrite)}},
        QStringLiteral("While it lasts Redis refuses writes (MISCONF): jobs are neither added nor finished."),
        failed ? QStringList{u"Free space on the disk of the append-only file; Redis tries again by itself"_s}
               : QStringList()};
}

Finding snapshots(const ServerFacts& facts)
{
    const QByteArray status = infoText(facts, "rdb_last_bgsave_status");
    QVariantMap evidence{{QStringLiteral("rdb_last_bgsave_status"), text(status)}};
    if (const auto saved = infoNumber(facts, "rdb_last_save_time"))
        evidence[QStringLiteral("rdb_last_save_time")] = *saved * 1000;
    const bool failed = status == "err";
    return {QStringLiteral("rdb-save-failed"), failed ? Severity::Critical : Severity::Ok,
        failed ? QStringLiteral("The last snapshot failed") : QStringLiteral("The last snapshot succeeded"),
        evidence,
        QStringLiteral(
            "With stop-writes-on-bgsave-error Redis refuses every write until a snapshot succeeds: queues "
            "stand still."),
        failed ? QStringList{u"Free space and memory for the fork, see the log of Redis, then: BGSAVE"_s}
               : QStringList()};
}

Finding eviction(const ServerFacts& facts)
{
    const QByteArray policy = facts.info.evictionPolicy;
    Finding finding{QStringLiteral("eviction-policy"), Severity::Ok,
        QStringLiteral("Redis never evicts keys"),
        {{QStringLiteral("maxmemory-policy"), policy.isEmpty() ? u"unknown"_s : text(policy)}},
        QStringLiteral("Under every other policy Redis drops keys of queues when memory runs short; even "
                       "volatile-* takes "
                       "locks. Queues are correct under noeviction alone."),
        {}};
    if (policy.isEmpty()) {
        finding.severity = Severity::Info;
        finding.title = QStringLiteral("The server does not tell its eviction policy");
    } else if (policy != "noeviction") {
        finding.severity = Severity::Critical;
        finding.title = u"The eviction policy is %1, not noeviction"_s.arg(text(policy));
        finding.settings = {{"maxmemory-policy", "noeviction"}};
        finding.fix = QStringList{u"CONFIG SET maxmemory-policy noeviction"_s, u"CONFIG REWRITE"_s,
            u"redis.conf: maxmemory-policy noeviction"_s};
    }
    return finding;
}

Finding evicted(const ServerFacts& facts)
{
    const qint64 keys = infoNumber(facts, "evicted_keys").value_or(0);
    const bool any = keys > 0;
    return {QStringLiteral("evicted-keys"), any ? Severity::Critical : Severity::Ok,
        any ? u"Redis has evicted %1 keys since it started"_s.arg(keys)
            : QStringLiteral("No key has been evicted"),
        {{QStringLiteral("evicted_keys"), keys}},
        QStringLiteral(
            "Some of them may have been jobs, locks or whole states: they are gone, and what points to them "
            "is damaged."),
        any ? QStringList{u"CONFIG SET maxmemory-policy noeviction"_s,
            u"Raise maxmemory, or keep fewer finished jobs (removeOnComplete, removeOnFail)"_s}
            : QStringList()};
}

Finding headroom(const ServerFacts& facts)
{
    const auto used = infoNumber(facts, "used_memory");
    const qint64 most = infoNumber(facts, "maxmemory").value_or(0);
    Finding finding{QStringLiteral("memory-headroom"), Severity::Ok,
        QStringLiteral("Memory is far from its limit"),
        {{QStringLiteral("used_memory"), used.value_or(0)}, {QStringLiteral("maxmemory"), most}},
        QStringLiteral("At the limit Redis refuses writes (OOM): adds fail, and so do renewals of locks, so "
                       "that running "
                       "jobs run twice."),
        {}};
    if (!used) {
        finding.severity = Severity::Info;
        finding.title = QStringLiteral("The server does not tell its memory use");
        return finding;
    }
    if (most <= 0) {
        finding.title = QStringLiteral("maxmemory is not set: the machine's memory is the limit");
        return finding;
    }
    const double share = 100.0 * static_cast<double>(*used) / static_cast<double>(most);
    finding.evidence[QStringLiteral("percent")] = qRound(share);
    if (share < 80)
        return finding;
    finding.severity = share >= 95 ? Severity::Critical : Severity::Warning;
    finding.title = u"%1 % of maxmemory is in use"_s.arg(qRound(share));
    finding.fix = QStringList{u"Clean finished jobs, or keep fewer (removeOnComplete, removeOnFail)"_s,
        u"CONFIG SET maxmemory <bytes>"_s};
    return finding;
}

} // namespace

void judgePersistence(const ServerFacts& facts, std::vector<Finding>& findings)
{
    findings.push_back(appendOnly(facts));
    findings.push_back(fsyncPolicy(facts));
    findings.push_back(aofWrites(facts));
    findings.push_back(snapshots(facts));
}

void judgeMemory(const ServerFacts& facts, std::vector<Finding>& findings)
{
    findings.push_back(eviction(facts));
    findings.push_back(evicted(facts));
    findings.push_back(headroom(facts));
}

} // namespace drover
