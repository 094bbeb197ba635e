// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/uniquefunction.h"

#include <QTest>

#include <memory>

using namespace drover;

class TestExpected final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void holdsAValue()
    {
        const Result<int> result = 7;
        QVERIFY(result);
        QCOMPARE(*result, 7);
        QCOMPARE(result.value_or(1), 7);
    }
    void holdsAnError()
    {
        const Result<int> result = Error{ErrorCode::JobNotExist, QStringLiteral("gone"), {}};
        QVERIFY(!result);
        QCOMPARE(result.error().message, QStringLiteral("gone"));
        QCOMPARE(result.value_or(1), 1);
    }
    void everyCodeHasItsWord()
    {
        QCOMPARE(errorName(ErrorCode::JobNotExist), QLatin1StringView("JobNotExist"));
        QCOMPARE(errorName(ErrorCode::SchedulerJobSlotsBusy), QLatin1StringView("SchedulerJobSlotsBusy"));
        QCOMPARE(errorName(ErrorCode::Cancelled), QLatin1StringView("Cancelled"));
    }
    void functionOwnsWhatCannotBeCopied()
    {
        UniqueFunction<int(int)> add = [base = std::make_unique<int>(40)](int more) { return *base + more; };
        const UniqueFunction<int(int)> moved = std::move(add);
        QVERIFY(!add);
        QVERIFY(moved);
        QCOMPARE(const_cast<UniqueFunction<int(int)>&>(moved)(2), 42);
    }
};

QTEST_GUILESS_MAIN(TestExpected)
#include "tst_expected.moc"
