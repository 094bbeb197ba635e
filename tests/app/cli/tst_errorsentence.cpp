// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/errorsentence.h"
#include "redis/replyclass.h"
#include "redis/trouble.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace drover;
using namespace drover::cli;

class TstErrorSentence : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCodeHasASentence_data()
    {
        QTest::addColumn<int>("code");
        for (int code = 0; code <= int(ErrorCode::Cancelled); ++code)
            QTest::addRow("%d", code) << code;
    }

    void everyCodeHasASentence()
    {
        QFETCH(int, code);
        const Explanation explanation = explain({ErrorCode(code), {}, {}}, QStringLiteral("redis://h:1"));
        QVERIFY(!explanation.sentence.isEmpty());
        QVERIFY(!explanation.sentence.contains(QLatin1Char('%')));
    }

    void repliesHaveTheirOwn_data()
    {
        QTest::addColumn<QString>("reply");
        QTest::addColumn<QString>("part");
        QTest::newRow("loading") << QStringLiteral("LOADING Redis is loading the dataset in memory")
                                 << QStringLiteral("loading its data");
        QTest::newRow("oom") << QStringLiteral("OOM command not allowed when used memory > 'maxmemory'.")
                             << QStringLiteral("out of memory");
        QTest::newRow("readonly") << QStringLiteral("READONLY You can't write against a read only replica.")
                                  << QStringLiteral("replica");
    }

    void repliesHaveTheirOwn()
    {
        QFETCH(QString, reply);
        QFETCH(QString, part);
        QVERIFY(explain({ErrorCode::Server, reply, {}}, {}).sentence.contains(part));
        Reply error;
        error.kind = Reply::Kind::Error;
        error.text = reply.toUtf8();
        QVERIFY(explain(errorFromReply(error), {}).sentence.contains(part));
    }

    void everyTroubleHasASentenceAndARemedy()
    {
        QStringList sentences;
        for (const QString& trouble : allTroubles()) {
            const QString certificate = QStringLiteral("certificate-");
            const bool isCertificate = trouble.startsWith(certificate);
            Error error{isCertificate ? ErrorCode::Tls : ErrorCode::Server, QStringLiteral("detail"),
                {{isCertificate ? QStringLiteral("problem") : QStringLiteral("reason"),
                    isCertificate ? trouble.mid(certificate.size()) : trouble}}};
            const Explanation explanation = explain(error, QStringLiteral("redis://h:1"));
            QVERIFY2(explanation.sentence != QLatin1String("detail"), qPrintable(trouble));
            QVERIFY2(!explanation.remedy.isEmpty(), qPrintable(trouble));
            QVERIFY2(!explanation.sentence.contains(QLatin1Char('%')), qPrintable(explanation.sentence));
            sentences.append(explanation.sentence);
        }
        QCOMPARE(sentences.removeDuplicates(), 0);
    }

    void certificatesShowTheirFingerprints()
    {
        const Explanation explanation =
            explain({ErrorCode::Tls, QStringLiteral("another certificate"),
                        {{QStringLiteral("problem"), QStringLiteral("pin")},
                            {QStringLiteral("fingerprint"), QStringLiteral("AA:BB")},
                            {QStringLiteral("pinned"), QStringLiteral("CC:DD")}}},
                {});
        QVERIFY(explanation.sentence.contains(QLatin1String("AA:BB")));
        QVERIFY(explanation.sentence.contains(QLatin1String("CC:DD")));
    }

    void escapesWhatTheServerSays()
    {
        const Explanation explanation = explain({ErrorCode::Server, QStringLiteral("\x1b[2J"), {}}, {});
        QVERIFY(!explanation.sentence.contains(QLatin1Char('\x1b')));
    }

    void shape()
    {
        const QByteArray text = errorToJson(
            {ErrorCode::JobNotExist, QStringLiteral("no \"job\""), {{QStringLiteral("jobId"), 7}}});
        const QJsonObject error = QJsonDocument::fromJson(text)[QStringLiteral("error")].toObject();
        QCOMPARE(error.keys(),
            (QStringList{QStringLiteral("code"), QStringLiteral("context"), QStringLiteral("message")}));
        QCOMPARE(error[QStringLiteral("code")].toString(), QStringLiteral("JobNotExist"));
        QCOMPARE(error[QStringLiteral("message")].toString(), QStringLiteral("no \"job\""));
        QCOMPARE(error[QStringLiteral("context")].toObject()[QStringLiteral("jobId")].toInt(), 7);
    }
};

QTEST_GUILESS_MAIN(TstErrorSentence)
#include "tst_errorsentence.moc"
