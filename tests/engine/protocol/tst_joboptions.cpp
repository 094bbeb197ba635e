// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "nodeoracle.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace drover;
using drover::test::askNode;

namespace {

QByteArrayList optionTexts()
{
    return {"{}", R"({"attempts":3})", R"({"delay":1500.5})", R"({"delay":0,"priority":0})",
        R"({"priority":2097151})", R"({"backoff":1000})",
        R"({"backoff":{"type":"exponential","delay":500,"jitter":0.5},"attempts":5})",
        R"({"backoff":{"type":"mine"}})", R"({"lifo":true})", R"({"lifo":false})",
        R"({"removeOnComplete":true,"removeOnFail":false})",
        R"({"removeOnComplete":100,"removeOnFail":{"age":60}})",
        R"({"removeOnComplete":{"age":3600,"count":5,"limit":10}})",
        R"({"keepLogs":5,"stackTraceLimit":0,"sizeLimit":1000})",
        R"({"jobId":"a-\u20ac","timestamp":1700000000000})",
        R"({"deduplication":{"id":"d","ttl":500,"extend":true}})", R"({"failParentOnFailure":true})",
        R"({"telemetry":{"metadata":"ctx","omitContext":true}})",
        R"({"parent":{"id":"1","queue":"bull:p"},"removeDependencyOnFailure":true})",
        R"({"prevMillis":5,"repeat":{"every":10}})"};
}

QJsonObject object(const QByteArray& text)
{
    return QJsonDocument::fromJson(text).object();
}

} // namespace

class TestJobOptions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void packsWhatNpmPacks()
    {
        QJsonArray arguments;
        const QByteArrayList texts = optionTexts();
        for (const QByteArray& text : texts) {
            const auto options = parseJobOptions(text);
            QVERIFY2(options, text.constData());
            arguments.append(QJsonObject{{QStringLiteral("opts"), object(text)},
                {QStringLiteral("mine"), QString::fromLatin1(packJobOptions(*options).toBase64())}});
        }
        const QJsonArray answers = askNode(QStringLiteral("packed"), arguments);
        QCOMPARE(answers.size(), texts.size());
        for (qsizetype i = 0; i < texts.size(); ++i) {
            QJsonObject theirs = answers[i][QStringLiteral("theirs")].toObject();
            // Node packs `backoff: undefined` as nil, which is nothing to the scripts.
            if (theirs.value(QStringLiteral("backoff")).isNull())
                theirs.remove(QStringLiteral("backoff"));
            QCOMPARE(answers[i][QStringLiteral("mine")].toObject(), theirs);
        }
    }

    void readsBackWhatItWrote()
    {
        const QByteArrayList texts = optionTexts();
        for (const QByteArray& text : texts) {
            const auto options = parseJobOptions(text);
            QVERIFY2(options, text.constData());
            const auto again = parseJobOptions(jobOptionsToJson(*options));
            QVERIFY2(again, text.constData());
            QCOMPARE(*again, *options);
        }
    }

    void keepsWhatNpmKeeps()
    {
        const QByteArrayList texts{"true", "false", "0", "1", "100", R"({"count":5})",
            R"({"age":60,"count":5,"limit":7})", R"({"age":60})"};
        QJsonArray options;
        QJsonArray mine;
        for (const QByteArray& text : texts) {
            options.append(QJsonDocument::fromJson('[' + text + ']').array()[0]);
            const auto keep = parseKeepJobs(text);
            QVERIFY2(keep, text.constData());
            mine.append(QString::fromLatin1(packKeepJobs(*keep).toBase64()));
        }
        options.append(QJsonValue());
        mine.append(QString::fromLatin1(packKeepJobs(KeepJobs{}).toBase64()));
        QCOMPARE(askNode(QStringLiteral("unpacked"), mine), askNode(QStringLiteral("keep"), options));
    }

    void refusesWhatCannotBe_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("option");
        const auto row = [](const char* text, const char* option) {
            QTest::newRow(text) << QByteArray(text) << QString::fromLatin1(option);
        };
        row("[]", "");
        row("{\"delay\":1", "");
        row("", "");
        row(R"({"delay":"5"})", "delay");
        row(R"({"attempts":1.5})", "attempts");
        row(R"({"attempts":1e12})", "attempts");
        row(R"({"priority":1.5})", "priority");
        row(R"({"jobId":5})", "jobId");
        row(R"({"lifo":1})", "lifo");
        row(R"({"backoff":"fixed"})", "backoff");
        row(R"({"backoff":{"delay":5}})", "backoff");
        row(R"({"backoff":{"type":"fixed","dealy":5}})", "backoff");
        row(R"({"removeOnComplete":"yes"})", "removeOnComplete");
        row(R"({"removeOnFail":{"cuont":5}})", "removeOnFail");
        row(R"({"deduplication":"d"})", "deduplication");
        row(R"({"attempst":5})", "attempst");
        row(R"({"debounce":{"id":"x"}})", "debounce");
    }

    void refusesWhatCannotBe()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, option);
        const auto options = parseJobOptions(text);
        QVERIFY(!options);
        QCOMPARE(options.error().code, ErrorCode::BadInput);
        QCOMPARE(options.error().context.value(QStringLiteral("option")).toString(), option);
    }

    void takesNullAsUnset()
    {
        const auto options = parseJobOptions(R"({"delay":null,"jobId":null,"backoff":null,"parent":null})");
        QVERIFY(options);
        QCOMPARE(*options, JobOptions());
    }

    void readsStoredOptionsOfAnybody()
    {
        QStringList damaged;
        const JobOptions options = decodeJobOptions(
            R"({"attempts":2,"kl":5,"de":{"id":"d"},"tm":"a","omc":true,"timestamp":1.7000000000000e+12,"mine":[1.50],"delay":"x"})",
            &damaged);
        QCOMPARE(options.attempts, 2);
        QCOMPARE(options.keepLogs, 5);
        QCOMPARE(options.timestamp, 1700000000000);
        QVERIFY(!options.delay);
        QCOMPARE(options.extra,
            JsonText(
                R"({"deduplication":{"id":"d"},"telemetry":{"metadata":"a","omitContext":true},"mine":[1.50],"delay":"x"})"));
        QCOMPARE(damaged, QStringList{QStringLiteral("opts.delay: unexpected type")});
        QCOMPARE(decodeJobOptions("nonsense"), JobOptions());
    }

    void namesStoredOptionsAtLength()
    {
        QCOMPARE(longOptionNames(R"({"z":1.0,"fpof":true,"tm":"a","kl":3,"omc":false})"),
            JsonText(
                R"({"z":1.0,"failParentOnFailure":true,"telemetry":{"metadata":"a","omitContext":false},"keepLogs":3})"));
        QCOMPARE(longOptionNames("x"), JsonText("{}"));
    }

    void mergesDefaultsUnderOptions()
    {
        const JobOptions defaults = *parseJobOptions(
            R"({"attempts":3,"jobId":"never","removeOnFail":5,"failParentOnFailure":true,"prevMillis":1})");
        const JobOptions own = *parseJobOptions(R"({"attempts":1,"prevMillis":2,"delay":5})");
        const JobOptions merged = mergedJobOptions(defaults, own);
        QCOMPARE(merged.attempts, 1);
        QVERIFY(!merged.jobId);
        QCOMPARE(merged.removeOnFail->count, 5);
        QCOMPARE(merged.delay, 5.0);
        QCOMPARE(merged.extra, JsonText(R"({"failParentOnFailure":true,"prevMillis":2})"));
        QCOMPARE(mergedJobOptions({}, own), own);
    }
};

QTEST_GUILESS_MAIN(TestJobOptions)
#include "tst_joboptions.moc"
