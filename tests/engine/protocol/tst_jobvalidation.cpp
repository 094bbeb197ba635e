// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "nodeoracle.h"
#include "protocol/joboptionscodec.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace drover;
using drover::test::askNode;

namespace {

struct Case {
    QByteArray opts;
    QByteArray data = "{}";
};

std::vector<Case> cases()
{
    std::vector<Case> all;
    for (const char* id :
        {"a", "", "0", "0:", "0:1", "00", "1", "-1", "-0", "01", "+1", "1.5", "1a", "NaN", "Infinity", "1e3",
            "9007199254740993", "9007199254740992", "12345678901234567890", "123456789012345680000", "1e+21",
            "a:b", "a:b:c", "a:b:c:d", ":", "::", "repeat:s:5", " 1", "\xc3\xa9"})
        all.push_back({QByteArray(R"({"jobId":")") + id + "\"}"});
    for (const char* priority : {"0", "1", "2097151", "2097152", "1.5", "-1", "-0", "-2097152", "-1.5"})
        all.push_back({QByteArray(R"({"priority":)") + priority + '}'});
    for (const char* jitter : {"0", "0.5", "1", "1.01", "-0.1"})
        all.push_back({QByteArray(R"({"backoff":{"type":"fixed","delay":1,"jitter":)") + jitter + "}}"});
    for (const char* limit : {"0", "1", "9", "10", "11"})
        all.push_back({QByteArray(R"({"sizeLimit":)") + limit + '}', "\"\xe2\x82\xac\xe2\x82\xac\xc3\xa9\""});
    for (const char* opts :
        {R"({"deduplication":{"id":"d"}})", R"({"deduplication":{}})", R"({"deduplication":{"id":""}})",
            R"({"deduplication":{"id":"d"},"parent":{"id":"1","queue":"bull:p"}})",
            R"({"debounce":{"id":"d"}})", R"({"failParentOnFailure":true})",
            R"({"failParentOnFailure":true,"ignoreDependencyOnFailure":true})",
            R"({"failParentOnFailure":true,"ignoreDependencyOnFailure":false})",
            R"({"continueParentOnFailure":true,"removeDependencyOnFailure":true,"failParentOnFailure":true})",
            R"({"delay":-5})", R"({"attempts":-1})", R"({"timestamp":0})",
            R"({"lifo":true,"priority":5,"delay":5})"})
        all.push_back({opts});
    return all;
}

QJsonValue parsed(const QByteArray& json)
{
    return QJsonDocument::fromJson("[" + json + "]").array()[0];
}

QString refusal(const Case& one)
{
    const auto options = parseJobOptions(one.opts);
    if (!options)
        return options.error().message;
    const Status status = validateJob("n", one.data, *options);
    return status ? QString() : status.error().message;
}

} // namespace

class TestJobValidation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesWhatNpmRefuses()
    {
        QJsonArray arguments;
        for (const Case& one : cases())
            arguments.append(QJsonObject{{QStringLiteral("name"), QStringLiteral("n")},
                {QStringLiteral("data"), parsed(one.data)}, {QStringLiteral("opts"), parsed(one.opts)}});
        const QJsonArray answers = askNode(QStringLiteral("refusal"), arguments);
        QCOMPARE(answers.size(), arguments.size());
        for (qsizetype i = 0; i < answers.size(); ++i) {
            const Case one = cases()[static_cast<size_t>(i)];
            const QByteArray both =
                one.opts + " npm: " + answers[i].toString().toUtf8() + " ours: " + refusal(one).toUtf8();
            QVERIFY2(refusal(one) == answers[i].toString(), both.constData());
        }
    }

    void refusesQueueNamesLikeNpm()
    {
        const QByteArrayList names{"q", "", "a:b", ":", "{q}", " ", "\xc3\xa9"};
        QJsonArray arguments;
        for (const QByteArray& name : names)
            arguments.append(QString::fromUtf8(name));
        const QJsonArray answers = askNode(QStringLiteral("queueRefusal"), arguments);
        QCOMPARE(answers.size(), names.size());
        for (qsizetype i = 0; i < names.size(); ++i) {
            const Status status = validateQueueName(names[i]);
            QCOMPARE(status ? QString() : status.error().message, answers[i].toString());
        }
    }

    void refusesDataThatIsNotJson()
    {
        for (const char* data : {"", "{", "undefined", "\"\xff\""}) {
            const Status status = validateJob("n", data, {});
            QVERIFY2(!status, data);
            QCOMPARE(status.error().code, ErrorCode::BadInput);
        }
    }

    // Upstream lets these pass and writes keys that nobody can read.
    void refusesKeysThatNameNothing()
    {
        for (const char* opts : {"{\"deduplication\":{\"id\":5}}", "{\"parent\":{\"id\":\"1\"}}",
                 "{\"parent\":{\"id\":1,\"queue\":\"bull:p\"}}",
                 "{\"parent\":{\"id\":\"\",\"queue\":\"bull:p\"}}"}) {
            const auto options = parseJobOptions(opts);
            QVERIFY2(options, opts);
            QVERIFY2(!validateJob("n", "{}", *options), opts);
        }
        QVERIFY(validateJob("n", "{}", *parseJobOptions("{\"parent\":{\"id\":\"1\",\"queue\":\"bull:p\"}}")));
    }
};

QTEST_GUILESS_MAIN(TestJobValidation)
#include "tst_jobvalidation.moc"
