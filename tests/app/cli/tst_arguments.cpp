// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/arguments.h"
#include "cli/valuecheck.h"

#include <QTest>

using namespace drover;
using namespace drover::cli;

class TstArguments : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void understands_data()
    {
        QTest::addColumn<QByteArrayList>("words");
        QTest::addColumn<QByteArray>("verb");
        QTest::addColumn<QByteArrayList>("positional");
        QTest::newRow("a verb") << QByteArrayList{"queues"} << QByteArray("queues") << QByteArrayList{};
        QTest::newRow("common option before the verb")
            << QByteArrayList{"--json", "counts", "q"} << QByteArray("counts") << QByteArrayList{"q"};
        QTest::newRow("common option at the end")
            << QByteArrayList{"counts", "q", "--json"} << QByteArray("counts") << QByteArrayList{"q"};
        QTest::newRow("two dashes end the options") << QByteArrayList{"counts", "--json", "--", "--q"}
                                                    << QByteArray("counts") << QByteArrayList{"--q"};
        QTest::newRow("a dash is standard input")
            << QByteArrayList{"add", "q", "n", "-"} << QByteArray("add") << QByteArrayList{"q", "n", "-"};
        QTest::newRow("a negative number is data")
            << QByteArrayList{"add", "q", "n", "-5"} << QByteArray("add") << QByteArrayList{"q", "n", "-5"};
        QTest::newRow("bytes that are not UTF-8")
            << QByteArrayList{"job", "q", "\xff\xfe"} << QByteArray("job") << QByteArrayList{"q", "\xff\xfe"};
    }

    void understands()
    {
        QFETCH(QByteArrayList, words);
        const auto parsed = parseArguments(words);
        QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().message));
        QTEST(parsed->command->name, "verb");
        QTEST(parsed->positional, "positional");
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArrayList>("words");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const QByteArrayList& words, const char* part) {
            QTest::newRow(name) << words << QString::fromUtf8(part);
        };
        row("unknown verb", {"qeues"}, "Did you mean queues?");
        row("a verb of a later version", {"obliterate", "q"}, "no verb \"obliterate\"");
        row("a password on the command line", {"--password", "x", "queues"}, "--password-stdin");
        row("unknown option", {"counts", "q", "--jsno"}, "Did you mean --json?");
        row("option of another verb", {"counts", "q", "--top", "3"}, "no option \"--top\"");
        row("single dash", {"counts", "q", "-j"}, "two dashes");
        row("missing argument", {"counts"}, "QUEUE is missing");
        row("too many arguments", {"counts", "q", "r"}, "one argument too many");
        row("missing value", {"jobs", "q", "failed", "--from"}, "needs a value");
        row("value for a flag", {"counts", "q", "--json=1"}, "takes no value");
        row("twice", {"jobs", "q", "failed", "--from", "1", "--from", "2"}, "there twice");
        row("not a number", {"jobs", "q", "failed", "--from", "1x"}, "not a whole number");
        row("negative count", {"events", "q", "--count", "-1"}, "not a whole number");
        row("not a state", {"jobs", "q", "wating"}, "none of waiting");
        row("not JSON", {"add", "q", "n", "{}", "--opts", "{a:1}"}, "not JSON");
        row("not an object", {"add", "q", "n", "{}", "--opts", "[1]"}, "not a JSON object");
        row("not a duration", {"clean", "q", "--state", "failed", "--grace", "1 hour"}, "not a duration");
        row("not a field", {"jobs", "q", "failed", "--match", "x", "--match-in", "id,nme"},
            "\"nme\" is none of");
        row("flows are not there yet", {"bench", "flow-add"}, "\"flow-add\" is none of");
    }

    void refuses()
    {
        QFETCH(QByteArrayList, words);
        QFETCH(QString, part);
        const auto parsed = parseArguments(words);
        QVERIFY(!parsed);
        QVERIFY2(parsed.error().message.contains(part), qPrintable(parsed.error().message));
    }

    void tellsOfJsonWhereverItStands()
    {
        QVERIFY(parseArguments({"--json", "countz"}).error().json);
        QVERIFY(parseArguments({"countz", "q", "--json"}).error().json);
        QVERIFY(!parseArguments({"countz", "q"}).error().json);
    }

    void execTakesTheRest()
    {
        const auto parsed =
            parseArguments({"work", "q", "--concurrency", "3", "--exec", "sh", "-c", "--json", "exit 1"});
        QVERIFY(parsed);
        QCOMPARE(parsed->text("exec"), QByteArray("sh"));
        QCOMPARE(parsed->rest, (QByteArrayList{"-c", "--json", "exit 1"}));
        QVERIFY(!parsed->has("json"));
        QCOMPARE(parsed->number("concurrency", 1), 3);
    }

    void nodeLetsOptionsFollow()
    {
        const auto parsed = parseArguments({"work", "q", "--node", "p.js", "--concurrency", "10", "--json"});
        QVERIFY(parsed);
        QCOMPARE(parsed->number("concurrency", 1), 10);
        QVERIFY(parsed->has("json"));
    }

    void idsAreRepeated()
    {
        const auto parsed = parseArguments({"retry", "q", "--id", "1", "--id=a=b"});
        QVERIFY(parsed);
        QCOMPARE(parsed->all("id"), (QByteArrayList{"1", "a=b"}));
    }

    void helpForgivesWhatIsMissing()
    {
        const auto parsed = parseArguments({"counts", "--help"});
        QVERIFY(parsed);
        QVERIFY(parsed->help);
    }

    void durations_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("milliseconds"); // -1 = refused
        QTest::newRow("ms") << QByteArray("250ms") << qint64(250);
        QTest::newRow("s") << QByteArray("30s") << qint64(30'000);
        QTest::newRow("m") << QByteArray("5m") << qint64(300'000);
        QTest::newRow("h") << QByteArray("2h") << qint64(7'200'000);
        QTest::newRow("d") << QByteArray("7d") << qint64(604'800'000);
        QTest::newRow("bare") << QByteArray("1500") << qint64(1500);
        QTest::newRow("fraction") << QByteArray("1.5s") << qint64(1500);
        QTest::newRow("zero") << QByteArray("0") << qint64(0);
        QTest::newRow("empty") << QByteArray("") << qint64(-1);
        QTest::newRow("unit alone") << QByteArray("s") << qint64(-1);
        QTest::newRow("negative") << QByteArray("-1s") << qint64(-1);
        QTest::newRow("unknown unit") << QByteArray("3w") << qint64(-1);
        QTest::newRow("space") << QByteArray("3 s") << qint64(-1);
        QTest::newRow("two dots") << QByteArray("1.2.3s") << qint64(-1);
        QTest::newRow("overflow") << QByteArray("99999999999999999999d") << qint64(-1);
    }

    void durations()
    {
        QFETCH(QByteArray, text);
        const auto duration = parseDuration(text);
        QTEST(duration ? qint64(duration->count()) : qint64(-1), "milliseconds");
    }

    void graceOfWorkIsInSeconds()
    {
        const auto work = parseArguments({"work", "q", "--grace", "3", "--simulate", ""});
        QVERIFY(work);
        QCOMPARE(work->duration("grace", Milliseconds(0)), Milliseconds(3000));
        const auto clean = parseArguments({"clean", "q", "--grace", "3"});
        QVERIFY(clean);
        QCOMPARE(clean->duration("grace", Milliseconds(0)), Milliseconds(3));
    }
};

QTEST_GUILESS_MAIN(TstArguments)
#include "tst_arguments.moc"
