// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "outagecell.h"

#include "support/invariants.h"

#include <QFile>
#include <QTest>

namespace drover::test {

namespace {

const QByteArray queue = QByteArrayLiteral("outage");

QString kindName(OutageKind kind)
{
    switch (kind) {
    case OutageKind::KillAndRestart:
        return QStringLiteral("kill -9 and restart");
    case OutageKind::Freeze:
        return QStringLiteral("SIGSTOP");
    case OutageKind::Drop:
        return QStringLiteral("drop");
    case OutageKind::Reset:
        return QStringLiteral("RST");
    }
    return {};
}

RedisFixtureOptions durable()
{
    RedisFixtureOptions options;
    options.tcp = true;
    options.appendOnly = true;
    return options;
}

} // namespace

OutageCell::OutageCell(OutageKind kind, int outageMs, bool isBusy, QObject* parent)
    : QObject(parent)
    , m_kind(kind)
    , m_outageMs(outageMs)
    , m_isBusy(isBusy)
    , m_redis(durable())
{
    connect(&m_worker, &DroverProcess::lineRead, this, [this](const QJsonObject& line) {
        const bool isCompleted = line.value(QLatin1StringView("event")) == QLatin1StringView("completed");
        if (isCompleted && m_isOver && m_recoveryMs < 0)
            m_recoveryMs = m_sinceReturn.elapsed();
    });
}

QString OutageCell::name() const
{
    return QStringLiteral("%1, %2 ms, %3")
        .arg(kindName(m_kind), QString::number(m_outageMs),
            m_isBusy ? QStringLiteral("busy") : QStringLiteral("idle"));
}

bool OutageCell::start()
{
    if (!m_redis.start())
        return false;
    m_proxy = std::make_unique<FaultProxy>(m_redis.unixOptions());
    m_worker.start({QStringLiteral("work"), QString::fromUtf8(queue), QStringLiteral("--json"),
        QStringLiteral("--connect"), QStringLiteral("redis://127.0.0.1:%1").arg(m_proxy->port()),
        QStringLiteral("--concurrency"), QStringLiteral("4"), QStringLiteral("--simulate"),
        QStringLiteral("ms=20")});
    return true;
}

bool OutageCell::isReady() const
{
    return m_worker.count(QLatin1StringView("ready")) > 0;
}

void OutageCell::load()
{
    // Busy: enough work to last through the outage's beginning; idle: one job, then the worker blocks.
    addJobs(m_isBusy ? 300 : 1);
}

bool OutageCell::isWorking()
{
    return m_worker.count(QLatin1StringView("completed")) >= 1;
}

void OutageCell::beginOutage()
{
    switch (m_kind) {
    case OutageKind::KillAndRestart:
        m_redis.killHard();
        break;
    case OutageKind::Freeze:
        m_redis.freeze();
        break;
    case OutageKind::Drop:
        m_proxy->setBlackhole(true);
        break;
    case OutageKind::Reset:
        m_proxy->setRefusing(true);
        break;
    }
    QTimer::singleShot(m_outageMs, this, &OutageCell::endOutage);
}

void OutageCell::endOutage()
{
    switch (m_kind) {
    case OutageKind::KillAndRestart:
        QVERIFY(m_redis.start());
        break;
    case OutageKind::Freeze:
        m_redis.thaw();
        break;
    case OutageKind::Drop:
        m_proxy->setBlackhole(false);
        break;
    case OutageKind::Reset:
        m_proxy->setRefusing(false);
        break;
    }
    m_sinceReturn.start();
    m_isOver = true;
    addJobs(1); // an idle worker proves its recovery with a new job
}

void OutageCell::addJobs(int count)
{
    QFile file(m_redis.directory() + QStringLiteral("/jobs.ndjson"));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    for (int i = 0; i < count; ++i)
        file.write("{\"name\":\"job\",\"data\":{}}\n");
    file.close();
    const int exitCode = DroverProcess::run(
        {QStringLiteral("add"), QString::fromUtf8(queue), QStringLiteral("--bulk"), file.fileName(),
            QStringLiteral("--connect"), QStringLiteral("unix://") + m_redis.socketPath()})
                             .exitCode;
    QCOMPARE(exitCode, 0);
    m_added += count;
}

qint64 OutageCell::completed()
{
    return m_redis.integer({"ZCARD", "bull:" + queue + ":completed"});
}

bool OutageCell::isDone()
{
    return m_isOver && completed() == m_added;
}

QString OutageCell::problems()
{
    QStringList problems;
    if (completed() != m_added)
        problems << QStringLiteral("%1 of %2 jobs are completed").arg(completed()).arg(m_added);
    if (const qint64 failed = m_redis.integer({"ZCARD", "bull:" + queue + ":failed"}))
        problems << QStringLiteral("%1 jobs failed").arg(failed);
    if (m_recoveryMs < 0)
        problems << QStringLiteral("the worker processed nothing after the outage");
    return problems.join(QLatin1Char('\n'));
}

} // namespace drover::test
