// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/accessrules.h"
#include "redis/redisconnection.h"
#include "redis/replyclass.h"
#include "redis/trouble.h"
#include "support/redisfixture.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! Every command that a worker or an operator needs, taken away one by one: whoever calls it is told which
//! one is missing, also from inside a script, and everything else goes on.
class TestDeniedCommands final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void oneIsMissing_data();
    // fault: D2
    void oneIsMissing();

private:
    //! As many words as the command asks for at least, all of them a key that the user may touch.
    [[nodiscard]] QByteArrayList wordsOf(const QByteArray& command);
    [[nodiscard]] bool isForScripts(const QByteArray& command);
    [[nodiscard]] Reply facts(const QByteArray& command);

    RedisFixture m_redis;
};

void TestDeniedCommands::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
}

Reply TestDeniedCommands::facts(const QByteArray& command)
{
    const Reply info = m_redis.command({"COMMAND", "INFO", command});
    return info.items.empty() ? Reply() : info.items.front();
}

QByteArrayList TestDeniedCommands::wordsOf(const QByteArray& command)
{
    QByteArrayList words = command.split('|');
    const Reply known = facts(command);
    const qint64 least = known.items.size() > 1 ? std::abs(known.items.at(1).toInteger()) : 0;
    while (words.size() < least)
        words.append("bull:q:1");
    return words;
}

bool TestDeniedCommands::isForScripts(const QByteArray& command)
{
    const Reply known = facts(command);
    if (known.items.size() < 3)
        return false;
    return std::ranges::none_of(
        known.items.at(2).items, [](const Reply& flag) { return flag.text == "noscript"; });
}

void TestDeniedCommands::oneIsMissing_data()
{
    QTest::addColumn<QByteArray>("command");
    const QByteArrayList commands = accessRules(AccessRole::Operator, {"bull"}).commands;
    QVERIFY(commands.size() >= 63);
    for (const QByteArray& command : commands) {
        if (command != "hello") // nobody can be kept from logging in
            QTest::newRow(command.constData()) << command;
    }
}

void TestDeniedCommands::oneIsMissing()
{
    QFETCH(const QByteArray, command);
    const Reply made =
        m_redis.command({"ACL", "SETUSER", "less", "reset", "on", ">pw", "~bull:*", "+@all", "-" + command});
    QVERIFY2(!made.isError(), made.text.constData());
    ConnectionOptions options = m_redis.unixOptions();
    options.user = u"less"_s;
    options.password = "pw";
    RedisConnection connection(options, ConnectionRole::Queue);
    connection.open();

    const QByteArrayList words = wordsOf(command);
    const std::vector<QByteArrayView> direct(words.begin(), words.end());
    std::vector<QByteArrayView> script{"EVAL", "return redis.call(unpack(ARGV))", "0"};
    script.insert(script.end(), direct.begin(), direct.end());
    QList<QFuture<Result<Reply>>> denied{connection.request(Command(direct))};
    if (isForScripts(command))
        denied.append(connection.request(Command(script)));
    const auto fine =
        connection.request(command == "exists" ? Command{"TYPE", "bull:q:1"} : Command{"EXISTS", "bull:q:1"});
    QTRY_VERIFY(fine.isFinished());
    for (const QFuture<Result<Reply>>& one : std::as_const(denied)) {
        QVERIFY(one.isFinished() && one.result());
        const Reply reply = *one.result();
        QVERIFY2(reply.isError(), command.constData());
        const Error error = errorFromReply(reply);
        QVERIFY2(error.code == ErrorCode::Denied, reply.text.constData());
        QCOMPARE(troubleOf(error), u"command"_s);
    }
    QCOMPARE(errorFromReply(*denied.first().result()).context.value(u"command"_s).toString(),
        QString::fromLatin1(command));
    QVERIFY(fine.result() && !fine.result()->isError());
    QVERIFY(connection.isReady());
}

QTEST_GUILESS_MAIN(TestDeniedCommands)
#include "tst_deniedcommands.moc"
