// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/inspector/stacktraces.h"
#include "redis/trouble.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/jsonlayout.h"
#include "util/plaintext.h"
#include "util/words.h"

#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

class TestText final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plainTextShowsWhatIsHidden_data();
    void plainTextShowsWhatIsHidden();
    void toolTipsNeverReadMarkup();
    void durations_data();
    void durations();
    void moments();
    void jsonLayoutKeepsEveryToken_data();
    void jsonLayoutKeepsEveryToken();
    void stackTracesAreSplit();
    void everyErrorHasASentence();
    void everyTroubleHasASentenceAndARemedy();
    void certificatesShowTheirFingerprints();
    void statesDifferInLetter();
    void contrastHolds_data();
    void contrastHolds();
};

void TestText::plainTextShowsWhatIsHidden_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << QByteArray("Gr\xc3\xbc\xc3\x9f"
                                         "e")
                           << u"Gr\u00fc\u00dfe"_s;
    QTest::newRow("mark-up stays text") << QByteArray("<b>x</b> &amp;") << u"<b>x</b> &amp;"_s;
    QTest::newRow("not UTF-8") << QByteArray("a\xff\xc3") << u"a\\xff\\xc3"_s;
    QTest::newRow("overlong") << QByteArray("\xc0\xaf") << u"\\xc0\\xaf"_s;
    QTest::newRow("surrogate in UTF-8") << QByteArray("\xed\xa0\x80") << u"\\xed\\xa0\\x80"_s;
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << u"a\\u{0}b"_s;
    QTest::newRow("escape sequence") << QByteArray("\x1b[31m") << u"\\u{1b}[31m"_s;
    QTest::newRow("right-to-left override") << QByteArray("a\xe2\x80\xae"
                                                          "b")
                                            << u"a\\u{202e}b"_s;
    QTest::newRow("zero width space") << QByteArray("\xe2\x80\x8b") << u"\\u{200b}"_s;
    QTest::newRow("line end") << QByteArray("a\nb") << u"a \u21b5 b"_s;
    QTest::newRow("emoji") << QByteArray("\xf0\x9f\x90\x8e") << u"\U0001F40E"_s;
}

void TestText::plainTextShowsWhatIsHidden()
{
    QFETCH(QByteArray, bytes);
    QTEST(plainText(bytes), "shown");
    QCOMPARE(plainText("a\r\n\tb", Lines::Multiple), u"a\n\tb"_s);
    QCOMPARE(plainText(QByteArray(2000, 'x'), Lines::Single, 10), u"xxxxxxxxxx\u2026"_s);
}

void TestText::toolTipsNeverReadMarkup()
{
    const QString tip = toolTipText(u"<img src='file:///etc/hostname'>"_s);
    QVERIFY(!tip.contains(u"<img"));
    QVERIFY(tip.contains(u"&lt;img"));
}

void TestText::durations_data()
{
    QTest::addColumn<double>("milliseconds");
    QTest::addColumn<QString>("shown");
    QTest::newRow("tenths") << 0.84 << u"0.8 ms"_s;
    QTest::newRow("milliseconds") << 240.0 << u"240 ms"_s;
    QTest::newRow("seconds") << 1249.0 << u"1.2 s"_s;
    QTest::newRow("minutes") << 185000.0 << u"3 min 5 s"_s;
    QTest::newRow("hours") << 7440000.0 << u"2 h 4 min"_s;
    QTest::newRow("days") << 273600000.0 << u"3 d 4 h"_s;
}

void TestText::durations()
{
    QFETCH(double, milliseconds);
    QTEST(formatDuration(milliseconds, QLocale::c()), "shown");
}

void TestText::moments()
{
    const QDateTime noon(QDate(2026, 11, 24), QTime(12, 0));
    const auto ms = [](const QDateTime& time) { return time.toMSecsSinceEpoch(); };
    QCOMPARE(formatMoment(ms(noon.addSecs(-3600)), ms(noon), QLocale::c()), u"11:00:00"_s);
    QCOMPARE(formatMoment(ms(noon.addDays(-1)), ms(noon), QLocale::c()), u"Mon 12:00"_s);
    QVERIFY(formatMoment(ms(noon.addDays(-30)), ms(noon), QLocale::c()).contains(u"Oct"));
    QCOMPARE(formatMoment(0, ms(noon)), u"\u2013"_s);
    QCOMPARE(formatAge(500), u"now"_s);
    QCOMPARE(formatAge(61000), u"1 min"_s);
    QCOMPARE(formatBytes(1900000000, QLocale::c()), u"1.9 GB"_s);
    QCOMPARE(formatBytes(312, QLocale::c()), u"312 B"_s);
}

void TestText::jsonLayoutKeepsEveryToken_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("laidOut");
    QTest::newRow("digits and duplicates")
        << QByteArray(R"({"b":1.10,"a":12345678901234567890123,"b":2})")
        << QByteArray("{\n  \"b\": 1.10,\n  \"a\": 12345678901234567890123,\n  \"b\": 2\n}");
    QTest::newRow("strings with brackets")
        << QByteArray(R"(["{,}","\\\""])") << QByteArray("[\n  \"{,}\",\n  \"\\\\\\\"\"\n]");
    QTest::newRow("empty") << QByteArray(R"({"a":{ },"b":[]})")
                           << QByteArray("{\n  \"a\": {},\n  \"b\": []\n}");
    QTest::newRow("open string") << QByteArray(R"({"a)") << QByteArray(R"({"a)");
    QTest::newRow("unbalanced") << QByteArray("}{") << QByteArray("}{");
    QTest::newRow("too deep") << QByteArray(500, '[') << QByteArray(500, '[');
    QTest::newRow("scalar") << QByteArray("null") << QByteArray("null");
}

void TestText::jsonLayoutKeepsEveryToken()
{
    QFETCH(QByteArray, json);
    QTEST(layOutJson(json), "laidOut");
}

void TestText::stackTracesAreSplit()
{
    QCOMPARE(stackTraces("[\"one\",\"two\"]"), QByteArrayList({"one", "two"}));
    QCOMPARE(stackTraces("not json"), QByteArrayList({"not json"}));
    QVERIFY(stackTraces("").isEmpty());
    QByteArray trace = "TypeError: no smtp\n    at send";
    QVERIFY(withoutMessage(trace, "no smtp"));
    QCOMPARE(trace, QByteArray("    at send"));
    QByteArray other = "Error: no smtp today\n    at send";
    QVERIFY(!withoutMessage(other, "no smtp"));
}

void TestText::everyErrorHasASentence()
{
    for (int i = 0; i <= static_cast<int>(ErrorCode::Cancelled); ++i) {
        const ErrorWords words = errorWords(Error{static_cast<ErrorCode>(i), u"detail"_s, {}});
        QVERIFY2(!words.sentence.isEmpty(), errorName(static_cast<ErrorCode>(i)).data());
    }
}

void TestText::everyTroubleHasASentenceAndARemedy()
{
    QStringList sentences;
    const QString certificate = u"certificate-"_s;
    for (const QString& trouble : allTroubles()) {
        const bool isCertificate = trouble.startsWith(certificate);
        const Error error{isCertificate ? ErrorCode::Tls : ErrorCode::Server, u"detail"_s,
            {{isCertificate ? u"problem"_s : u"reason"_s,
                isCertificate ? trouble.mid(certificate.size()) : trouble}}};
        const ErrorWords words = errorWords(error);
        QVERIFY2(!words.sentence.isEmpty() && !words.remedy.isEmpty(), qPrintable(trouble));
        QVERIFY2(!words.sentence.contains(u'%'), qPrintable(words.sentence));
        sentences.append(words.sentence);
    }
    QCOMPARE(sentences.removeDuplicates(), 0);
}

void TestText::certificatesShowTheirFingerprints()
{
    const ErrorWords words = errorWords({ErrorCode::Tls, u"another certificate"_s,
        {{u"problem"_s, u"pin"_s}, {u"fingerprint"_s, u"AA:BB"_s}, {u"pinned"_s, u"CC:DD"_s}}});
    QVERIFY(words.sentence.contains(u"AA:BB"_s));
    QVERIFY(words.sentence.contains(u"CC:DD"_s));
}

void TestText::statesDifferInLetter()
{
    QSet<QChar> letters;
    for (const JobState state : allJobStates) {
        letters.insert(stateLetter(state));
        QVERIFY(!stateWord(state).isEmpty());
    }
    QCOMPARE(letters.size(), qsizetype(allJobStates.size()));
}

void TestText::contrastHolds_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestText::contrastHolds()
{
    QFETCH(bool, dark);
    const Tokens& tokens = dark ? Tokens::darkTokens() : Tokens::lightTokens();
    for (const QColor& ground : {tokens.window, tokens.base, tokens.alternate, tokens.selection}) {
        for (const JobState state : allJobStates)
            QVERIFY2(contrastRatio(tokens.state(state), ground) >= 4.5,
                qPrintable(stateWord(state) + ground.name()));
        QVERIFY2(contrastRatio(tokens.muted, ground) >= 4.5, qPrintable(ground.name()));
    }
    QVERIFY(contrastRatio(tokens.failed, tokens.failedSoft) >= 4.5);
    QVERIFY(contrastRatio(tokens.muted, tokens.warnSoft) >= 4.5);
    QVERIFY(contrastRatio(tokens.onAccent, tokens.accent) >= 4.5);
    QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white)), 21);
}

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
