// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "nodeoracle.h"
#include "protocol/jobcodec.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace drover;

namespace {

using Fields = std::vector<const char*>;

std::vector<Fields> hashes()
{
    return {
        {"name", "n", "data", "{}", "opts", "{}", "timestamp", "1700000000000", "delay", "0", "priority",
            "0"},
        {"name", "\xc3\xa9", "data", "{\"a\":[1,{\"b\":null}]}", "opts",
            R"({"attempts":3,"backoff":{"type":"exponential","delay":1000},"removeOnComplete":true})",
            "timestamp", "1700000000000", "delay", "5000", "priority", "0", "processedOn", "1700000000100",
            "finishedOn", "1700000000200", "ats", "1", "atm", "1", "pb", "w1", "returnvalue", "{\"ok\":true}",
            "progress", "{\"p\":50}"},
        {"name", "f", "data", "null", "opts",
            R"({"attempts":0,"kl":10,"fpof":true,"de":{"id":"d"},"tm":"ctx","omc":true})", "timestamp", "1",
            "delay", "0", "priority", "3", "failedReason", "it \"broke\"", "stacktrace",
            "[\"Error: it broke\\n at x\"]", "atm", "0", "ats", "2", "stc", "1", "deid", "d", "parentKey",
            "bull:p:1", "parent", R"({"id":"1","queueKey":"bull:p","fpof":true})", "defa", "child failed"},
        {"name", "old", "data", "\"text\"", "opts", R"({"attempts":1,"delay":10,"timestamp":5,"jobId":"x"})",
            "timestamp", "5", "delay", "10", "priority", "0", "attemptsMade", "4", "returnvalue", "null",
            "stacktrace", "[]", "progress", "0"},
        {"name", "s", "data", "{}", "opts",
            R"({"attempts":0,"repeat":{"every":1000,"count":2,"offset":0},"prevMillis":1700000000000,"jobId":"repeat:s:1","repeatJobKey":"s"})",
            "timestamp", "1700000000000", "delay", "1000", "priority", "0", "rjk", "s", "failedReason", ""},
    };
}

QJsonObject npmShape(QJsonObject job)
{
    // What only one side tells on purpose.
    for (const char* name : {"queue", "state", "queueQualifiedName"})
        job.remove(QLatin1StringView(name));
    return job;
}

} // namespace

class TestJobJson : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hasTheShapeOfNpm()
    {
        const std::vector<Fields> all = hashes();
        QJsonArray arguments;
        for (const Fields& flat : all) {
            QJsonArray list;
            for (const char* text : flat)
                list.append(QString::fromUtf8(text));
            arguments.append(
                QJsonObject{{QStringLiteral("id"), QStringLiteral("7")}, {QStringLiteral("fields"), list}});
        }
        const QJsonArray answers = drover::test::askNode(QStringLiteral("job"), arguments);
        QCOMPARE(answers.size(), arguments.size());
        for (size_t i = 0; i < all.size(); ++i) {
            std::vector<Reply> replies;
            for (const char* text : all[i])
                replies.push_back({Reply::Kind::Bulk, 0, text, {}});
            const Job job = decodeJob("7", replies);
            QCOMPARE(job.damaged, QStringList());
            const QJsonObject mine = QJsonDocument::fromJson(jobToJson(job, "q", JobState::Waiting)).object();
            QCOMPARE(npmShape(mine), npmShape(answers[static_cast<qsizetype>(i)].toObject()));
        }
    }
};

QTEST_GUILESS_MAIN(TestJobJson)
#include "tst_jobjson.moc"
