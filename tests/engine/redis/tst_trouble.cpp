// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/trouble.h"

#include "redis/replyclass.h"

#include <QTest>

using namespace drover;
using namespace Qt::StringLiterals;

class TestTrouble final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void repliesAreNamed_data();
    void repliesAreNamed();
    void whatIsNotTheServersIsNotNamed_data();
    void whatIsNotTheServersIsNotNamed();
};

void TestTrouble::repliesAreNamed_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QString>("trouble");
    const auto row = [](const char* name, const char* reply, const char* trouble) {
        QTest::newRow(name) << QByteArray(reply) << QString::fromLatin1(trouble);
    };
    row("loading", "LOADING Redis is loading the dataset in memory", "loading");
    row("readonly", "READONLY You can't write against a read only replica.", "readonly");
    row("misconf", "MISCONF Errors writing to the AOF file: No space left on device", "misconf");
    row("oom", "OOM command not allowed when used memory > 'maxmemory'.", "oom");
    row("oom in a script",
        "OOM command not allowed when used memory > 'maxmemory'. script: 8d3e32b04b6d, on @user_script:1.",
        "oom");
    row("busy", "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
        "busy");
    row("noauth", "NOAUTH Authentication required.", "password-missing");
    row("wrongpass", "WRONGPASS invalid username-password pair or user is disabled.", "password");
    row("noperm", "NOPERM this user has no permissions to run the 'lpush' command", "command");
    row("noperm in a script",
        "ERR The user executing the script can't run this command or subcommand script: 860d39, on "
        "@user_script:1.",
        "command");
    row("noperm for a key in a script",
        "ERR The user executing the script can't access at least one of the keys mentioned in the command "
        "arguments script: 6b1bf4, on @user_script:1.",
        "key");
    row("max clients", "ERR max number of clients reached", "maxclients");
    row("unknown", "ERR something new", "");
}

void TestTrouble::repliesAreNamed()
{
    QFETCH(const QByteArray, reply);
    QFETCH(const QString, trouble);
    Reply answer;
    answer.kind = Reply::Kind::Error;
    answer.text = reply;
    Error error = errorFromReply(answer);
    QCOMPARE(troubleOf(error), trouble);
    // Whoever waits for a connection that broke over it is told the same.
    error.code = ErrorCode::ConnectionClosed;
    QCOMPARE(troubleOf(error), trouble);
    // And so where the text came without its context.
    QCOMPARE(troubleOf({ErrorCode::Server, QString::fromUtf8(reply), {}}), trouble);
}

void TestTrouble::whatIsNotTheServersIsNotNamed_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("in doubt") << ErrorCode::InDoubt;
    QTest::newRow("read-only") << ErrorCode::ReadOnly;
    QTest::newRow("cancelled") << ErrorCode::Cancelled;
    QTest::newRow("script's answer") << ErrorCode::JobNotExist;
}

void TestTrouble::whatIsNotTheServersIsNotNamed()
{
    QFETCH(const ErrorCode, code);
    QVERIFY(troubleOf({code, u"OOM x"_s, {{u"reason"_s, u"oom"_s}}}).isEmpty());
}

QTEST_GUILESS_MAIN(TestTrouble)
#include "tst_trouble.moc"
