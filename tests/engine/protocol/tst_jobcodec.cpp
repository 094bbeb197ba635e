// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/jobcodec.h"
#include "protocol/jsontext.h"

#include <QTest>

using namespace drover;

namespace {

std::vector<Reply> fields(std::initializer_list<const char*> flat)
{
    std::vector<Reply> replies;
    for (const char* text : flat)
        replies.push_back({Reply::Kind::Bulk, 0, text, {}});
    return replies;
}

Job decoded(std::initializer_list<const char*> flat, JobCheck check = JobCheck::Full)
{
    return decodeJob("7", fields(flat), check);
}

} // namespace

class TestJobCodec : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsEveryField()
    {
        const Job job = decoded({"name", "n", "data", "{\"a\": 1.10}", "opts", R"({"attempts":3,"kl":5})",
            "timestamp", "1700000000000", "delay", "1500.5", "priority", "7", "processedOn", "1700000000001",
            "finishedOn", "1700000000002", "ats", "2", "atm", "1", "stc", "4", "pb", "w", "progress", "50",
            "returnvalue", "null", "failedReason", "no \"json\"", "stacktrace", "[\"a\"]", "defa", "later",
            "parentKey", "bull:p:1", "parent", R"({"id":"1","queueKey":"bull:p","fpof":true})", "rjk", "s",
            "deid", "d"});
        QCOMPARE(job.damaged, QStringList());
        QCOMPARE(job.id, JobId("7"));
        QCOMPARE(job.name, QByteArray("n"));
        QCOMPARE(job.data, JsonText("{\"a\": 1.10}"));
        QCOMPARE(job.options.attempts, 3);
        QCOMPARE(job.options.keepLogs, 5);
        QCOMPARE(job.timestamp, 1700000000000);
        QCOMPARE(job.delay, 1500.5);
        QCOMPARE(job.priority, 7);
        QCOMPARE(job.processedOn, 1700000000001);
        QCOMPARE(job.finishedOn, 1700000000002);
        QCOMPARE(job.attemptsStarted, 2);
        QCOMPARE(job.attemptsMade, 1);
        QCOMPARE(job.stalledCounter, 4);
        QCOMPARE(job.processedBy, QByteArray("w"));
        QCOMPARE(job.progress, JsonText("50"));
        QCOMPARE(job.returnvalue, JsonText("null"));
        QCOMPARE(job.failedReason, QByteArray("no \"json\""));
        QCOMPARE(job.stacktrace, JsonText("[\"a\"]"));
        QCOMPARE(job.deferredFailure, QByteArray("later"));
        QCOMPARE(job.parentKey, QByteArray("bull:p:1"));
        QCOMPARE(job.repeatJobKey, QByteArray("s"));
        QCOMPARE(job.deduplicationId, QByteArray("d"));
    }

    void usesDefaultsForWhatIsMissing()
    {
        const Job job = decoded({"name", "n"});
        QCOMPARE(job.damaged, QStringList());
        QCOMPARE(job.data, JsonText("{}"));
        QCOMPARE(job.options, JobOptions());
        QVERIFY(!job.processedOn && !job.finishedOn);
        QVERIFY(job.progress.isEmpty() && job.returnvalue.isEmpty());
    }

    void prefersAttemptsMadeOfOldVersions()
    {
        QCOMPARE(decoded({"attemptsMade", "5", "atm", "2"}).attemptsMade, 5);
        QCOMPARE(decoded({"atm", "2", "attemptsMade", ""}).attemptsMade, 2);
    }

    void namesDamage_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("damage");
        const auto row = [](const char* field, const char* value, const char* damage) {
            QTest::addRow("%s %s", field, value)
                << QByteArray(field) << QByteArray(value) << QString::fromLatin1(damage);
        };
        row("data", "{\"a\":", "data: not JSON");
        row("data", "\"\xff\"", "data: not JSON");
        row("opts", "x", "opts: not JSON");
        row("opts", "[1]", "opts: not an object");
        row("opts", R"({"attempts":"3"})", "opts.attempts: unexpected type");
        row("returnvalue", "undefined", "returnvalue: not JSON");
        row("progress", "50%", "progress: not JSON");
        row("stacktrace", "Error: x", "stacktrace: not JSON");
        row("stacktrace", "{}", "stacktrace: not an array");
        row("stacktrace", "[1]", "stacktrace: not an array of strings");
        row("parent", "{", "parent: not JSON");
        row("parent", "1", "parent: not an object");
        row("timestamp", "soon", "timestamp: not a number");
        row("delay", "1s", "delay: not a number");
        row("priority", "1e99", "priority: not a number");
        row("atm", "99999999999", "atm: out of range");
        row("ats", "two", "ats: not a number");
        row("finishedOn", "NaN", "finishedOn: not a number");
    }

    void namesDamage()
    {
        QFETCH(QByteArray, field);
        QFETCH(QByteArray, value);
        QFETCH(QString, damage);
        const Job job = decoded({field.constData(), value.constData()});
        QCOMPARE(job.damaged, QStringList{damage});
        const JsonText text = jobToJson(job, "q");
        QVERIFY2(json::isValid(text), text.constData());
        QCOMPARE(json::value(text, "damaged").toByteArray(), "[\"" + damage.toUtf8() + "\"]");
    }

    void leavesTextsUncheckedForWorkers()
    {
        const Job job = decoded(
            {"data", "{", "returnvalue", "x", "atm", "1", "opts", R"({"attempts":2})"}, JobCheck::Fast);
        QCOMPARE(job.damaged, QStringList());
        QCOMPARE(job.data, JsonText("{"));
        QCOMPARE(job.attemptsMade, 1);
        QCOMPARE(job.options.attempts, 2);
    }

    void showsGhosts()
    {
        const Job ghost = decodeJob("9", {});
        QCOMPARE(ghost.id, JobId("9"));
        QCOMPARE(ghost.damaged, QStringList{QStringLiteral("hash: missing")});
        QVERIFY(isUnreadable(ghost));
    }

    void survivesOddReplies()
    {
        std::vector<Reply> odd = fields({"name"});
        QCOMPARE(decodeJob("1", odd).name, QByteArray());
        odd = {Reply{}, Reply{Reply::Kind::Integer, 4, {}, {}},
            Reply{Reply::Kind::Array, 0, {}, fields({"name", "n"})}, Reply{}};
        QCOMPARE(decodeJob("1", odd).name, QByteArray());
    }

    void splicesBytesIntoOneLine()
    {
        const Job job =
            decoded({"name", "n", "data", "{\n \"z\": 12345678901234567890123, \"a\":1.10, \"a\":2 }", "opts",
                R"({"attempts":1,"tm":"t","big":1.50})"});
        const JsonText text = jobToJson(job, "q", JobState::Waiting);
        QVERIFY(!text.contains('\n'));
        QCOMPARE(json::value(text, "data").toByteArray(),
            QByteArray(R"({"z":12345678901234567890123,"a":1.10,"a":2})"));
        QCOMPARE(json::value(text, "opts").toByteArray(),
            QByteArray(R"({"attempts":1,"telemetry":{"metadata":"t"},"big":1.50})"));
        QCOMPARE(json::value(text, "queue").toByteArray(), QByteArray("\"q\""));
        QCOMPARE(json::value(text, "state").toByteArray(), QByteArray("\"waiting\""));
        QVERIFY(json::value(jobToJson(job, "q"), "state").isEmpty());
    }

    void tellsProcessorsTheQueue()
    {
        const JsonText text = jobToProcessorJson(decoded({"name", "n"}), {"p:x", "q"});
        QVERIFY(json::isValid(text));
        QCOMPARE(json::value(text, "queueName").toByteArray(), QByteArray("\"q\""));
        QCOMPARE(json::value(text, "prefix").toByteArray(), QByteArray("\"p:x\""));
        QCOMPARE(json::value(text, "queueQualifiedName").toByteArray(), QByteArray("\"p:x:q\""));
    }
};

QTEST_GUILESS_MAIN(TestJobCodec)
#include "tst_jobcodec.moc"
