// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/enginehealthfeed.h"
#include "measure/servercost.h"

#include "health/queueverdict.h"
#include "queue/failuregroups.h"
#include "scripts/scriptregistry.h"
#include "session/enginecore.h"

#include <QPromise>

namespace drover::ui {

namespace {
constexpr qsizetype argumentLength = 60;
constexpr qsizetype argumentsShown = 4; //!< a script's name, its number of keys and the first of them

//! BullMQ's scripts by their names: nobody knows a SHA1 by heart.
QByteArray argumentText(const QByteArray& argument)
{
    if (const auto known = scriptBySha1(argument))
        return script(*known).name;
    return argument.size() > argumentLength ? argument.first(argumentLength) + "..." : argument;
}

QByteArray commandText(const std::vector<Reply>& arguments)
{
    QByteArrayList words;
    for (const Reply& argument : arguments) {
        if (words.size() == argumentsShown) {
            words.append("...");
            break;
        }
        words.append(argumentText(argument.text));
    }
    return words.join(' ');
}

TopCause topCauseOf(const QueueId& queue, const FailureReport& report)
{
    TopCause top{queue, {}, 0, report.looked};
    if (!report.groups.empty()) {
        top.cause = report.groups.front().cause;
        top.count = report.groups.front().count;
    }
    return top;
}
} // namespace

SlowLog slowLogOf(const Reply& reply)
{
    SlowLog log;
    if (reply.isError()) {
        log.allowed = false;
        log.reason = QString::fromUtf8(reply.text);
        return log;
    }
    for (const Reply& entry : reply.items) {
        if (entry.items.size() < 4)
            continue;
        log.commands.push_back({entry.items[0].toInteger(), entry.items[1].toInteger() * 1000,
            entry.items[2].toInteger(), commandText(entry.items[3].items),
            entry.items.size() > 4 ? entry.items[4].text : QByteArray()});
    }
    return log;
}

EngineHealthFeed::EngineHealthFeed(EngineHost& host, QObject* parent)
    : HealthFeed(parent)
    , m_host(host)
    , m_checker(host)
{
    connect(m_checker.get(), &HealthChecker::checked, this, [this](const HealthReport& report) {
        m_report = report;
        Q_EMIT checked(m_report);
    });
    connect(m_checker.get(), &HealthChecker::diagnosisProgressed, this, &HealthFeed::diagnosisProgressed);
}

void EngineHealthFeed::check(QObject* context, Answer<Done> answer)
{
    m_checker.post([reply = m_host.replyTo<Done>(context, std::move(answer))](
                       HealthChecker& checker) { checker.checkAll(reply); });
}

void EngineHealthFeed::readSlowLog(int count, QObject* context, Answer<SlowLog> answer)
{
    m_host.ask<SlowLog>(
        context,
        [count](EngineCore& core) {
            const QByteArray most = QByteArray::number(count);
            return core.connection()
                .request(Command({"SLOWLOG", "GET", most}))
                .then(&core, [](const Result<Reply>& reply) {
                    return reply ? Result<SlowLog>(slowLogOf(*reply)) : Result<SlowLog>(reply.error());
                });
        },
        std::move(answer));
}

void EngineHealthFeed::readVerdict(
    const QueueId& queue, QObject* context, Answer<std::vector<Finding>> answer)
{
    m_host.ask<std::vector<Finding>>(
        context, [queue](EngineCore& core) { return drover::readVerdict(core.connection(), queue); },
        std::move(answer));
}

void EngineHealthFeed::diagnose(const QueueId& queue, QObject* context, Answer<DiagnosisReport> answer)
{
    connect(context, &QObject::destroyed, this,
        [this, queue] { m_checker.post([queue](HealthChecker& checker) { checker.endDiagnosis(queue); }); });
    m_checker.post([queue, reply = m_host.replyTo<DiagnosisReport>(context, std::move(answer))](
                       HealthChecker& checker) { checker.diagnose(queue, reply); });
}

void EngineHealthFeed::measurePersistence(QObject* context, Answer<PersistenceCost> answer)
{
    m_checker.post([reply = m_host.replyTo<PersistenceCost>(context, std::move(answer))](
                       HealthChecker& checker) { checker.measurePersistence(reply); });
}

void EngineHealthFeed::measureOnServer(QObject* context, Answer<PersistenceCost> answer)
{
    m_host.ask<PersistenceCost>(
        context, [](EngineCore& core) { return drover::measureOnServer(core.writer(), core.gate()); },
        std::move(answer));
}

void EngineHealthFeed::planFix(
    const Finding& finding, QObject* context, Answer<std::vector<PlannedSetting>> answer)
{
    m_host.ask<std::vector<PlannedSetting>>(
        context, [finding](EngineCore& core) { return drover::planFix(core.connection(), finding); },
        std::move(answer));
}

void EngineHealthFeed::applyFix(
    const Finding& finding, bool keep, QObject* context, Answer<AppliedFix> answer)
{
    m_host.ask<AppliedFix>(
        context,
        [finding, keep](
            EngineCore& core) { return drover::applyFix(core.writer(), core.gate(), finding, keep); },
        std::move(answer));
}

void EngineHealthFeed::readTopCause(
    const QueueId& queue, int newest, QObject* context, Answer<TopCause> answer)
{
    m_host.ask<TopCause>(
        context,
        [queue, newest](EngineCore& core) {
            return readFailures(core.connection(), queue, newest)
                .then(&core, [queue](const Result<FailureReport>& report) {
                    return report ? Result<TopCause>(topCauseOf(queue, *report))
                                  : Result<TopCause>(report.error());
                });
        },
        std::move(answer));
}

} // namespace drover::ui
