// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/replyclass.h"

#include <QTest>

using namespace drover;
using namespace Qt::StringLiterals;

class TestReplyClass final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sorts_data();
    void sorts();
};

void TestReplyClass::sorts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("className");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const char* text, const char* className, const char* reason,
                         const char* code) {
        QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(className)
                            << QString::fromLatin1(reason) << QString::fromLatin1(code);
    };
    // Texts of redis-server 7.0.15.
    row("noscript", "NOSCRIPT No matching script. Please use EVAL.", "reload", "script", "Server");
    row("loading", "LOADING Redis is loading the dataset in memory", "wait", "loading", "Server");
    row("busy", "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
        "wait", "busy", "Server");
    row("master down", "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "wait", "masterdown", "Server");
    row("no replicas", "NOREPLICAS Not enough good replicas to write.", "wait", "noreplicas", "Server");
    row("no replicas in script",
        "NOREPLICAS Not enough good replicas to write. script: 8d3e32b04b6d82ab5c7826c1fe224244ae331d5c, on "
        "@user_script:1.",
        "wait", "noreplicas", "Server");
    row("oom", "OOM command not allowed when used memory > 'maxmemory'.", "wait", "oom", "Server");
    row("oom in script",
        "OOM command not allowed when used memory > 'maxmemory'. script: "
        "8d3e32b04b6d82ab5c7826c1fe224244ae331d5c, "
        "on @user_script:1.",
        "wait", "oom", "Server");
    row("oom in script of 6.2",
        "ERR Error running script (call to f_8d3e32b04b6d82ab5c7826c1fe224244ae331d5c): @user_script:1: "
        "@user_script: 1: -OOM command not allowed when used memory > 'maxmemory'.",
        "wait", "oom", "Server");
    row("misconf RDB",
        "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
        "wait", "misconf", "Server");
    row("misconf AOF", "MISCONF Errors writing to the AOF file: No space left on device", "wait", "misconf",
        "Server");
    row("max clients", "ERR max number of clients reached", "wait", "maxclients", "Server");
    row("readonly", "READONLY You can't write against a read only replica.", "re-resolve", "readonly",
        "Server");
    row("readonly in script",
        "READONLY You can't write against a read only replica. script: "
        "8d3e32b04b6d82ab5c7826c1fe224244ae331d5c, on "
        "@user_script:1.",
        "re-resolve", "readonly", "Server");
    row("unblocked",
        "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
        "re-resolve", "unblocked", "Server");
    row("wrong password", "WRONGPASS invalid username-password pair or user is disabled.", "stop", "password",
        "Auth");
    row("wrong password of 5", "ERR invalid password", "stop", "password", "Auth");
    row("password missing", "NOAUTH Authentication required.", "stop", "password-missing", "Auth");
    row("password unwanted",
        "ERR AUTH <password> called without any password configured for the default user. Are you sure your "
        "configuration is correct?",
        "stop", "password-unwanted", "Auth");
    row("command denied", "NOPERM this user has no permissions to run the 'lpush' command", "stop", "command",
        "Denied");
    row("command denied in script",
        "ERR The user executing the script can't run this command or subcommand script: "
        "860d3945225b20218746d3788ce3b3adf8b14ba7, on @user_script:1.",
        "stop", "command", "Denied");
    row("key denied", "NOPERM this user has no permissions to access one of the keys used as arguments",
        "stop", "key", "Denied");
    row("key denied in script",
        "ERR The user executing the script can't access at least one of the keys mentioned in the command "
        "arguments "
        "script: 6b1bf486c81ceb7edf3c093f4c48582e38c0e791, on @user_script:1.",
        "stop", "key", "Denied");
    row("protected mode", "DENIED Redis is running in protected mode because protected mode is enabled",
        "stop", "protected", "Denied");
    row("database", "ERR DB index is out of range", "stop", "database", "Server");
    row("wrong type", "WRONGTYPE Operation against a key holding the wrong kind of value", "data",
        "wrongtype", "Server");
    row("wrong type in script",
        "WRONGTYPE Operation against a key holding the wrong kind of value script: "
        "c9ae9c726b9a582e02015ea8c100980526d71808, on @user_script:1.",
        "data", "wrongtype", "Server");
    row("wrong type in script of 6.2",
        "ERR Error running script (call to f_c9ae9c726b9a582e02015ea8c100980526d71808): @user_script:1: "
        "WRONGTYPE "
        "Operation against a key holding the wrong kind of value",
        "data", "wrongtype", "Server");
    row("hash value", "ERR hash value is not an integer", "data", "number", "Server");
    row("hash value in script",
        "ERR hash value is not an integer script: bced2910b0d94e41f2c74b5347cfee0e4a27ff57, on "
        "@user_script:1.",
        "data", "number", "Server");
    row("cjson object",
        "ERR user_script:1: Expected object key string but found invalid token at character 2 script: "
        "30ef5270b6812bc00d57c0e3376f7ab6f31d9da0, on @user_script:1.",
        "data", "script-data", "Server");
    row("cjson end",
        "ERR user_script:1: Expected value but found T_END at character 1 script: "
        "7ff8cf86abed928f4d61a01dcc9713f0117b180a, on @user_script:1.",
        "data", "script-data", "Server");
    row("cjson depth",
        "ERR user_script:1: Found too many nested data structures (1001) at character 1001 script: "
        "9fe2f4fbd78a6a38f6ce9b08af93c6138cfa450e, on @user_script:1.",
        "data", "script-data", "Server");
    row("lua nil",
        "ERR user_script:1: attempt to perform arithmetic on a nil value script: "
        "d13bc48d895ba57f297c4db70c1d256548a54e2d, on @user_script:1.",
        "data", "script-data", "Server");
    row("script killed",
        "ERR Script killed by user with SCRIPT KILL... script: 694a5fe1ddb97a4c6a1bf299d9537c7d3d0f84e7, on "
        "@user_script:1.",
        "other", "other", "Server");
    row("unknown command", "ERR unknown command 'NOSUCH', with args beginning with: ", "other", "other",
        "Server");
    row("own word", "MISSING thing", "other", "other", "Server");
    row("empty", "", "other", "other", "Server");
}

void TestReplyClass::sorts()
{
    QFETCH(const QByteArray, text);
    Reply reply;
    reply.kind = Reply::Kind::Error;
    reply.text = text;
    const Error error = errorFromReply(reply);
    QTEST(error.context.value(u"class"_s).toString(), "className");
    QTEST(error.context.value(u"reason"_s).toString(), "reason");
    QTEST(QString(errorName(error.code)), "code");
    QCOMPARE(error.context.value(u"reply"_s).toString().toUtf8(), text);
    QVERIFY(error.message.contains(QString::fromUtf8(text)));
    if (QByteArray(QTest::currentDataTag()) == "command denied")
        QCOMPARE(error.context.value(u"command"_s).toString(), u"lpush"_s);
}

QTEST_GUILESS_MAIN(TestReplyClass)
#include "tst_replyclass.moc"
