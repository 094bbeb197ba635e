// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/duration.h"
#include "protocol/eventparser.h"
#include "protocol/jobcodec.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"
#include "protocol/msgpack.h"

#include <QRandomGenerator>
#include <QTest>

using namespace drover;

namespace {

constexpr int rounds = 20'000;

// Changes some bytes, cuts, repeats: what a broken writer or a hostile one leaves behind.
class Mutator final {
public:
    explicit Mutator(quint32 seed)
        : m_random(seed)
    {
    }

    QByteArray operator()(QByteArray text)
    {
        for (int i = 0; i < 1 + below(4); ++i)
            mutate(text);
        return text;
    }

    int below(qsizetype bound)
    {
        return static_cast<int>(m_random.bounded(static_cast<quint32>(qMax<qsizetype>(bound, 1))));
    }

private:
    void mutate(QByteArray& text)
    {
        const QByteArray dictionary = "{}[]\",:\\u0129dD8-+.eE \n\xff\xc3\x80tfn";
        const int at = below(text.size());
        switch (below(5)) {
        case 0:
            text.insert(at, dictionary[below(dictionary.size())]);
            break;
        case 1:
            text.remove(at, 1 + below(5));
            break;
        case 2:
            if (!text.isEmpty())
                text[at] = static_cast<char>(below(256));
            break;
        case 3:
            text.insert(at, text.mid(at, 1 + below(20)));
            break;
        default:
            if (!text.isEmpty())
                text[at] = dictionary[below(dictionary.size())];
        }
    }

    QRandomGenerator m_random;
};

Reply bulk(const QByteArray& text)
{
    return {Reply::Kind::Bulk, 0, text, {}};
}

} // namespace

class TestProtocolFuzz : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jsonTexts()
    {
        Mutator mutate(1);
        const QByteArray stem = R"({"a":[1.5e-3,"x\ud83d\ude00\n",true,null],"b":{"c":-0,"a":{}}})";
        for (int i = 0; i < rounds; ++i) {
            const QByteArray text = mutate(stem);
            const bool valid = json::isValid(text);
            QCOMPARE(json::members(text).has_value(), valid && json::type(text) == json::Type::Object);
            QCOMPARE(json::elements(text).has_value(), valid && json::type(text) == json::Type::Array);
            QVERIFY(!valid || json::isValid(json::pretty(text)));
            QVERIFY(valid || json::pretty(text) == text);
            const auto changed = json::withMember(text, "a", "[0]");
            QVERIFY(!changed || (json::isValid(*changed) && json::value(*changed, "a") == "[0]"));
            const auto removed = json::withoutMember(text, "a");
            QVERIFY(!removed || (json::isValid(*removed) && json::value(*removed, "a").isEmpty()));
            const QByteArrayView inner = json::at(text, {"a", "1"});
            QVERIFY(inner.isEmpty() || json::isValid(inner));
            MsgPackWriter writer;
            QVERIFY(!writer.json(text) || valid);
        }
    }

    void jsonStrings()
    {
        Mutator mutate(2);
        for (int i = 0; i < rounds; ++i) {
            const QByteArray bytes = mutate("a\"\\\n\xc3\xa9\xf0\x9f\x98\x80");
            const QByteArray encoded = json::encodeString(QByteArrayView(bytes));
            QVERIFY(json::isValid(encoded));
            QCOMPARE(json::encodeString(QByteArrayView(*json::decodeString(encoded))), encoded);
            if (const auto text = json::decodeString(mutate(R"("\ud83d\ude00\u0041\n\\x")")))
                QVERIFY(json::isValid(json::encodeString(QByteArrayView(*text))));
            static_cast<void>(json::decodeNumber(mutate("-123.45e+6")));
        }
    }

    void jobHashes()
    {
        Mutator mutate(3);
        const QByteArrayList flat{"name", "n", "data", "{\"a\":1}", "opts",
            R"({"attempts":3,"backoff":{"type":"fixed"},"kl":1,"tm":"x"})", "timestamp", "1700000000000",
            "delay", "0.5", "priority", "1", "atm", "2", "progress", "5", "returnvalue", "[]", "stacktrace",
            "[\"a\"]", "parent", "{\"id\":\"1\"}", "finishedOn", "5", "failedReason", "x", "deid", "d"};
        for (int i = 0; i < rounds / 4; ++i) {
            std::vector<Reply> replies;
            for (const QByteArray& text : flat)
                replies.push_back(bulk(mutate.below(3) == 0 ? mutate(text) : text));
            if (mutate.below(10) == 0)
                replies[static_cast<size_t>(mutate.below(flat.size()))] = Reply{};
            const Job job = decodeJob(mutate("12"), replies);
            const JsonText text = jobToJson(job, "q", JobState::Failed);
            QVERIFY2(json::isValid(text), text.constData());
            QVERIFY2(!text.contains('\n'), text.constData());
            QVERIFY(json::isValid(jobToProcessorJson(job, {"bull", mutate("queue")})));
            QVERIFY(!packJobOptions(job.options).isEmpty());
            QVERIFY(json::isValid(jobOptionsToJson(job.options)));
        }
    }

    void options()
    {
        Mutator mutate(4);
        const QByteArray stem =
            R"({"delay":5,"backoff":{"type":"fixed","delay":1},"removeOnFail":{"age":5},"deduplication":{"id":"x"}})";
        for (int i = 0; i < rounds; ++i) {
            const QByteArray text = mutate(stem);
            const auto options = parseJobOptions(text);
            if (!options) {
                QCOMPARE(options.error().code, ErrorCode::BadInput);
                continue;
            }
            QVERIFY(json::isValid(text));
            const auto again = parseJobOptions(jobOptionsToJson(*options));
            QVERIFY2(again && *again == *options, text.constData());
            static_cast<void>(validateJob("n", mutate("{}"), *options));
            static_cast<void>(parseKeepJobs(mutate(R"({"age":5})")));
        }
    }

    void durations()
    {
        Mutator mutate(5);
        for (int i = 0; i < rounds; ++i) {
            const auto duration = parseDuration(QString::fromUtf8(mutate("1.5h")));
            QVERIFY(!duration || duration->count() >= 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestProtocolFuzz)
#include "tst_protocolfuzz.moc"
