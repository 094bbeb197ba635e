// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "history/eventtally.h"

#include <QTest>

using namespace drover;

namespace {
Reply text(const char* value)
{
    Reply reply;
    reply.kind = Reply::Kind::Bulk;
    reply.text = value;
    return reply;
}

Reply array(std::vector<Reply> items)
{
    Reply reply;
    reply.kind = Reply::Kind::Array;
    reply.items = std::move(items);
    return reply;
}

Reply entry(const char* id, const char* event)
{
    return array({text(id), array({text("event"), text(event), text("jobId"), text("1")})});
}
} // namespace

class TestEventTally final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsWhatCameAndLeft()
    {
        const EventTally tally = tallyEvents({entry("10-0", "added"), entry("10-1", "waiting"),
            entry("11-0", "active"), entry("12-0", "completed"), entry("13-0", "failed"),
            entry("13-1", "duplicated"), entry("14-0", "added"), entry("15-0", "my-own-event")});
        QCOMPARE(tally.flow.added, 2);
        QCOMPARE(tally.flow.completed, 1);
        QCOMPARE(tally.flow.failed, 1);
        QCOMPARE(tally.entries, 8);
        QCOMPARE(tally.firstId, QByteArray("10-0"));
        QCOMPARE(tally.lastId, QByteArray("15-0"));
        QVERIFY(tally.bytes > 0);
    }

    void passesOverWhatIsNoEntry()
    {
        Reply trimmed = array({text("10-0"), Reply()}); // deleted while it was read
        const EventTally tally = tallyEvents(
            {Reply(), array({}), text("x"), trimmed, array({text("11-0"), array({text("event")})})});
        QVERIFY(tally.flow.isIdle());
        QCOMPARE(tally.lastId, QByteArray("11-0"));
    }

    void ratesNeedASpan()
    {
        QueueFlow flow{.added = 30, .completed = 10, .failed = 0, .spanMs = 0, .exact = true};
        QCOMPARE(flow.perSecond(flow.added), 0.0);
        flow.spanMs = 1500;
        QCOMPARE(flow.perSecond(flow.added), 20.0);
        flow += QueueFlow{.added = 15, .completed = 0, .failed = 1, .spanMs = 750, .exact = false};
        QCOMPARE(flow.perSecond(flow.added), 20.0);
        QVERIFY(!flow.exact);
    }

    void readsTheTimeOfAnId()
    {
        QCOMPARE(timeOfEventId("1700000000000-12"), 1700000000000);
        QCOMPARE(timeOfEventId("nothing"), 0);
        QCOMPARE(timeOfEventId({}), 0);
    }
};

QTEST_APPLESS_MAIN(TestEventTally)
#include "tst_eventtally.moc"
