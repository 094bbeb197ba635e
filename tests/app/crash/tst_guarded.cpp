// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/thrown.h"
#include "crash/guarded.h"
#include "logging/logsetup.h"

#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <functional>
#include <memory>
#include <stdexcept>

using namespace drover;
using namespace Qt::StringLiterals;

namespace {

class Bomb final : public QObject {
    Q_OBJECT
public:
    bool event(QEvent* event) override
    {
        if (event->type() == QEvent::User)
            throw std::runtime_error("in an event");
        return QObject::event(event);
    }
};

} // namespace

//! Whatever a handler throws ends in the log, and the event loop that it came from goes on.
class TestGuarded final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        LogOptions options;
        options.dir = m_folder.path();
        options.stderrLevel = LogLevel::Off;
        m_logging = std::make_unique<LogSetup>(options);
    }
    void cleanup() { m_logging.reset(); }
    void eventLoopGoesOn_data();
    // production: P10
    void eventLoopGoesOn();
    void threadGoesOn();
    void describes_data();
    void describes();

private:
    [[nodiscard]] QByteArray said() const
    {
        QByteArray text;
        for (const LogLine& line : m_logging->lines())
            text += line.text + '\n';
        return text;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<LogSetup> m_logging; // takes the place of QtTest's own handler
};

void TestGuarded::eventLoopGoesOn_data()
{
    QTest::addColumn<std::function<void()>>("provoke");
    QTest::addColumn<QByteArray>("told");
    QTest::newRow("event") << std::function<void()>([] {
        auto* bomb = new Bomb;
        QCoreApplication::postEvent(bomb, new QEvent(QEvent::User));
        bomb->deleteLater();
    }) << QByteArray("std::runtime_error : in an event");
    QTest::newRow("timer") << std::function<void()>([] {
        QTimer::singleShot(0, qApp, [] { throw std::logic_error("in a timer"); });
    }) << QByteArray("std::logic_error : in a timer");
    QTest::newRow("queued call") << std::function<void()>([] {
        QMetaObject::invokeMethod(
            qApp, [] { throw u"a text"_s; }, Qt::QueuedConnection);
    }) << QByteArray("QString : a text");
}

void TestGuarded::eventLoopGoesOn()
{
    QFETCH(const std::function<void()>, provoke);
    QFETCH(const QByteArray, told);
    provoke();
    bool wentOn = false;
    QTimer::singleShot(0, this, [&wentOn] { wentOn = true; });
    QTRY_VERIFY(wentOn && said().contains("Uncaught"));
    QVERIFY2(said().contains(QByteArray("Uncaught in an event loop - " + told)), said().constData());
}

void TestGuarded::threadGoesOn()
{
    QThread thread;
    auto* worker = new QObject;
    worker->moveToThread(&thread);
    connect(&thread, &QThread::finished, worker, &QObject::deleteLater);
    thread.start();
    std::atomic<int> done = 0;
    for (int i = 0; i < 3; ++i) {
        QMetaObject::invokeMethod(
            worker,
            [&done] {
                ++done;
                throw std::runtime_error("on a thread");
            },
            Qt::QueuedConnection);
    }
    QTRY_COMPARE(done.load(), 3);
    thread.quit();
    QVERIFY(thread.wait(20000));
    QVERIFY2(said().contains("std::runtime_error : on a thread"), said().constData());
}

void TestGuarded::describes_data()
{
    QTest::addColumn<std::function<void()>>("thrower");
    QTest::addColumn<Thrown>("said");
    const auto row = [](const char* name, std::function<void()> thrower, const Thrown& thrown) {
        QTest::newRow(name) << std::move(thrower) << thrown;
    };
    row("exception", [] { throw std::out_of_range("far"); }, {"std::out_of_range", "far"});
    row("its derived type", [] { throw std::system_error(std::make_error_code(std::errc::io_error)); },
        {"std::system_error", "Input/output error"});
    row("text", [] { throw "plain"; }, {"char const*", "plain"});
    row("number", [] { throw 7; }, {"int", "7"});
    row("without a text", [] { throw std::string(); },
        {"std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >",
            "threw std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >"});
}

void TestGuarded::describes()
{
    QFETCH(const std::function<void()>, thrower);
    QFETCH(const Thrown, said);
    try {
        thrower();
    } catch (...) {
        QCOMPARE(describeThrown().type, said.type);
        QCOMPARE(describeThrown().text, said.text);
        return;
    }
    QFAIL("nothing was thrown");
}

int main(int argc, char** argv)
{
    Guarded<QCoreApplication> application(argc, argv);
    TestGuarded test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_guarded.moc"
