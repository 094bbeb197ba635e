// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/queueid.h"

#include <QTest>

using namespace drover;

class TestQueueId : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void buildsKeys()
    {
        const QueueId queue{"a:b", "q\xff"};
        QCOMPARE(queue.base(), QByteArray("a:b:q\xff:"));
        QCOMPARE(queue.key(""), queue.base());
        QCOMPARE(queue.key("meta"), QByteArray("a:b:q\xff:meta"));
        QCOMPARE(queue.job("repeat:x:1"), QByteArray("a:b:q\xff:repeat:x:1"));
        QCOMPARE(queue.key(JobState::Waiting), QByteArray("a:b:q\xff:wait"));
        QCOMPARE(queue.key(JobState::WaitingChildren), QByteArray("a:b:q\xff:waiting-children"));
    }

    void namesStates_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<bool>("list");
        const auto row = [](JobState state, const char* name, const char* key, bool list) {
            QTest::newRow(name) << static_cast<int>(state) << QByteArray(name) << QByteArray(key) << list;
        };
        row(JobState::Waiting, "waiting", "wait", true);
        row(JobState::Active, "active", "active", true);
        row(JobState::Delayed, "delayed", "delayed", false);
        row(JobState::Prioritized, "prioritized", "prioritized", false);
        row(JobState::Completed, "completed", "completed", false);
        row(JobState::Failed, "failed", "failed", false);
        row(JobState::WaitingChildren, "waiting-children", "waiting-children", false);
        row(JobState::Paused, "paused", "paused", true);
    }

    void namesStates()
    {
        QFETCH(int, state);
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, key);
        QFETCH(bool, list);
        const auto value = static_cast<JobState>(state);
        QCOMPARE(QByteArray(QByteArrayView(stateName(value)).toByteArray()), name);
        QCOMPARE(QByteArrayView(stateKey(value)).toByteArray(), key);
        QCOMPARE(stateFromName(name), value);
        QCOMPARE(stateFromName(key), value);
        QCOMPARE(isListState(value), list);
    }

    void refusesOtherWords()
    {
        for (const char* word : {"", "Waiting", "wait ", "unknown", "stalled"})
            QVERIFY2(!stateFromName(word), word);
    }

    void comparesAndHashes()
    {
        const QueueId a{"p", "q"};
        QCOMPARE(qHash(a), qHash(QueueId{"p", "q"}));
        QVERIFY(a != (QueueId{"p:q", ""}));
    }
};

QTEST_GUILESS_MAIN(TestQueueId)
#include "tst_queueid.moc"
