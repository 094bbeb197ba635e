// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"

#include "support/invariants.h"

#include <QFile>
#include <QTest>

#include <csignal>

namespace drover::test {

using namespace Qt::StringLiterals;

FaultQueue::FaultQueue(RedisFixture& redis, QByteArray name)
    : m_redis(&redis)
    , m_name(std::move(name))
{
    m_clock.start();
}

QStringList FaultQueue::connect() const
{
    return {u"--connect"_s, u"unix://"_s + m_redis->socketPath()};
}

void FaultQueue::add(const QByteArray& batch, int count, const QByteArray& options)
{
    const Batch jobs = writeBatch(batch, count, options);
    int exitCode = -1;
    for (int attempt = 0; attempt < 50 && exitCode != 0; ++attempt)
        exitCode = DroverProcess::run(addArguments(jobs)).exitCode;
    QCOMPARE(exitCode, 0);
    acknowledge(jobs);
}

void FaultQueue::addMeanwhile(const QByteArray& batch, int count, const QByteArray& options)
{
    ++m_adding;
    tryAdding(writeBatch(batch, count, options));
}

FaultQueue::Batch FaultQueue::writeBatch(const QByteArray& batch, int count, const QByteArray& options)
{
    Batch jobs{m_redis->directory() + u'/' + QString::fromUtf8(batch) + u".ndjson"_s, {}};
    QFile file(jobs.file);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        qFatal("cannot write %s", qPrintable(jobs.file));
    for (int i = 0; i < count; ++i) {
        const QByteArray id = batch + '-' + QByteArray::number(i);
        const QByteArray data = "{\"id\":\"" + id + "\"}";
        file.write("{\"name\":\"job\",\"data\":" + data + ",\"opts\":{\"jobId\":\"" + id + '"'
            + (options.isEmpty() ? QByteArray() : ',' + options) + "}}\n");
        jobs.data.insert(id, data);
    }
    return jobs;
}

QStringList FaultQueue::addArguments(const Batch& batch) const
{
    return QStringList{u"add"_s, name(), u"--bulk"_s, batch.file} + connect();
}

//! The ids are our own, so that an add whose answer was lost may be repeated.
void FaultQueue::tryAdding(const Batch& batch)
{
    auto* program = new DroverProcess(this);
    QObject::connect(program, &DroverProcess::ended, this, [this, program, batch](int exitCode) {
        program->deleteLater();
        if (exitCode != 0)
            return tryAdding(batch);
        acknowledge(batch);
        --m_adding;
        Q_EMIT acknowledged();
    });
    program->start(addArguments(batch));
}

void FaultQueue::acknowledge(const Batch& batch)
{
    for (auto it = batch.data.begin(); it != batch.data.end(); ++it)
        m_journal.added(it.key(), it.value());
}

void FaultQueue::watch(DroverProcess& worker)
{
    QObject::connect(&worker, &DroverProcess::lineRead, this, &FaultQueue::note);
}

std::unique_ptr<DroverProcess> FaultQueue::startWorker(
    const QString& simulate, const QStringList& more, const QStringList& environment)
{
    auto worker = std::make_unique<DroverProcess>();
    worker->addEnvironment(environment);
    watch(*worker);
    const bool isElsewhere = more.contains(u"--connect"_s);
    worker->start(QStringList{u"work"_s, name(), u"--json"_s, u"--concurrency"_s, u"8"_s}
        + (isElsewhere ? QStringList() : connect()) + more + QStringList{u"--simulate"_s, simulate});
    return worker;
}

QByteArray FaultQueue::finish(DroverProcess& worker)
{
    if (!QTest::qWaitFor([this] { return isDone(); }, 60000))
        return "the worker is not done: " + leftovers() + worker.errorText();
    worker.sendSignal(SIGTERM);
    if (const int exitCode = worker.finish(); exitCode != 0)
        return "the worker ended with " + QByteArray::number(exitCode) + '\n' + worker.errorText();
    return problems();
}

void FaultQueue::note(const QJsonObject& line)
{
    const QString event = line["event"_L1].toString();
    const QByteArray id = line["jobId"_L1].toString().toUtf8();
    if (event == "active"_L1)
        m_running.insert(id, m_journal.started(id, m_clock.elapsed()));
    else if ((event == "completed"_L1 || event == "failed"_L1) && m_running.contains(id))
        m_journal.ended(m_running.take(id), m_clock.elapsed());
    const bool isRetry = event == "failed"_L1 && line["willRetry"_L1].toBool();
    const bool isLost = event == "error"_L1 && line["message"_L1] == "lost the lock"_L1;
    if (isRetry || isLost || event == "stalled"_L1)
        m_journal.excuse(id);
    if (isLost)
        m_running.remove(id);
}

void FaultQueue::excuseRunning()
{
    for (auto it = m_running.keyBegin(); it != m_running.keyEnd(); ++it)
        m_journal.excuse(*it);
    m_running.clear();
}

qint64 FaultQueue::count(const QByteArray& state)
{
    const QByteArray key = "bull:" + m_name + ':' + state;
    return m_redis->text({"TYPE", key}) == "list" ? m_redis->integer({"LLEN", key})
                                                  : m_redis->integer({"ZCARD", key});
}

QByteArray FaultQueue::problems()
{
    InvariantOptions options;
    options.queue = m_name;
    options.drained = true;
    options.eventsComplete = !isLong(); // a long test outgrows the stream
    options.clockTolerance = m_longestDelay;
    options.journal = &m_journal;
    options.concurrency = m_concurrency;
    const auto ask = [this](const QByteArrayList& command) { return m_redis->command(command); };
    return describe(checkInvariants(ask, options)) + leftovers();
}

QByteArray FaultQueue::leftovers()
{
    QByteArray text;
    for (const QByteArray state : {"wait", "active", "delayed", "prioritized", "failed"})
        if (const qint64 left = count(state))
            text += QByteArray::number(left) + " jobs are left in " + state + '\n';
    if (completed() != added())
        text +=
            QByteArray::number(completed()) + " of " + QByteArray::number(added()) + " jobs are completed\n";
    return text;
}

} // namespace drover::test
