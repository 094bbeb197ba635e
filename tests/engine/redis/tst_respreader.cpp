// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/respreader_p.h"

#include <QTest>

#include <algorithm>

using namespace drover;

class TestRespReader final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    // fault: E1, E2
    void refuses();
    void readsMoreThanOneReply();
    void staysSpentAfterAnError();
    void growsWithWhatArrives();
};

namespace {

//! Text of a reply for comparing: i7, s"ok", b"x", e"ERR", nil, [a, b].
QByteArray shown(const Reply& reply)
{
    switch (reply.kind) {
    case Reply::Kind::Nil:
        return "nil";
    case Reply::Kind::Integer:
        return 'i' + QByteArray::number(reply.integer);
    case Reply::Kind::Simple:
        return "s\"" + reply.text + '"';
    case Reply::Kind::Bulk:
        return "b\"" + reply.text + '"';
    case Reply::Kind::Error:
        return "e\"" + reply.text + '"';
    case Reply::Kind::Array:
        break;
    }
    QByteArrayList items;
    for (const Reply& item : reply.items)
        items.append(shown(item));
    return '[' + items.join(", ") + ']';
}

//! Feeds in pieces; the replies joined, then "!" when the reader refused.
QByteArray readInPieces(QByteArrayView bytes, qsizetype piece)
{
    RespReader reader;
    QByteArrayList replies;
    for (qsizetype at = 0; at < bytes.size() && !reader.hasFailed(); at += piece) {
        (void)reader.feed(bytes.sliced(at, std::min(piece, bytes.size() - at)));
        while (const std::optional<Reply> reply = reader.next())
            replies.append(shown(*reply));
    }
    return replies.join(' ') + (reader.hasFailed() ? "!" : "");
}

} // namespace

void TestRespReader::reads_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const QByteArray& bytes, const QByteArray& expected) {
        QTest::newRow(name) << bytes << expected;
    };
    row("status", "+OK\r\n", "s\"OK\"");
    row("error", "-ERR no\r\n", "e\"ERR no\"");
    row("integer", ":-42\r\n", "i-42");
    row("largest integer", ":9223372036854775807\r\n", "i9223372036854775807");
    row("bulk", "$3\r\nabc\r\n", "b\"abc\"");
    row("bulk with line ends", "$4\r\n\r\n\r\n\r\n", "b\"\r\n\r\n\"");
    row("empty bulk", "$0\r\n\r\n", "b\"\"");
    row("nil bulk", "$-1\r\n", "nil");
    row("nil array", "*-1\r\n", "nil");
    row("empty array", "*0\r\n", "[]");
    row("array", "*3\r\n:1\r\n$1\r\nx\r\n$-1\r\n", "[i1, b\"x\", nil]");
    row("nested", "*2\r\n*2\r\n*1\r\n:1\r\n:2\r\n*1\r\n*0\r\n", "[[[i1], i2], [[]]]");
    row("error inside", "*2\r\n-ERR x\r\n+OK\r\n", "[e\"ERR x\", s\"OK\"]");
    row("nothing yet", "*2\r\n:1\r\n", "");
    row("half a bulk", "$10\r\nabc", "");
    row("bulk of 512 MB begins", "$536870912\r\nabc", "");
    row("seven levels", QByteArray("*1\r\n").repeated(7) + ":1\r\n", "[[[[[[[i1]]]]]]]");
}

void TestRespReader::reads()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, expected);
    for (const qsizetype piece : {qsizetype{1}, qsizetype{2}, qsizetype{3}, qsizetype{7}, bytes.size()})
        QCOMPARE(readInPieces(bytes, piece), expected);
}

void TestRespReader::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const QByteArray& bytes) { QTest::newRow(name) << bytes; };
    row("array of 2 G", "*2147483647\r\n");
    row("array beyond the budget", "*8388609\r\n");
    row("inner array of 2 G", "*2\r\n:1\r\n*2147483647\r\n");
    row("array of 9 E", "*9223372036854775807\r\n");
    row("array beyond 64 bits", "*99999999999999999999\r\n");
    row("array of -2", "*-2\r\n");
    row("bulk of 2 G", "$2147483647\r\n");
    row("bulk over 512 MB", "$536870913\r\nabc");
    row("inner bulk of 2 G", "*2\r\n:1\r\n$2147483647\r\nx");
    row("bulk beyond 64 bits", "$99999999999999999999\r\n");
    row("bulk of -2", "$-2\r\n");
    row("integer of 20 digits", ":99999999999999999999\r\n");
    row("integer of letters", ":abc\r\n");
    row("depth of a million", QByteArray("*1\r\n").repeated(1000000));
    row("lone line feed", "\n");
    row("line end first", "\r\n");
    row("HTTP", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    row("TLS alert", QByteArray("\x15\x03\x01\x00\x02\x02\x46", 7));
    row("TLS hello", QByteArray("\x16\x03\x01\x00\xa5\x01", 6));
    row("SSH", "SSH-2.0-OpenSSH_9.2\r\n");
    row("zeros", QByteArray(16, '\0'));
    row("endless status", "+" + QByteArray(70000, 'a'));
    row("endless length", "$" + QByteArray(70000, '1'));
}

void TestRespReader::refuses()
{
    QFETCH(const QByteArray, bytes);
    // Single bytes, but not for the long ones: hiredis looks through the whole unfinished line each time.
    const qsizetype smallest = bytes.size() < 1000 ? 1 : 512;
    for (const qsizetype piece : {smallest, qsizetype{777}, qsizetype{65536}})
        QCOMPARE(readInPieces(bytes, piece), QByteArray("!"));
}

void TestRespReader::readsMoreThanOneReply()
{
    const QByteArray bytes = "+OK\r\n:1\r\n$2\r\nab\r\n*1\r\n+x\r\nnonsense";
    for (qsizetype piece = 1; piece <= bytes.size(); ++piece)
        QCOMPARE(readInPieces(bytes, piece), QByteArray("s\"OK\" i1 b\"ab\" [s\"x\"]!"));
}

void TestRespReader::staysSpentAfterAnError()
{
    RespReader reader;
    (void)reader.feed("?");
    QVERIFY(!reader.next());
    QVERIFY(reader.hasFailed());
    QVERIFY(!reader.error().isEmpty());
    QVERIFY(!reader.feed("+OK\r\n"));
    QVERIFY(!reader.next());
    reader.reset();
    QVERIFY(reader.feed("+OK\r\n"));
    QVERIFY(reader.next());
}

void TestRespReader::growsWithWhatArrives()
{
    // Eight million items are claimed, three arrive.
    RespReader reader;
    QVERIFY(reader.feed("*8388608\r\n:1\r\n:2\r\n:3\r\n"));
    QVERIFY(!reader.next());
    QVERIFY(!reader.hasFailed());
}

QTEST_GUILESS_MAIN(TestRespReader)
#include "tst_respreader.moc"
