// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"

#include "support/droverprocess.h"
#include "support/invariants.h"

#include <QFile>
#include <QTest>

namespace drover::test {

FaultQueue::FaultQueue(RedisFixture& redis, QByteArray name)
    : m_redis(redis)
    , m_name(std::move(name))
{
}

QStringList FaultQueue::connect() const
{
    return {QStringLiteral("--connect"), QStringLiteral("unix://") + m_redis.socketPath()};
}

void FaultQueue::add(const QByteArray& batch, int count, const QByteArray& options)
{
    QFile file(m_redis.directory() + QStringLiteral("/jobs.ndjson"));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    for (int i = 0; i < count; ++i) {
        const QByteArray id = batch + '-' + QByteArray::number(i);
        file.write("{\"name\":\"job\",\"data\":{\"id\":\"" + id + "\"},\"opts\":{\"jobId\":\"" + id + '"'
            + (options.isEmpty() ? QByteArray() : ',' + options) + "}}\n");
    }
    file.close();
    int exitCode = -1;
    for (int attempt = 0; attempt < 50 && exitCode != 0; ++attempt)
        exitCode = DroverProcess::run(
            QStringList{QStringLiteral("add"), name(), QStringLiteral("--bulk"), file.fileName()} + connect())
                       .exitCode;
    QCOMPARE(exitCode, 0);
    m_added += count;
}

qint64 FaultQueue::count(const QByteArray& state)
{
    const QByteArray key = "bull:" + m_name + ':' + state;
    return m_redis.text({"TYPE", key}) == "list" ? m_redis.integer({"LLEN", key})
                                                 : m_redis.integer({"ZCARD", key});
}

QByteArray FaultQueue::problems()
{
    InvariantOptions options;
    options.queue = m_name;
    options.drained = true;
    options.eventsComplete = false; // a long test outgrows the stream
    QByteArray text = describe(
        checkInvariants([this](const QByteArrayList& command) { return m_redis.command(command); }, options));
    for (const QByteArray state : {"wait", "active", "delayed", "prioritized", "failed"})
        if (const qint64 left = count(state))
            text += QByteArray::number(left) + " jobs are left in " + state + '\n';
    if (completed() != m_added)
        text +=
            QByteArray::number(completed()) + " of " + QByteArray::number(m_added) + " jobs are completed\n";
    return text;
}

} // namespace drover::test
