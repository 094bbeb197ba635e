// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "outagecell.h"

#include <QTest>

#include <algorithm>
#include <array>

namespace drover::test {

using namespace Qt::StringLiterals;

namespace {

QString kindName(OutageKind kind)
{
    switch (kind) {
    case OutageKind::KillAndRestart:
        return u"kill -9 and restart"_s;
    case OutageKind::Freeze:
        return u"SIGSTOP"_s;
    case OutageKind::Drop:
        return u"drop"_s;
    case OutageKind::Reset:
        return u"RST"_s;
    }
    return {};
}

constexpr int backlog = 300; //!< 1.5 s of work

// The schedule of A13 in milliseconds; from the tenth try on it stays at the last. Our code is the one that
// is judged here, so it is written down and not asked.
constexpr std::array<qint64, 10> backOff{1000, 1000, 1000, 1000, 1000, 1000, 1097, 2981, 8103, 20000};

} // namespace

OutageCell::OutageCell(OutageKind kind, int outageMs, bool isBusy, QObject* parent)
    : QObject(parent)
    , m_kind(kind)
    , m_outageMs(outageMs)
    , m_isBusy(isBusy)
{
    m_queue.setLongestDelay(outageMs + 5000); // the proxy takes turns with those of other cells
    m_queue.setConcurrency(4);
    m_queue.watch(m_worker);
    connect(&m_worker, &DroverProcess::lineRead, this, [this](const QJsonObject& line) {
        if (line["event"_L1] == "active"_L1 && m_isOver && m_recoveryMs < 0)
            m_recoveryMs = m_sinceReturn.elapsed();
    });
    connect(&m_watch, &QTimer::timeout, this, &OutageCell::beginWhenReady);
}

QString OutageCell::name() const
{
    return u"%1, %2 ms, %3"_s.arg(
        kindName(m_kind), QString::number(m_outageMs), m_isBusy ? u"busy"_s : u"idle"_s);
}

bool OutageCell::start()
{
    if (!m_redis.start())
        return false;
    m_proxy = std::make_unique<FaultProxy>(m_redis.unixOptions());
    m_worker.start({u"work"_s, m_queue.name(), u"--json"_s, u"--connect"_s,
        u"redis://127.0.0.1:%1"_s.arg(m_proxy->port()), u"--concurrency"_s, u"4"_s, u"--simulate"_s,
        u"ms=20"_s});
    return true;
}

bool OutageCell::isReady() const
{
    return m_worker.count("ready"_L1) > 0;
}

void OutageCell::load()
{
    m_queue.addMeanwhile("before", m_isBusy ? backlog : 1);
    m_watch.start(5);
}

//! Each cell by itself: a busy one would have drained its queue until the last of all cells is ready.
void OutageCell::beginWhenReady()
{
    if (m_queue.isAdding() || m_worker.count("completed"_L1) == 0)
        return;
    if (!m_isBusy && !m_redis.text({"CLIENT", "LIST"}).contains("cmd=bzpopmin"))
        return;
    m_waitedAtStart = m_queue.count("wait");
    if (m_isBusy && m_waitedAtStart == 0) {
        // The worker was done before the producer was: on a loaded machine a program takes long to end.
        ++m_refills;
        m_queue.addMeanwhile("more" + QByteArray::number(m_refills), backlog << m_refills);
        return;
    }
    m_watch.stop();
    beginOutage();
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
    m_queue.addMeanwhile("after", 1); // an idle worker proves its recovery with a new job
}

bool OutageCell::isDone()
{
    // Remembered: the cells that are done would otherwise ask their Redis a hundred times a second.
    m_isDone = m_isDone || (m_isOver && m_recoveryMs >= 0 && m_queue.isDone());
    return m_isDone;
}

//! The wait that was running when Redis came back, or the one after it: a try may have failed in that very
//! moment. Tries against a silent Redis take longer than the schedule, so that their number is never higher.
qint64 OutageCell::promisedMs() const
{
    size_t tries = 0;
    for (qint64 passed = 0; passed <= m_outageMs; ++tries)
        passed += backOff[std::min(tries, backOff.size() - 1)];
    return backOff[std::min(tries, backOff.size() - 1)] + 1000;
}

QByteArray OutageCell::problems()
{
    QByteArray text = m_queue.problems();
    if (m_recoveryMs < 0)
        text += "the worker processed nothing after the outage\n";
    return text;
}

} // namespace drover::test
