// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "nodeoracle.h"
#include "protocol/backoff.h"

#include <QJsonObject>
#include <QTest>

using namespace drover;

class TestBackoff : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void waitsLikeNpm()
    {
        struct Case {
            BackoffOptions backoff;
            int attemptsMade;
            double random;
        };
        std::vector<Case> cases;
        for (const char* type : {"fixed", "exponential"}) {
            for (const double delay : {0.0, 1.0, 250.5, 1000.0, 86'400'000.0}) {
                for (const double jitter : {0.0, 0.25, 0.5, 1.0}) {
                    for (const int attemptsMade : {1, 2, 3, 10, 31})
                        cases.push_back(
                            {{type, delay, jitter}, attemptsMade, attemptsMade % 2 ? 0.0 : 0.999});
                }
            }
        }
        QJsonArray arguments;
        for (const Case& one : cases)
            arguments.append(QJsonObject{{QStringLiteral("attemptsMade"), one.attemptsMade},
                {QStringLiteral("random"), one.random},
                {QStringLiteral("backoff"),
                    QJsonObject{{QStringLiteral("type"), QString::fromLatin1(one.backoff.type)},
                        {QStringLiteral("delay"), *one.backoff.delay},
                        {QStringLiteral("jitter"), *one.backoff.jitter}}}});
        const QJsonArray answers = drover::test::askNode(QStringLiteral("backoff"), arguments);
        QCOMPARE(answers.size(), static_cast<qsizetype>(cases.size()));
        for (size_t i = 0; i < cases.size(); ++i) {
            const double random = cases[i].random;
            const auto delay =
                builtinBackoff(cases[i].backoff, cases[i].attemptsMade, [random] { return random; });
            QCOMPARE(delay, answers[static_cast<qsizetype>(i)].toDouble(-1));
        }
    }

    void jitterStaysInItsRange()
    {
        const BackoffOptions backoff{"exponential", 100.0, 0.5};
        for (const double random : {0.0, 0.1, 0.5, 0.9999999999}) {
            const auto delay = builtinBackoff(backoff, 3, [random] { return random; });
            QVERIFY(delay && *delay >= 200 && *delay < 400);
        }
    }

    void leavesCustomTypesToTheCaller()
    {
        bool asked = false;
        const auto random = [&asked] {
            asked = true;
            return 0.5;
        };
        QVERIFY(!builtinBackoff({"mine", 100.0, 0.5}, 1, random));
        QVERIFY(!asked);
        QCOMPARE(builtinBackoff({"fixed", {}, {}}, 1, random), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
