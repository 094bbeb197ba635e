// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprocess.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"
#include "support/testcertificates.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace drover::test;
using namespace Qt::StringLiterals;

//! The main job from end to end: a Node service produces, Drover runs, explains and retries, Node agrees.
//! Once over a unix socket, once over TLS with a password.
class TestMainStory final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void plays_data();
    void plays();
};

namespace {

constexpr int jobCount = 1000;

// 1,000 mails: every 20th has an address that never works, every other 5th goes by a relay that is down for
// now.
const QString produce = QStringLiteral(R"js(
    const jobs = [];
    for (let order = 0; order < args; order++) {
        jobs.push({
            name: order % 3 ? 'sendReceipt' : 'sendWelcome',
            data: { order, to: order % 20 === 0 ? 'nobody' : `customer${order}@example.org`,
                    relay: order % 5 === 1 ? 'smtp-2' : 'smtp-1' },
            opts: { attempts: 2, backoff: { type: 'fixed', delay: 50 } },
        });
    }
    await queue.addBulk(jobs);
)js");

QJsonArray arrayOf(const QByteArray& json)
{
    return QJsonDocument::fromJson(json).array();
}

} // namespace

void TestMainStory::plays_data()
{
    QTest::addColumn<bool>("tls");
    QTest::newRow("unix socket") << false;
    QTest::newRow("TLS with a password") << true;
}

void TestMainStory::plays()
{
    QFETCH(const bool, tls);
    RedisFixtureOptions options;
    options.tls = tls;
    if (tls)
        options.password = "a secret with % and :";
    RedisFixture redis(options);
    QVERIFY2(redis.start(), redis.log().constData());
    const QTemporaryDir folder;
    const QString relayDown = folder.filePath(u"relay-down"_s);
    QVERIFY(QFile(relayDown).open(QIODevice::WriteOnly));
    qputenv("MAIL_RELAY_DOWN", relayDown.toUtf8());

    // The password travels in the environment, never in an argument.
    QStringList connect;
    QJsonObject npmConnection{{u"path"_s, redis.socketPath()}};
    if (tls) {
        qputenv("DROVER_REDIS_URL",
            "rediss://:a%20secret%20with%20%25%20and%20%3A@localhost:" + QByteArray::number(redis.tlsPort())
                + "/0?ca=" + redis.certificates()->caFile().toUtf8());
        npmConnection.insert(u"password"_s, QString::fromUtf8(options.password));
    } else {
        qunsetenv("DROVER_REDIS_URL");
        connect = QStringList{u"--connect"_s, u"unix://"_s + redis.socketPath()};
    }
    NpmProcess npm(npmConnection);
    QVERIFY(npm.start());
    QVERIFY(npm.eval(produce, u"mail"_s, jobCount).ok);

    const auto run = [&connect](const QStringList& arguments, int* exitCode = nullptr) {
        const DroverOutput output = DroverProcess::run(arguments + connect + QStringList{u"--json"_s});
        if (exitCode)
            *exitCode = output.exitCode;
        return output.out;
    };
    const auto work = [&connect] {
        DroverProcess worker;
        worker.start(
            QStringList{u"work"_s, u"mail"_s, u"--json"_s, u"--until-empty"_s, u"--concurrency"_s, u"10"_s}
            + connect + QStringList{u"--node"_s, QStringLiteral(DROVER_STORY_DIR "/mailprocessor.js")});
        return worker.finish(120000);
    };
    QCOMPARE(work(), 1); // some failed
    // 50 addresses never work; 200 mails go by the relay that is down.
    QCOMPARE(npm.counts(u"mail"_s).value("failed"_L1).toInt(), 250);
    QCOMPARE(npm.counts(u"mail"_s).value("completed"_L1).toInt(), 750);

    const QJsonArray causes = arrayOf(run({u"failures"_s, u"mail"_s}));
    QCOMPARE(causes.size(), 2);
    QCOMPARE(causes.at(0)["count"_L1].toInt(), 200);
    QVERIFY(causes.at(0)["cause"_L1].toString().contains("ECONNREFUSED"_L1));
    QCOMPARE(causes.at(1)["count"_L1].toInt(), 50);

    QVERIFY(QFile::remove(relayDown));
    const QStringList retry{
        u"retry"_s, u"mail"_s, u"--state"_s, u"failed"_s, u"--match"_s, u"ECONNREFUSED"_s};
    const QJsonObject plan = QJsonDocument::fromJson(run(retry + QStringList{u"--dry-run"_s})).object();
    QCOMPARE(plan.value("matched"_L1).toInt(), 200);
    QCOMPARE(plan.value("done"_L1).toInt(), 0);
    QCOMPARE(npm.counts(u"mail"_s).value("failed"_L1).toInt(), 250);
    int exitCode = -1;
    const QJsonObject report =
        QJsonDocument::fromJson(run(retry + QStringList{u"--reset-attempts"_s}, &exitCode)).object();
    QCOMPARE(exitCode, 0);
    QCOMPARE(report.value("done"_L1).toInt(), 200);
    QCOMPARE(work(), 0);

    const QJsonObject counts = npm.counts(u"mail"_s);
    QCOMPARE(counts.value("completed"_L1).toInt(), 950);
    QCOMPARE(counts.value("failed"_L1).toInt(), 50);
    QCOMPARE(counts.value("waiting"_L1).toInt() + counts.value("active"_L1).toInt()
            + counts.value("delayed"_L1).toInt(),
        0);
    const QJsonObject ours = QJsonDocument::fromJson(run({u"counts"_s, u"mail"_s})).object();
    for (const QString& state : {u"completed"_s, u"failed"_s, u"waiting"_s, u"active"_s, u"delayed"_s})
        QCOMPARE(ours.value(state), counts.value(state));
}

QTEST_GUILESS_MAIN(TestMainStory)
#include "tst_mainstory.moc"
