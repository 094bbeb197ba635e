// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/trash.h"

#include "support/await.h"

#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::test;

namespace {

const QueueId mail{"bull", "mail"};

//! A job that has something of everything, with bytes that are no text.
TrashedJob fullJob(const JobId& id)
{
    TrashedJob job;
    job.queue = mail;
    job.id = id;
    job.state = JobState::WaitingChildren;
    job.score = "1700000000000.5";
    job.fields = {{"name", "welcome"}, {"data", "{\"a\":1.10}"}, {"odd", QByteArray("\0\xff\x80", 3)}};
    job.logs = {"first", QByteArray("\0", 1), ""};
    job.dependencies = {"bull:mail:7"};
    job.processed = {{"bull:mail:8", "{\"ok\":true}"}};
    job.failed = {{"bull:mail:9", "boom"}};
    job.unsuccessful = {{"1700", "bull:mail:10"}};
    job.parentKey = "bull:top:1";
    job.deduplicationKey = "bull:mail:de:x";
    job.deduplicationFor = 1234;
    return job;
}

TrashedJob plainJob(const JobId& id, qsizetype bytes = 10)
{
    TrashedJob job;
    job.queue = mail;
    job.id = id;
    job.fields = {{"name", "n" + id}, {"data", QByteArray(bytes, 'x')}};
    return job;
}

} // namespace

class TestTrash final : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    int m_file = 0;

    TrashOptions options()
    {
        TrashOptions o;
        o.path = m_directory.filePath(QStringLiteral("data%1/trash.sqlite").arg(++m_file));
        o.connection = QStringLiteral("staging");
        return o;
    }
    QByteArrayList idsOf(Trash& trash, qint64 batch)
    {
        QByteArrayList ids;
        const auto entries = await(trash.entries(batch, 0, 1000));
        if (entries) {
            for (const TrashEntry& entry : *entries)
                ids << entry.job;
        }
        return ids;
    }

private Q_SLOTS:
    void keepsEveryByte()
    {
        const TrashOptions where = options();
        qint64 batch = 0;
        {
            Trash trash(where);
            const auto opened = await(trash.openBatch(mail, QStringLiteral("remove")));
            VERIFY_OK(opened);
            batch = *opened;
            VERIFY_OK(
                await(trash.put(batch, {{fullJob("1"), plainJob("7"), plainJob("8")}, {plainJob("2")}})));
        }
        Trash trash(where); // another start of the program
        const auto batches = await(trash.batches(10));
        VERIFY_OK(batches);
        QCOMPARE(batches->size(), size_t(1));
        const TrashBatch& shown = batches->front();
        QCOMPARE(shown.id, batch);
        QCOMPARE(shown.queue, mail);
        QCOMPARE(shown.action, QStringLiteral("remove"));
        QCOMPARE(shown.connection, QStringLiteral("staging"));
        QCOMPARE(shown.jobs, 2);
        QVERIFY(shown.when > 1700000000000);
        QVERIFY(shown.bytes > 100);
        const auto entries = await(trash.entries(batch, 0, 10));
        VERIFY_OK(entries);
        QCOMPARE(entries->size(), size_t(2));
        QCOMPARE(entries->at(0).job, QByteArray("1"));
        QCOMPARE(entries->at(0).name, QByteArray("welcome"));
        QCOMPARE(entries->at(0).state, JobState::WaitingChildren);
        QCOMPARE(entries->at(0).children, 2);
        QCOMPARE(entries->at(1).children, 0);
        const auto contents = await(trash.contents({entries->at(1).id, 99, entries->at(0).id}));
        VERIFY_OK(contents);
        QCOMPARE(contents->size(), size_t(2));
        QCOMPARE(contents->at(0).second, (TrashedTree{plainJob("2")}));
        QCOMPARE(contents->at(1).second, (TrashedTree{fullJob("1"), plainJob("7"), plainJob("8")}));
    }
    void filesArePrivate()
    {
        const TrashOptions where = options();
        Trash trash(where);
        const auto batch = await(trash.openBatch(mail, QStringLiteral("remove")));
        VERIFY_OK(await(trash.put(*batch, {{plainJob("1")}})));
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        for (const QString& suffix : {QString(), QStringLiteral("-wal"), QStringLiteral("-shm")}) {
            const QFileInfo file(where.path + suffix);
            QVERIFY2(file.exists(), qPrintable(file.filePath()));
            QVERIFY2(!(file.permissions() & others), qPrintable(file.filePath()));
        }
    }
    void dropsTheOldestFirst()
    {
        TrashOptions where = options();
        where.maxJobs = 5;
        Trash trash(where);
        const qint64 first = *await(trash.openBatch(mail, QStringLiteral("remove")));
        VERIFY_OK(await(trash.put(first, {{plainJob("a"), plainJob("child")}, {plainJob("b")}})));
        const qint64 second = *await(trash.openBatch(mail, QStringLiteral("clean")));
        VERIFY_OK(await(trash.put(second, {{plainJob("c")}, {plainJob("d")}, {plainJob("e")}})));
        // Six are one too many: the root goes, and its child with it.
        QCOMPARE(idsOf(trash, first), QByteArrayList{"b"});
        QCOMPARE(idsOf(trash, second), (QByteArrayList{"c", "d", "e"}));
        VERIFY_OK(await(trash.put(second, {{plainJob("f")}, {plainJob("g")}})));
        QCOMPARE(idsOf(trash, first), QByteArrayList());
        QCOMPARE(await(trash.batches(10))->size(), size_t(1));
    }
    void isBoundedByBytes()
    {
        TrashOptions where = options();
        where.maxBytes = 5000;
        Trash trash(where);
        const qint64 batch = *await(trash.openBatch(mail, QStringLiteral("remove")));
        for (const char* id : {"a", "b", "c", "d", "e", "f"})
            VERIFY_OK(await(trash.put(batch, {{plainJob(id, 1000)}})));
        QCOMPARE(idsOf(trash, batch), (QByteArrayList{"c", "d", "e", "f"}));
        // What does not fit by itself is refused, and pushes nothing out.
        const Status refused = await(trash.put(batch, {{plainJob("g", 10)}, {plainJob("h", 6000)}}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::NotFound);
        QCOMPARE(refused.error().context.value(QStringLiteral("file")).toString(), where.path);
        QCOMPARE(idsOf(trash, batch), (QByteArrayList{"c", "d", "e", "f"}));
    }
    void theFileShrinksAgain()
    {
        TrashOptions where = options();
        where.maxBytes = 4 << 20;
        Trash trash(where);
        const qint64 batch = *await(trash.openBatch(mail, QStringLiteral("remove")));
        for (int i = 0; i < 8; ++i)
            VERIFY_OK(await(trash.put(batch, {{plainJob("big" + QByteArray::number(i), 1 << 20)}})));
        QVERIFY(idsOf(trash, batch).size() <= 4);
        VERIFY_OK(await(trash.eraseAll()));
        QVERIFY2(QFileInfo(where.path).size() < 100000, "the space was given back");
    }
    void takesBackAndErases()
    {
        Trash trash(options());
        const qint64 batch = *await(trash.openBatch(mail, QStringLiteral("remove")));
        VERIFY_OK(
            await(trash.put(batch, {{plainJob("a"), plainJob("x")}, {plainJob("b")}, {plainJob("c")}})));
        VERIFY_OK(await(trash.takeBack(batch, {"a", "unknown"})));
        QCOMPARE(idsOf(trash, batch), (QByteArrayList{"b", "c"}));
        const auto entries = await(trash.entries(batch, 0, 10));
        VERIFY_OK(await(trash.erase({entries->at(0).id})));
        QCOMPARE(idsOf(trash, batch), QByteArrayList{"c"});
        VERIFY_OK(await(trash.eraseAll()));
        QVERIFY(await(trash.batches(10))->empty());
    }
    void batchesOfOneConnection()
    {
        TrashOptions where = options();
        Trash staging(where);
        where.connection = QStringLiteral("production");
        Trash production(where); // two programs share the file
        const qint64 one = *await(staging.openBatch(mail, QStringLiteral("remove")));
        const qint64 two = *await(production.openBatch(mail, QStringLiteral("remove")));
        VERIFY_OK(await(staging.put(one, {{plainJob("a")}})));
        VERIFY_OK(await(production.put(two, {{plainJob("b")}})));
        const auto mine = await(production.batches(10, QStringLiteral("production")));
        VERIFY_OK(mine);
        QCOMPARE(mine->size(), size_t(1));
        QCOMPARE(mine->front().id, two);
        QCOMPARE(await(production.batches(10))->size(), size_t(2));
        QCOMPARE(await(production.batches(1))->front().id, two);
    }
    void brokenFilesAreErrors()
    {
        const TrashOptions where = options();
        QVERIFY(QDir().mkpath(QFileInfo(where.path).path()));
        QFile file(where.path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();
        Trash trash(where);
        const auto batch = await(trash.openBatch(mail, QStringLiteral("remove")));
        QVERIFY(!batch);
        QCOMPARE(batch.error().code, ErrorCode::NotFound);
        QVERIFY(!await(trash.put(1, {{plainJob("a")}})));
        // It is looked at anew each time.
        QVERIFY(QFile::remove(where.path));
        VERIFY_OK(await(trash.openBatch(mail, QStringLiteral("remove"))));
    }
    void damagedEntriesAreErrors()
    {
        const TrashOptions where = options();
        Trash trash(where);
        const qint64 batch = *await(trash.openBatch(mail, QStringLiteral("remove")));
        VERIFY_OK(await(trash.put(batch, {{plainJob("a")}})));
        {
            QSqlDatabase database =
                QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("test"));
            database.setDatabaseName(where.path);
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(QStringLiteral("UPDATE job SET content = x'00000001ffffff7f'")));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("test"));
        const auto entries = await(trash.entries(batch, 0, 10));
        QVERIFY(!await(trash.contents({entries->front().id})));
    }
};

QTEST_GUILESS_MAIN(TestTrash)
#include "tst_trash.moc"
