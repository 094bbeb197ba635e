// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "nodeoracle.h"
#include "protocol/scripterror.h"

#include <QJsonObject>
#include <QTest>

#include <utility>

using namespace drover;
using drover::test::askNode;

class TestScriptError : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysWhatNpmSays()
    {
        QJsonArray codes = askNode(QStringLiteral("codes"), {0})[0].toArray();
        QCOMPARE(codes.size(), 11);
        QJsonArray calls;
        for (const QJsonValue& code : std::as_const(codes))
            calls.append(QJsonObject{{QStringLiteral("code"), code},
                {QStringLiteral("jobId"), QStringLiteral("{state}7")},
                {QStringLiteral("parentKey"), QStringLiteral("bull:p:1")},
                {QStringLiteral("command"), QStringLiteral("moveToFinished")},
                {QStringLiteral("state"), QStringLiteral("active")}});
        const QJsonArray answers = askNode(QStringLiteral("error"), calls);
        QCOMPARE(answers.size(), codes.size());
        for (qsizetype i = 0; i < codes.size(); ++i) {
            const Error error =
                scriptError(codes[i].toInt(), {"moveToFinished", "{state}7", "bull:p:1", "active"});
            QCOMPARE(error.message, answers[i][QStringLiteral("message")].toString());
            QCOMPARE(QString(errorName(error.code)), answers[i][QStringLiteral("name")].toString());
            QCOMPARE(error.context.value(QStringLiteral("script")).toInt(),
                answers[i][QStringLiteral("code")].toInt());
        }
    }

    void reportsUnknownCodes()
    {
        const QJsonArray answers = askNode(QStringLiteral("error"),
            {QJsonObject{{QStringLiteral("code"), -99}, {QStringLiteral("jobId"), QStringLiteral("7")},
                {QStringLiteral("command"), QStringLiteral("x")}}});
        for (const int code : {-99, -12, 0, 5})
            QCOMPARE(scriptError(code, {"x", "7"}).code, ErrorCode::Server);
        QCOMPARE(scriptError(-99, {"x", "7"}).message, answers[0][QStringLiteral("message")].toString());
    }

    void keepsWhatIsKnownAsContext()
    {
        const Error error = scriptError(-1, {"addLog", "7"});
        QCOMPARE(error.context,
            (QVariantMap{{QStringLiteral("script"), -1},
                {QStringLiteral("command"), QStringLiteral("addLog")},
                {QStringLiteral("jobId"), QStringLiteral("7")}}));
    }
};

QTEST_GUILESS_MAIN(TestScriptError)
#include "tst_scripterror.moc"
