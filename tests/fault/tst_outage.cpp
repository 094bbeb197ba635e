// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "outagecell.h"

#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

// Dozens of programs share a loaded machine, and servers that restart at one moment hold up the proxies.
constexpr qint64 slack = 4000;

} // namespace

//! Fault A8: whatever the outage, and however long, the worker processes again by itself and no job is lost.
class TestOutage final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // fault: A8
    void workerProcessesAgain();

private:
    static void judge(OutageCell& cell);
};

void TestOutage::workerProcessesAgain()
{
    std::vector<int> outages{100, 1000, 4000, 6000};
    if (isLong())
        outages.insert(outages.end(), {15000, 30000, 60000, 600000});

    std::vector<std::unique_ptr<OutageCell>> cells;
    for (const auto kind :
        {OutageKind::KillAndRestart, OutageKind::Freeze, OutageKind::Drop, OutageKind::Reset})
        for (const int outage : outages)
            for (const bool isBusy : {false, true})
                cells.push_back(std::make_unique<OutageCell>(kind, outage, isBusy));

    const auto all = [&cells](auto predicate, int milliseconds) {
        return QTest::qWaitFor([&] { return std::ranges::all_of(cells, predicate); }, milliseconds);
    };
    for (const auto& cell : cells)
        QVERIFY2(cell->start(), qPrintable(cell->name()));
    all([](const auto& cell) { return cell->isReady(); }, 120000);
    for (const auto& cell : cells)
        QVERIFY2(cell->isReady(),
            qPrintable(cell->name() + u": the worker is not ready\n" + cell->workerErrors()));
    for (const auto& cell : cells)
        cell->load();
    QVERIFY(all([](const auto& cell) { return cell->isOver(); }, outages.back() + 60000));
    // The longest back-off is 20 s; a job whose lock was taken waits for the stalled check at the most.
    all([](const auto& cell) { return cell->isDone(); }, 120000);
    for (const auto& cell : cells)
        qInfo("%-32s processes again after %5lld ms, promised %5lld", qPrintable(cell->name()),
            cell->recoveryMs(), cell->promisedMs());
    for (const auto& cell : cells)
        judge(*cell);
}

void TestOutage::judge(OutageCell& cell)
{
    const QByteArray problems = cell.problems();
    QVERIFY2(problems.isEmpty(), qPrintable(cell.name() + u": " + QString::fromUtf8(problems)));
    if (cell.isBusy())
        QVERIFY2(cell.waitedAtStart() > 0, qPrintable(cell.name() + u": the outage met no work"));
    else
        QCOMPARE(cell.waitedAtStart(), 0);
    QVERIFY2(cell.recoveryMs() <= cell.promisedMs() + slack,
        qPrintable(cell.name() + u": %1 ms, promised %2"_s.arg(cell.recoveryMs()).arg(cell.promisedMs())));
}

QTEST_GUILESS_MAIN(TestOutage)
#include "tst_outage.moc"
