// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "processors/fakecontext.h"
#include "worker/processor.h"

#include <QPromise>
#include <QSemaphore>
#include <QTest>

#include <stdexcept>
#include <string>

using namespace drover;
using namespace drover::test;

namespace {

using Function = std::function<JobOutcome(JobContext&)>;

//! What a processor hands over, from whichever thread.
JobOutcome outcomeOf(Processor& processor)
{
    QSemaphore done;
    JobOutcome outcome = JsonText("nothing came");
    processor.setConcurrency(1);
    processor.start(std::make_shared<FakeContext>(), [&](JobOutcome result) {
        outcome = std::move(result);
        done.release();
    });
    done.tryAcquire(1, 10000);
    return outcome;
}

} // namespace

class TestProcessors final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void turnsWhatIsThrownIntoAFailure_data()
    {
        QTest::addColumn<Function>("function");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("std::exception")
            << Function([](JobContext&) -> JobOutcome { throw std::runtime_error("bad day"); })
            << QByteArray("bad day");
        QTest::newRow("int") << Function([](JobContext&) -> JobOutcome { throw 42; }) << QByteArray("42");
        QTest::newRow("QString") << Function([](JobContext&) -> JobOutcome { throw QStringLiteral("grüße"); })
                                 << QByteArray("grüße");
        QTest::newRow("std::string") << Function([](JobContext&) -> JobOutcome { throw std::string("text"); })
                                     << QByteArray("text");
        QTest::newRow("literal") << Function([](JobContext&) -> JobOutcome { throw "words"; })
                                 << QByteArray("words");
        QTest::newRow("a type of its own")
            << Function([](JobContext&) -> JobOutcome { throw Milliseconds(1); })
            << QByteArray("threw std::chrono::duration<long, std::ratio<1l, 1000l> >");
    }
    // fault: F6
    // production: P10
    void turnsWhatIsThrownIntoAFailure()
    {
        QFETCH(Function, function);
        QFETCH(QByteArray, message);
        for (const auto& processor : {inlineProcessor(function), poolProcessor(function)}) {
            const JobOutcome outcome = outcomeOf(*processor);
            QVERIFY(!outcome);
            QCOMPARE(outcome.error().kind, JobFailure::Kind::Failed);
            QCOMPARE(outcome.error().message, message);
        }
    }

    void givesTheFuturesValue()
    {
        auto processor = asyncProcessor([](const std::shared_ptr<JobContext>&) {
            return QtFuture::makeReadyFuture<JobOutcome>(JsonText("7"));
        });
        const JobOutcome outcome = outcomeOf(*processor);
        QVERIFY(outcome);
        QCOMPARE(*outcome, JsonText("7"));
    }

    void survivesWhatFuturesDo_data()
    {
        QTest::addColumn<int>("way");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("throws before it starts") << 0 << QByteArray("too early");
        QTest::newRow("holds an exception") << 1 << QByteArray("inside");
        QTest::newRow("cancelled") << 2 << QByteArray("cancelled");
        QTest::newRow("abandoned later") << 3 << QByteArray("cancelled");
        QTest::newRow("exception later") << 4 << QByteArray("inside");
    }
    // fault: F6
    void survivesWhatFuturesDo()
    {
        QFETCH(int, way);
        auto promise = std::make_shared<QPromise<JobOutcome>>();
        promise->start();
        const auto inside = std::make_exception_ptr(std::runtime_error("inside"));
        auto processor = asyncProcessor([&](const std::shared_ptr<JobContext>&) {
            if (way == 0)
                throw std::runtime_error("too early");
            QFuture<JobOutcome> future = promise->future();
            if (way == 1)
                promise->setException(inside);
            if (way == 2)
                future.cancel();
            if (way < 3)
                promise->finish();
            return future;
        });
        std::optional<JobOutcome> outcome;
        processor->start(nullptr, [&](JobOutcome result) { outcome = std::move(result); });
        if (way == 4) {
            promise->setException(inside);
            promise->finish();
        }
        promise.reset();
        QTRY_VERIFY(outcome);
        QVERIFY(!*outcome);
        QTEST(outcome->error().message, "message");
    }
};

QTEST_GUILESS_MAIN(TestProcessors)
#include "tst_processors.moc"
