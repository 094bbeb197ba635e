// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "measure/persistencecost.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace Qt::StringLiterals;

//! How fast a machine is cannot be asserted: that both ways were measured, and nothing stays behind, can.
class TestPersistenceCost final : public QObject {
    Q_OBJECT

    static Result<PersistenceCost> run(PersistenceBench& bench)
    {
        std::optional<Result<PersistenceCost>> cost;
        QObject::connect(&bench, &PersistenceBench::finished, &bench,
            [&cost](const Result<PersistenceCost>& result) { cost = result; });
        bench.start();
        (void)QTest::qWaitFor([&cost] { return cost.has_value(); }, 60000);
        return cost.value_or(Error{ErrorCode::Timeout, u"it never finished"_s, {}});
    }

private Q_SLOTS:
    void measuresBothWays()
    {
        const QTemporaryDir folder;
        QList<int> done;
        {
            PersistenceBench bench({.jobs = 250, .rounds = 2, .folder = folder.path()});
            connect(&bench, &PersistenceBench::progressed, this, [&done](int round, int rounds) {
                QCOMPARE(rounds, 5);
                done.append(round);
            });
            const Result<PersistenceCost> cost = run(bench);
            QVERIFY2(cost.has_value(), qPrintable(cost ? QString() : cost.error().message));
            QCOMPARE(cost->jobs, 250);
            QCOMPARE(cost->rounds, 2);
            QVERIFY(cost->with > 0 && cost->without > 0);
            QCOMPARE(cost->ratio(), cost->with / cost->without);
        }
        QCOMPARE(done, (QList<int>{1, 2, 3, 4, 5}));
        QTRY_VERIFY(QDir(folder.path()).isEmpty()); // the server and its data are gone
    }

    void endsWithItsOwner()
    {
        const QTemporaryDir folder;
        auto bench = std::make_unique<PersistenceBench>(
            PersistenceBenchOptions{.jobs = 1000000, .rounds = 1, .folder = folder.path()});
        bench->start();
        QTRY_VERIFY(!QDir(folder.path()).isEmpty());
        bench.reset();
        QTRY_VERIFY(QDir(folder.path()).isEmpty());
    }

    void aMissingServerIsTold()
    {
        const QTemporaryDir folder;
        PersistenceBench bench({.folder = folder.path(), .program = folder.filePath(u"none"_s)});
        const Result<PersistenceCost> cost = run(bench);
        QVERIFY(!cost);
        QCOMPARE(cost.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestPersistenceCost)
#include "tst_persistencecost.moc"
