// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/health/factgrid.h"

#include "style/theme.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "widgets/plainlabel.h"

#include <QDateTime>
#include <QFormLayout>
#include <QLocale>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
std::optional<qint64> number(const ServerInfo& info, const char* field)
{
    bool ok = false;
    const qint64 value = info.fields.value(field).toLongLong(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

QString unknown()
{
    return FactGrid::tr("unknown");
}

QString text(const ServerInfo& info, const char* field)
{
    const QByteArray value = info.fields.value(field);
    return value.isEmpty() ? unknown() : plainText(value, Lines::Single, 80);
}

QString serverName(const ServerInfo& info)
{
    const QString version = plainText(info.version.toString(), Lines::Single, 20);
    switch (info.kind) {
    case ServerInfo::Kind::Valkey:
        return FactGrid::tr("Valkey %1", "%1 is a version").arg(version);
    case ServerInfo::Kind::Dragonfly:
        return FactGrid::tr("Dragonfly %1", "%1 is a version").arg(version);
    case ServerInfo::Kind::Redis:
        break;
    }
    return FactGrid::tr("Redis %1", "%1 is a version").arg(version);
}

QString memory(const ServerInfo& info)
{
    const auto used = number(info, "used_memory");
    const qint64 most = number(info, "maxmemory").value_or(0);
    if (!used)
        return unknown();
    if (most <= 0)
        return FactGrid::tr("%1, no limit set", "memory in use").arg(formatBytes(*used));
    return FactGrid::tr("%1 of %2 (%3 %)", "memory in use, limit, share")
        .arg(formatBytes(*used), formatBytes(most), formatCount(*used * 100 / most));
}

QString persistence(const ServerInfo& info, qint64 now)
{
    const QByteArray aof = info.fields.value("aof_enabled");
    const QString first = aof == "1" ? FactGrid::tr("append-only file on")
        : aof == "0"                 ? FactGrid::tr("append-only file off")
                                     : FactGrid::tr("unknown");
    const qint64 saved = number(info, "rdb_last_save_time").value_or(0) * 1000;
    return saved > 0
        ? FactGrid::tr("%1, last snapshot %2", "state, moment").arg(first, formatMoment(saved, now))
        : first;
}

//! Until when the certificate of this rule is good.
QString certificate(const HealthReport& report, QLatin1StringView rule)
{
    if (report.checkedAt == 0)
        return unknown();
    const auto found =
        std::ranges::find_if(report.server, [rule](const Finding& finding) { return finding.rule == rule; });
    const QVariantMap evidence = found == report.server.end() ? QVariantMap() : found->evidence;
    const QDateTime expires =
        QDateTime::fromString(evidence.value(u"expires"_s).toString(), Qt::ISODate).toLocalTime();
    if (!expires.isValid())
        return FactGrid::tr("none", "certificate");
    const QString day = QLocale().toString(expires.date(), QLocale::ShortFormat);
    return evidence.contains(u"pinned"_s) ? FactGrid::tr("%1, pinned", "a date").arg(day) : day;
}
} // namespace

QList<RedisFact> redisFacts(const LinkFacts& link, const HealthReport& report)
{
    const ServerInfo& info = report.info;
    const auto count = [&info](const char* field) {
        const auto value = number(info, field);
        return value ? formatCount(*value) : unknown();
    };
    const qint64 uptime = number(info, "uptime_in_seconds").value_or(-1);
    return {
        {FactGrid::tr("Server"), report.checkedAt > 0 ? serverName(info) : unknown()},
        {FactGrid::tr("Role"), text(info, "role")},
        {FactGrid::tr("Up for"), uptime >= 0 ? formatDuration(double(uptime) * 1000) : unknown()},
        {FactGrid::tr("Memory"), memory(info)},
        {FactGrid::tr("Highest memory"),
            number(info, "used_memory_peak") ? formatBytes(*number(info, "used_memory_peak")) : unknown()},
        {FactGrid::tr("Eviction"), text(info, "maxmemory_policy")},
        {FactGrid::tr("Evicted keys"), count("evicted_keys")},
        {FactGrid::tr("Persistence"), persistence(info, report.checkedAt)},
        {FactGrid::tr("Clients"), count("connected_clients")},
        {FactGrid::tr("Blocked clients"), count("blocked_clients")},
        {FactGrid::tr("Commands a second"), count("instantaneous_ops_per_sec")},
        {FactGrid::tr("Of these Drover's"), formatRateNumber(link.commandsPerSecond)},
        {FactGrid::tr("Certificate until"), certificate(report, "server-certificate"_L1)},
        {FactGrid::tr("Own certificate until"), certificate(report, "client-certificate"_L1)},
    };
}

FactGrid::FactGrid(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QFormLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(spaceL);
    m_layout->setVerticalSpacing(spaceXs);
    m_layout->setRowWrapPolicy(QFormLayout::DontWrapRows);
    m_layout->setLabelAlignment(Qt::AlignLeft);
}

void FactGrid::apply(const QList<RedisFact>& facts)
{
    if (m_facts == facts)
        return;
    m_facts = facts;
    while (m_values.size() < facts.size()) {
        auto* value = new PlainLabel;
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setWordWrap(true);
        m_layout->addRow(new PlainLabel(facts.at(m_values.size()).name, PlainLabel::Tone::Muted), value);
        m_values.append(value);
    }
    for (qsizetype i = 0; i < facts.size(); ++i) {
        m_values.at(i)->setText(facts.at(i).value);
        m_values.at(i)->setAccessibleName(
            tr("%1: %2", "name of a fact, value").arg(facts.at(i).name, facts.at(i).value));
    }
}

} // namespace drover::ui
