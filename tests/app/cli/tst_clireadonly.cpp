// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprogram.h"
#include "support/redisfixture.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace drover::test;
using namespace Qt::StringLiterals;

//! Every verb of the program on a read-only connection: those that only look do their work, the others
//! refuse, and Redis is the judge of what was sent, by its own categories.
class TstCliReadOnly : public QObject {
    Q_OBJECT
private:
    //! What to run of a verb; with `words` empty it has nothing to do with a Redis of the person's.
    struct Case {
        QByteArray words;
        bool isRefused = false;
    };

    static QMultiMap<QByteArray, Case> cases()
    {
        return {{"queues", {"queues"}}, {"counts", {"counts q"}}, {"jobs", {"jobs q failed"}},
            {"job", {"job q held"}}, {"failures", {"failures q"}}, {"export", {"export q failed"}},
            {"events", {"events q --from 0 --until-idle 200ms"}}, {"metrics", {"metrics q"}},
            {"workers", {"workers q"}}, {"why", {"why q"}}, {"diagnose", {"diagnose q"}},
            {"health", {"health"}}, {"retention", {"retention q"}}, {"limits", {"limits q"}},
            {"limits", {"limits q --concurrency 3", true}},
            {"update", {"update q --state delayed --opts {\"attempts\":5}", true}},
            {"add", {"add q n 1", true}}, {"retry", {"retry q --state failed", true}},
            {"promote", {"promote q --all", true}}, {"remove", {"remove q --id held", true}},
            {"update", {"update q --id held --data 1", true}}, {"pause", {"pause q", true}},
            {"resume", {"resume q", true}}, {"clean", {"clean q --state failed", true}},
            {"retention", {"retention q --state failed --keep 0 --apply", true}},
            {"health", {"health --apply aof-off --yes", true}},
            {"work", {"work q --until-empty --simulate ms=1", true}}, {"demo", {"demo --once", true}},
            {"bench", {"bench add --n 1", true}}, {"reencrypt", {"reencrypt q --state delayed", true}},
            {"profiles", {}}, {"keys", {}}, {"acl", {}}, {"redis", {}}, {"crashes", {}}};
    }

    QSet<QByteArray> listed(const QByteArray& category)
    {
        const QByteArrayList names = m_redis.list({"COMMAND", "LIST", "FILTERBY", "ACLCAT", category});
        return {names.begin(), names.end()};
    }

    RedisFixture m_redis;
    QString m_url;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_url = u"unix://"_s + m_redis.socketPath();
        DroverProgram drover(m_url);
        QCOMPARE(drover.run({u"add"_s, u"q"_s, u"n"_s, u"1"_s}).exitCode, 0);
        const QStringList fail{u"work"_s, u"q"_s, u"--until-empty"_s, u"--simulate"_s, u"ms=1,fail=1"_s};
        QVERIFY(drover.run(fail).exitCode >= 0);
        QCOMPARE(m_redis.integer({"ZCARD", "bull:q:failed"}), 1);
        const QStringList later{
            u"add"_s, u"q"_s, u"later"_s, u"1"_s, u"--opts"_s, u"{\"delay\":3600000,\"jobId\":\"held\"}"_s};
        QCOMPARE(drover.run(later).exitCode, 0);
    }

    //! A verb that is new must be told here what it does on a read-only connection.
    void everyVerbIsThere()
    {
        const QByteArray help = DroverProgram(m_url).run({u"--help"_s}).out;
        const qsizetype begin = help.indexOf("Verbs:");
        const QByteArray verbs = help.mid(begin, help.indexOf("Options of every verb:") - begin);
        static const QRegularExpression verb(u"^  ([a-z]+) "_s, QRegularExpression::MultilineOption);
        QSet<QByteArray> told;
        for (const auto& match : verb.globalMatch(QString::fromUtf8(verbs)))
            told.insert(match.captured(1).toUtf8());
        const QByteArrayList known = cases().uniqueKeys();
        QCOMPARE(told, QSet<QByteArray>(known.begin(), known.end()));
    }

    void nothingIsWritten_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<bool>("isRefused");
        for (const Case& one : cases()) {
            if (!one.words.isEmpty())
                QTest::newRow(one.words.constData()) << QString::fromUtf8(one.words) << one.isRefused;
        }
    }

    void nothingIsWritten()
    {
        QFETCH(const QString, words);
        QFETCH(const bool, isRefused);
        const QHash<QByteArray, qint64> before = m_redis.commandCalls();
        const DroverOutput output =
            DroverProgram(m_url).run(QStringList{u"--read-only"_s, u"--json"_s} + words.split(u' '));
        const QHash<QByteArray, qint64> after = m_redis.commandCalls();
        if (isRefused) {
            QCOMPARE(output.exitCode, 2);
            QCOMPARE(output.json()["error"_L1]["code"_L1].toString(), u"ReadOnly"_s);
        } else {
            QVERIFY2(output.exitCode >= 0 && output.exitCode != 2 && output.exitCode != 64,
                QByteArray(output.out + output.err).constData());
        }
        const QSet<QByteArray> forbidden = listed("write") + listed("scripting");
        QVERIFY(forbidden.contains("hset") && forbidden.contains("evalsha") && forbidden.contains("xtrim"));
        for (auto call = after.begin(); call != after.end(); ++call) {
            if (call.value() == before.value(call.key()))
                continue;
            QVERIFY2(call.key() != "config|set" && call.key() != "config|rewrite", call.key().constData());
            QVERIFY2(!forbidden.contains(call.key().split('|').first()), call.key().constData());
        }
    }
};

QTEST_GUILESS_MAIN(TstCliReadOnly)
#include "tst_clireadonly.moc"
