// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "nodeoracle.h"
#include "protocol/msgpack.h"
#include "support/redisfixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <functional>

using namespace drover;
using drover::test::askNode;

namespace {

struct Case {
    QByteArray packed;
    QByteArray json;
};

QByteArray packedBy(const std::function<void(MsgPackWriter&)>& write)
{
    MsgPackWriter writer;
    write(writer);
    return writer.take();
}

// Every type and every size class that scripts can see, with the value as JSON.
std::vector<Case> cases()
{
    std::vector<Case> result;
    for (const qint64 value : {0LL, 1LL, 127LL, 128LL, 255LL, 256LL, 65535LL, 65536LL, 4294967295LL,
             4294967296LL, -1LL, -32LL, -33LL, -128LL, -129LL, -32768LL, -32769LL, -2147483648LL,
             -2147483649LL, 1700000000000LL, 9007199254740991LL})
        result.push_back({packedBy([value](auto& w) { w.integer(value); }), QByteArray::number(value)});
    for (const double value : {0.5, -1.25, 1e300, 1700000000000.5})
        result.push_back(
            {packedBy([value](auto& w) { w.number(value); }), QByteArray::number(value, 'g', 17)});
    result.push_back({packedBy([](auto& w) { w.number(3.0); }), "3"});
    result.push_back({packedBy([](auto& w) { w.boolean(true); }), "true"});
    result.push_back({packedBy([](auto& w) { w.boolean(false); }), "false"});
    result.push_back({packedBy([](auto& w) { w.nil(); }), "null"});
    for (const int size : {0, 1, 31, 32, 255, 256, 65535, 65536})
        result.push_back(
            {packedBy([size](auto& w) { w.str(QByteArray(size, 'x')); }), '"' + QByteArray(size, 'x') + '"'});
    result.push_back({packedBy([](auto& w) { w.str("\xc3\xa9\xe2\x82\xac"); }), "\"\xc3\xa9\xe2\x82\xac\""});
    for (const int size : {0, 15, 16, 70000}) {
        result.push_back({packedBy([size](auto& w) {
                              w.array(static_cast<quint32>(size));
                              for (int i = 0; i < size; ++i)
                                  w.integer(7);
                          }),
            '[' + QByteArrayList(size, "7").join(',') + ']'});
    }
    result.push_back(
        {packedBy([](auto& w) { w.map(2).member("a", "x").member("b", 5); }), R"({"a":"x","b":5})"});
    return result;
}

QJsonValue parsed(const QByteArray& json)
{
    return QJsonDocument::fromJson("[" + json + "]").array()[0];
}

} // namespace

class TestMsgPack : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesTheBytesOfTheFormat_data()
    {
        QTest::addColumn<QByteArray>("packed");
        QTest::addColumn<QByteArray>("hex");
        const auto row = [](const char* name, const QByteArray& packed, const char* hex) {
            QTest::newRow(name) << packed << QByteArray(hex);
        };
        row("fixint", packedBy([](auto& w) { w.integer(5); }), "05");
        row("negative", packedBy([](auto& w) { w.integer(-1); }), "ff");
        row("uint32", packedBy([](auto& w) { w.integer(4294967295LL); }), "ceffffffff");
        row("beyond 32 bits", packedBy([](auto& w) { w.integer(4294967296LL); }), "cb41f0000000000000");
        row("double", packedBy([](auto& w) { w.number(0.5); }), "cb3fe0000000000000");
        row("text", packedBy([](auto& w) { w.str("ab"); }), "a26162");
        row("nil", packedBy([](auto& w) { w.nil(); }), "c0");
        row("map", packedBy([](auto& w) { w.map(1).member("a", "b"); }), "81a161a162");
        row("raw", packedBy([](auto& w) { w.array(1).raw("\x05"); }), "9105");
    }

    void writesTheBytesOfTheFormat()
    {
        QFETCH(QByteArray, packed);
        QFETCH(QByteArray, hex);
        QCOMPARE(packed.toHex(), hex);
    }

    void npmReadsTheSameValues()
    {
        const std::vector<Case> all = cases();
        QJsonArray arguments;
        for (const Case& one : all)
            arguments.append(QString::fromLatin1(one.packed.toBase64()));
        const QJsonArray answers = askNode(QStringLiteral("unpacked"), arguments);
        QCOMPARE(answers.size(), static_cast<qsizetype>(all.size()));
        for (size_t i = 0; i < all.size(); ++i)
            QCOMPARE(answers[static_cast<qsizetype>(i)], parsed(all[i].json));
    }

    void npmWritesTheSameBytesForScalars()
    {
        QJsonArray values;
        QByteArrayList mine;
        for (const Case& one : cases()) {
            const QJsonValue value = parsed(one.json);
            if (value.isArray() || value.isObject())
                continue;
            values.append(value);
            mine.append(one.packed);
        }
        const QJsonArray answers = askNode(QStringLiteral("repacked"), values);
        QCOMPARE(answers.size(), values.size());
        for (qsizetype i = 0; i < mine.size(); ++i)
            QCOMPARE(mine[i].toHex().left(40),
                QByteArray::fromBase64(answers[i].toString().toLatin1()).toHex().left(40));
    }

    void redisReadsTheSameValues()
    {
        test::RedisFixture redis;
        QVERIFY2(redis.start(), redis.log().constData());
        // Lua writes 14 digits, so values are compared inside Redis.
        const QByteArray script =
            "local a = cmsgpack.unpack(ARGV[1]) local b = cjson.decode('[' .. ARGV[2] .. ']')[1] "
            "local function same(x, y) if x == cjson.null then x = nil end if y == cjson.null then y = nil "
            "end "
            "if type(x) ~= 'table' or type(y) ~= 'table' then return x == y end "
            "for k, v in pairs(x) do if not same(v, y[k]) then return false end end "
            "for k, v in pairs(y) do if not same(v, x[k]) then return false end end return true end "
            "return same(a, b) and 1 or 0";
        for (const Case& one : cases())
            QVERIFY2(redis.integer({"EVAL", script, "0", one.packed, one.json}) == 1,
                one.json.left(80).constData());
    }

    void convertsJson()
    {
        const QByteArray text = R"({"a":[1,2.5,"x",null,true],"b":{"c":1700000000000},"d":"\u20ac"})";
        MsgPackWriter writer;
        QVERIFY(writer.json(text));
        const QJsonArray answers =
            askNode(QStringLiteral("unpacked"), {QString::fromLatin1(writer.take().toBase64())});
        QCOMPARE(answers[0], parsed(text));
    }

    void refusesJsonThatItCannotPack()
    {
        MsgPackWriter writer;
        writer.integer(1);
        for (const char* text : {"", "{", "[1,]", "x", "1e999"})
            QVERIFY2(!writer.json(text), text);
        for (const int depth : {65, 100'000}) {
            const QByteArray deep = QByteArray(depth, '[') + QByteArray(depth, ']');
            QVERIFY(!writer.json(deep));
        }
        QCOMPARE(writer.take(), QByteArray("\x01"));
    }
};

QTEST_GUILESS_MAIN(TestMsgPack)
#include "tst_msgpack.moc"
