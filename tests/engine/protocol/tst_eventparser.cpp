// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/eventparser.h"

#include <QTest>

using namespace drover;

namespace {

Reply bulk(const QByteArray& text)
{
    return {Reply::Kind::Bulk, 0, text, {}};
}

Reply array(std::vector<Reply> items)
{
    return {Reply::Kind::Array, 0, {}, std::move(items)};
}

Reply entry(const QByteArray& id, std::initializer_list<const char*> flat)
{
    std::vector<Reply> fields;
    for (const char* text : flat)
        fields.push_back(bulk(text));
    return array({bulk(id), array(std::move(fields))});
}

} // namespace

class TestEventParser : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsAnEntry()
    {
        const auto parsed =
            parseStreamEntry(entry("5-1", {"jobId", "1", "event", "completed", "prev", "active"}));
        QVERIFY(parsed);
        QCOMPARE(parsed->id, QByteArray("5-1"));
        QCOMPARE(parsed->event, QByteArray("completed"));
        const std::vector<std::pair<QByteArray, QByteArray>> fields{{"jobId", "1"}, {"prev", "active"}};
        QCOMPARE(parsed->fields, fields);
    }

    void readsCustomEntries()
    {
        const auto none = parseStreamEntry(entry("1-0", {"a", "b"}));
        QVERIFY(none);
        QVERIFY(none->event.isEmpty());
        QCOMPARE(none->fields.size(), size_t(1));
        const auto odd = parseStreamEntry(entry("1-0", {"event", "x", "left"}));
        QVERIFY(odd);
        QVERIFY(odd->fields.empty());
    }

    void skipsDeletedAndMalformedEntries()
    {
        const Reply deleted = array({bulk("1-0"), Reply{}});
        const Reply number =
            array({bulk("1-0"), array({bulk("event"), Reply{Reply::Kind::Integer, 3, {}, {}}})});
        QVERIFY(!parseStreamEntry(deleted));
        QVERIFY(!parseStreamEntry(number));
        QVERIFY(!parseStreamEntry(Reply{}));
        QVERIFY(!parseStreamEntry(array({bulk("1-0")})));
        const auto range = parseStreamRange(array({deleted, entry("2-0", {"event", "added"}), bulk("x")}));
        QCOMPARE(range.size(), size_t(1));
        QCOMPARE(range[0].id, QByteArray("2-0"));
    }

    void readsSeveralStreams()
    {
        const Reply reply = array({array({bulk("bull:a:events"), array({entry("1-0", {"event", "added"})})}),
            array({bulk("bull:b:events"), array({})}), bulk("x")});
        const auto streams = parseStreamRead(reply);
        QCOMPARE(streams.size(), size_t(2));
        QCOMPARE(streams[0].key, QByteArray("bull:a:events"));
        QCOMPARE(streams[0].entries.size(), size_t(1));
        QVERIFY(streams[1].entries.empty());
        QVERIFY(parseStreamRead(Reply{}).empty());
    }
};

QTEST_GUILESS_MAIN(TestEventParser)
#include "tst_eventparser.moc"
