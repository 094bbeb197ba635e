// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/npmprocess.h"

#include <QTest>

using drover::test::NpmProcess;

//! The other side of every interop test: these hold without a server.
class TestNpmProcess : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsThePinnedVersions()
    {
        NpmProcess npm(QJsonObject{{QStringLiteral("lazyConnect"), true}});
        QVERIFY(npm.start());
        const auto versions = npm.call(QStringLiteral("versions")).value().toObject();
        QCOMPARE(versions.value(QLatin1String("6")).toString(), QStringLiteral("6.7.0"));
        QCOMPARE(versions.value(QLatin1String("5")).toString(), QStringLiteral("5.81.5"));
        QVERIFY(npm.close());
    }

    void keepsTheTextOfValues()
    {
        NpmProcess npm(QJsonObject{});
        QVERIFY(npm.start());
        const auto reply = npm.eval(QStringLiteral("return {z: 1, a: 123456789012345, text: args}"), {},
            QStringLiteral("ü\u2028\"x\""));
        QVERIFY(reply.ok);
        QCOMPARE(
            reply.json, QByteArrayLiteral("{\"z\":1,\"a\":123456789012345,\"text\":\"ü\u2028\\\"x\\\"\"}"));
        QCOMPARE(npm.eval(QStringLiteral("return 7")).value().toInt(), 7);
    }

    void reportsFailuresAndDeath()
    {
        NpmProcess npm(QJsonObject{});
        QVERIFY(npm.start());
        const auto reply = npm.call(QStringLiteral("eval"),
            {{QStringLiteral("body"), QStringLiteral("throw Object.assign(new Error('no'), {code: -2})")}});
        QVERIFY(!reply.ok);
        QCOMPARE(reply.error, QStringLiteral("no"));
        QCOMPARE(reply.code, -2);
        npm.kill();
        QVERIFY(!npm.isRunning());
        QVERIFY(!npm.call(QStringLiteral("ping")).ok);
    }
};

QTEST_GUILESS_MAIN(TestNpmProcess)
#include "tst_npmprocess.moc"
