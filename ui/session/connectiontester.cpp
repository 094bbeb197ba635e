// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connectiontester.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace drover::ui {

ConnectionTester::ConnectionTester(QObject* parent)
    : QObject(parent)
{
    m_thread.setObjectName(u"connection test"_s);
}

ConnectionTester::~ConnectionTester()
{
    drop();
    m_thread.quit();
    m_thread.wait();
}

void ConnectionTester::start(const ConnectionTestOptions& options)
{
    drop();
    m_thread.start();
    auto* test = new ConnectionTest(options);
    test->moveToThread(&m_thread);
    m_running = test;
    connect(&m_thread, &QThread::finished, test, &QObject::deleteLater);
    connect(test, &ConnectionTest::progressed, this, [this, test](const ConnectionTestReport& report) {
        if (m_running == test)
            Q_EMIT progressed(report);
    });
    connect(test, &ConnectionTest::finished, this, [this, test](const ConnectionTestReport& report) {
        if (m_running != test)
            return;
        m_running = nullptr;
        test->deleteLater();
        Q_EMIT finished(report);
    });
    QMetaObject::invokeMethod(test, &ConnectionTest::start, Qt::QueuedConnection);
}

void ConnectionTester::cancel()
{
    if (m_running)
        QMetaObject::invokeMethod(m_running, &ConnectionTest::cancel, Qt::QueuedConnection);
}

void ConnectionTester::drop()
{
    ConnectionTest* const test = std::exchange(m_running, nullptr);
    if (!test)
        return;
    test->disconnect(this);
    QMetaObject::invokeMethod(
        test,
        [test] {
            test->cancel();
            test->deleteLater();
        },
        Qt::QueuedConnection);
}

} // namespace drover::ui
