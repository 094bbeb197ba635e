// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/whenfinished.h"

#include <QPromise>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace drover;

namespace {

QPromise<int> startedPromise()
{
    QPromise<int> promise;
    promise.start();
    return promise;
}

//! Finishes what is handed to it at once: as close to the asking as another thread can be.
class Finisher final {
public:
    Finisher()
        : m_thread([this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                const std::unique_ptr<QPromise<int>> promise(m_next.exchange(nullptr));
                if (!promise)
                    continue;
                promise->addResult(1);
                promise->finish();
            }
        })
    {
    }
    void take(QPromise<int> promise) { m_next = new QPromise<int>(std::move(promise)); }
    [[nodiscard]] bool isFree() const { return m_next.load() == nullptr; }

private:
    std::atomic<QPromise<int>*> m_next = nullptr;
    std::jthread m_thread;
};

} // namespace

class TestWhenFinished : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isCalledOnceHoweverCloseTheOtherThreadIs();
    void isCalledForAFutureThatIsFinishedAlready();
    void isCalledForACancelledFuture();
    void isNotCalledAfterItsContext();
    void mayEndItsContext();
};

void TestWhenFinished::isCalledOnceHoweverCloseTheOtherThreadIs()
{
    constexpr int futures = 50000;
    QObject context;
    Finisher finisher;
    std::vector<int> calls(futures);
    for (int i = 0; i < futures; ++i) {
        QPromise<int> promise = startedPromise();
        const QFuture<int> future = promise.future();
        finisher.take(std::move(promise));
        whenFinished(future, &context,
            [&calls, i](const QFuture<int>& done) { calls[static_cast<size_t>(i)] += done.result(); });
        while (!finisher.isFree())
            std::this_thread::yield();
        if (i % 1000 == 0)
            QCoreApplication::processEvents();
    }
    QTRY_COMPARE(std::count(calls.cbegin(), calls.cend(), 1), futures);
    QCoreApplication::processEvents();
    QCOMPARE(std::count(calls.cbegin(), calls.cend(), 1), futures); // and none twice
}

void TestWhenFinished::isCalledForAFutureThatIsFinishedAlready()
{
    QPromise<int> promise = startedPromise();
    promise.addResult(7);
    promise.finish();
    QObject context;
    int got = 0;
    whenFinished(promise.future(), &context, [&](const QFuture<int>& done) { got = done.result(); });
    QCOMPARE(got, 0); // in a later turn
    QTRY_COMPARE(got, 7);
}

void TestWhenFinished::isCalledForACancelledFuture()
{
    QObject context;
    std::optional<bool> hasResult;
    {
        const QPromise<int> dropped = startedPromise();
        whenFinished(dropped.future(), &context,
            [&](const QFuture<int>& done) { hasResult = done.isResultReadyAt(0); });
    }
    QTRY_COMPARE(hasResult, std::optional(false));
}

void TestWhenFinished::isNotCalledAfterItsContext()
{
    QPromise<int> promise = startedPromise();
    bool called = false;
    {
        QObject context;
        whenFinished(promise.future(), &context, [&](const QFuture<int>&) { called = true; });
    }
    QObject other;
    bool otherCalled = false;
    whenFinished(promise.future(), &other, [&](const QFuture<int>&) { otherCalled = true; });
    promise.addResult(1);
    promise.finish();
    QTRY_VERIFY(otherCalled);
    QVERIFY(!called);
}

void TestWhenFinished::mayEndItsContext()
{
    auto context = std::make_unique<QObject>();
    QPromise<int> promise = startedPromise();
    whenFinished(promise.future(), context.get(), [&](const QFuture<int>&) { context.reset(); });
    promise.addResult(1);
    promise.finish();
    QTRY_VERIFY(!context);
}

QTEST_GUILESS_MAIN(TestWhenFinished)
#include "tst_whenfinished.moc"
