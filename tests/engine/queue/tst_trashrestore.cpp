// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/trashrestore.h"

#include "queue/activitylog.h"
#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::test;

//! Removed and restored jobs, as the npm package sees them.
class TestTrashRestore final : public QObject {
    Q_OBJECT

    RedisFixture m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<RedisConnection> m_connection;
    QTemporaryDir m_directory;
    std::unique_ptr<Trash> m_trash;
    QueueId m_id;
    int m_file = 0;

    QString name() const { return QString::fromUtf8(m_id.name); }
    QJsonValue eval(const char* body, const QJsonValue& args = {})
    {
        const NpmReply reply = m_npm->eval(QString::fromLatin1(body), name(), args);
        if (!reply.ok)
            qWarning("%s", qPrintable(reply.error));
        return reply.value();
    }
    //! What npm's client says of these jobs: every member, state, log, children.
    QByteArray seen(const QStringList& ids)
    {
        const NpmReply reply = m_npm->eval(
            QStringLiteral("const all = [];"
                           "for (const id of args) {"
                           "  const job = await queue.getJob(id);"
                           "  const children = job ? await job.getDependencies() : {};"
                           "  (children.unprocessed || []).sort();"
                           "  all.push(job ? [job.toJSON(), await job.getState(), await queue.getJobLogs(id),"
                           "    children, await job.getDependenciesCount()] : null);"
                           "}"
                           "return all"),
            name(), QJsonArray::fromStringList(ids));
        return reply.ok ? reply.json : reply.error.toUtf8();
    }
    //! The raw keys of a job: npm passes over what it does not know.
    QMap<QByteArray, QByteArray> rawHash(const JobId& id)
    {
        QMap<QByteArray, QByteArray> hash;
        const QByteArrayList items = m_redis.list({"HGETALL", m_id.job(id)});
        for (qsizetype i = 0; i + 1 < items.size(); i += 2)
            hash[items[i]] = items[i + 1];
        return hash;
    }
    MassReport remove(const std::vector<JobId>& ids, bool removeChildren = true)
    {
        MassRequest r;
        r.queue = m_id;
        r.verb = MassVerb::Remove;
        r.ids = ids;
        r.removeChildren = removeChildren;
        return run(r);
    }
    MassReport run(const MassRequest& request, WriteGate& gate = WriteGate::open())
    {
        MassAction action(*m_connection, gate);
        action.setTrash(m_trash.get());
        std::optional<MassReport> report;
        connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
        action.start(request);
        (void)QTest::qWaitFor([&] { return report.has_value(); }, 60000);
        return report.value_or(MassReport{});
    }
    RestoreReport restore(qint64 batch, std::vector<qint64> entries = {}, WriteGate& gate = WriteGate::open())
    {
        TrashRestore action(*m_connection, gate, *m_trash);
        std::optional<RestoreReport> report;
        connect(&action, &TrashRestore::finished, this, [&](const RestoreReport& r) { report = r; });
        action.start({batch, std::move(entries), m_id});
        if (report)
            qFatal("finished() came from inside start()");
        (void)QTest::qWaitFor([&] { return report.has_value(); }, 60000);
        return report.value_or(RestoreReport{});
    }
    QByteArrayList events()
    {
        QByteArrayList words;
        const Reply reply = m_redis.command({"XRANGE", m_id.key("events"), "-", "+"});
        for (const Reply& entry : reply.items) {
            QByteArrayList fields;
            for (const Reply& field : entry.items.at(1).items)
                fields << field.text;
            words << fields.join(' ');
        }
        return words;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_npm = std::make_unique<NpmProcess>(m_redis.socketPath());
        QVERIFY(m_npm->start());
        m_connection = std::make_unique<RedisConnection>(m_redis.unixOptions(), ConnectionRole::Queue);
        m_connection->open();
        QTRY_VERIFY(m_connection->isReady());
    }
    void init()
    {
        m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()};
        TrashOptions options;
        options.path = m_directory.filePath(QStringLiteral("trash%1.sqlite").arg(++m_file));
        options.connection = QStringLiteral("test");
        m_trash = std::make_unique<Trash>(options);
    }

    //! One job in every state that a job can be removed from, made by npm, comes back exactly.
    void comesBackAsItWas()
    {
        const QJsonArray made = eval(R"(
            const opts = { attempts: 3, backoff: { type: 'exponential', delay: 10 }, keepLogs: 50 };
            const ids = [];
            const add = async (n, data, o) => { const j = await queue.add(n, data, o); await j.log('one'); await j.log('two'); ids.push(j.id); };
            await add('done', { n: 12345678901234567890, s: 'ümlaut \u0000' }, opts);
            await add('bad', { fail: true }, { ...opts, attempts: 1, jobId: 'custom-id' });
            const worker = new bull.Worker(queue.name, async (job) => {
                await job.updateProgress({ half: true });
                if (job.data.fail) throw new Error('it broke: <b>\nsecond line');
                return { value: [1, 2.5, null] };
            }, { connection, name: 'alpha' });
            await new Promise((resolve) => { let n = 0; const tick = () => { if (++n === 2) resolve(); };
                worker.on('completed', tick); worker.on('failed', tick); });
            await worker.close();
            await add('wait', [1, 2], {});
            await add('later', 'text', { delay: 1000000, attempts: 2 });
            await add('first', null, { priority: 7 });
            return ids)")
                                    .toArray();
        QCOMPARE(made.size(), 5);
        QStringList ids;
        std::vector<JobId> removed;
        QList<QMap<QByteArray, QByteArray>> hashes;
        for (const QJsonValue& id : made) {
            ids << id.toString();
            removed.push_back(id.toString().toUtf8());
            hashes << rawHash(removed.back());
        }
        const QByteArray before = seen(ids);
        const QJsonObject counts = m_npm->counts(name());
        const QByteArray delayedScore = m_redis.text({"ZSCORE", m_id.key("delayed"), removed[3]});
        const MassReport report = remove(removed);
        QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
        QCOMPARE(report.done, 5);
        QCOMPARE(report.trashed, 5);
        QVERIFY(report.trashBatch > 0);
        QCOMPARE(seen(ids), QByteArray("[null,null,null,null,null]"));
        QVERIFY(m_redis.list({"KEYS", m_id.base() + "*:logs"}).isEmpty());

        const RestoreReport back = restore(report.trashBatch);
        QVERIFY2(!back.error, back.error ? qPrintable(back.error->message) : "");
        QCOMPARE(back.done, 5);
        QCOMPARE(back.skippedCount, 0);
        QCOMPARE(seen(ids), before);
        QCOMPARE(m_npm->counts(name()), counts);
        QCOMPARE(m_redis.text({"ZSCORE", m_id.key("delayed"), removed[3]}), delayedScore);
        for (size_t i = 0; i < removed.size(); ++i)
            QCOMPARE(rawHash(removed[i]), hashes[qsizetype(i)]);
        // It is in the trash no more.
        QVERIFY(await(m_trash->batches(10))->empty());
    }
    void aWorkerOfNpmRunsIt()
    {
        const QString id = m_npm->add(name(), QStringLiteral("a"), QJsonObject{{QStringLiteral("x"), 1}});
        const QString worker = m_npm->startWorker(name(), {{QStringLiteral("echo"), true}});
        QTRY_COMPARE(m_npm->state(name(), id), QStringLiteral("completed"));
        // The worker blocks on the empty queue: only the marker wakes it up.
        eval("await queue.pause(); return 1");
        const QString second = m_npm->add(name(), QStringLiteral("b"), QJsonObject{{QStringLiteral("x"), 2}});
        const MassReport report = remove({second.toUtf8()});
        QCOMPARE(report.trashed, 1);
        eval("await queue.resume(); return 1");
        QCOMPARE(restore(report.trashBatch).done, 1);
        QTRY_COMPARE(m_npm->state(name(), second), QStringLiteral("completed"));
        QCOMPARE(m_npm->job(name(), second).value(QStringLiteral("returnvalue")).toObject(),
            (QJsonObject{{QStringLiteral("x"), 2}}));
        QVERIFY(m_npm->call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}}).ok);
    }
    void keepsItsTurnAmongPrioritized()
    {
        QStringList ids;
        for (int i = 0; i < 4; ++i)
            ids << m_npm->add(name(), QStringLiteral("p"), {}, {{QStringLiteral("priority"), 5}});
        const QByteArrayList order = m_redis.list({"ZRANGE", m_id.key("prioritized"), "0", "-1"});
        const MassReport report = remove({ids[1].toUtf8()});
        QCOMPARE(restore(report.trashBatch).done, 1);
        QCOMPARE(m_redis.list({"ZRANGE", m_id.key("prioritized"), "0", "-1"}), order);
    }
    void lifoJobsGoToTheFront()
    {
        const QString first = m_npm->add(name(), QStringLiteral("a"), {}, {{QStringLiteral("lifo"), true}});
        const QString second = m_npm->add(name(), QStringLiteral("b"));
        const MassReport report = remove({first.toUtf8()});
        QCOMPARE(restore(report.trashBatch).done, 1);
        QCOMPARE(m_redis.list({"LRANGE", m_id.key("wait"), "0", "-1"}),
            (QByteArrayList{second.toUtf8(), first.toUtf8()}));
    }
    void tellsTheStream()
    {
        const QString waiting = m_npm->add(name(), QStringLiteral("w"));
        const QString delayed =
            m_npm->add(name(), QStringLiteral("d"), {}, {{QStringLiteral("delay"), 500000}});
        m_redis.command({"DEL", m_id.key("events")});
        const MassReport report = remove({waiting.toUtf8(), delayed.toUtf8()});
        m_redis.command({"DEL", m_id.key("events")});
        QCOMPARE(restore(report.trashBatch).done, 2);
        const QByteArrayList told = events();
        QCOMPARE(told.size(), 4);
        QCOMPARE(told[0], "event added jobId " + waiting.toUtf8() + " name w");
        QCOMPARE(told[1], "event waiting jobId " + waiting.toUtf8());
        QCOMPARE(told[2], "event added jobId " + delayed.toUtf8() + " name d");
        QVERIFY(told[3].startsWith(QByteArray("event delayed jobId " + delayed.toUtf8() + " delay ")));
    }
    void refusesAnIdThatIsThere()
    {
        const QString id = m_npm->add(
            name(), QStringLiteral("old"), {}, {{QStringLiteral("jobId"), QStringLiteral("order-1")}});
        const MassReport report = remove({"order-1"});
        QCOMPARE(m_npm->add(name(), QStringLiteral("new"), {},
                     {{QStringLiteral("jobId"), QStringLiteral("order-1")}}),
            id);
        const QByteArray before = seen({id});
        const RestoreReport back = restore(report.trashBatch);
        QVERIFY(!back.error);
        QCOMPARE(back.done, 0);
        QCOMPARE(back.skipped, (std::vector{MassReport::Skipped{"order-1", QStringLiteral("JobExists")}}));
        QCOMPARE(seen({id}), before);
        // It stays in the trash until the id is free.
        QCOMPARE(remove({"order-1"}).done, 1);
        QCOMPARE(restore(report.trashBatch).done, 1);
        QCOMPARE(m_npm->job(name(), id).value(QStringLiteral("name")).toString(), QStringLiteral("old"));
    }
    //! After an obliterate the counter of ids begins anew: no later job may land on a restored one.
    void idsAreNotGivenOutAgain()
    {
        QStringList ids;
        for (int i = 0; i < 3; ++i)
            ids << m_npm->add(name(), QStringLiteral("a"));
        const MassReport report = remove({ids[2].toUtf8()});
        QVERIFY(m_npm->call(QStringLiteral("obliterate"), {{QStringLiteral("queue"), name()}}).ok);
        QCOMPARE(restore(report.trashBatch).done, 1);
        QCOMPARE(m_npm->add(name(), QStringLiteral("b")), QStringLiteral("4"));
    }
    void flowsComeBackWhole()
    {
        const QJsonArray made = eval(R"(
            const flow = new bull.FlowProducer({ connection });
            const tree = await flow.add({ name: 'top', queueName: queue.name, data: { t: 1 }, children: [
                { name: 'one', queueName: queue.name, data: { c: 1 } },
                { name: 'two', queueName: queue.name, data: { c: 2 }, opts: { failParentOnFailure: true }, children: [
                    { name: 'deep', queueName: queue.name, data: {} }] } ] });
            await flow.close();
            return [tree.job.id, tree.children[0].job.id, tree.children[1].job.id, tree.children[1].children[0].job.id])")
                                    .toArray();
        QStringList ids;
        for (const QJsonValue& id : made)
            ids << id.toString();
        QCOMPARE(ids.size(), 4);
        const QByteArray before = seen(ids);
        const MassReport report = remove({ids[0].toUtf8()});
        QCOMPARE(report.done, 1);
        QCOMPARE(report.trashed, 1);
        QCOMPARE(seen(ids), QByteArray("[null,null,null,null]"));
        QCOMPARE(await(m_trash->entries(report.trashBatch, 0, 10))->front().children, 3);
        const RestoreReport back = restore(report.trashBatch);
        QCOMPARE(back.matched, 1);
        QCOMPARE(back.done, 1);
        QCOMPARE(back.skippedCount, 0);
        QCOMPARE(seen(ids), before);
        // And it runs to its end.
        const QString worker = m_npm->startWorker(name(), {{QStringLiteral("value"), 1}});
        QTRY_COMPARE_WITH_TIMEOUT(m_npm->state(name(), ids[0]), QStringLiteral("completed"), 20000);
        QVERIFY(m_npm->call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}}).ok);
    }
    void aParentThatWaitsGetsItsChildBack()
    {
        const QJsonArray made = eval(R"(
            const flow = new bull.FlowProducer({ connection });
            const tree = await flow.add({ name: 'top', queueName: queue.name, children: [
                { name: 'one', queueName: queue.name }, { name: 'two', queueName: queue.name }] });
            await flow.close();
            return [tree.job.id, tree.children[0].job.id, tree.children[1].job.id])")
                                    .toArray();
        const QString parent = made.at(0).toString();
        const QByteArray one = made.at(1).toString().toUtf8();
        const QByteArray two = made.at(2).toString().toUtf8();
        const MassReport report = remove({one});
        QCOMPARE(m_redis.integer({"SCARD", m_id.job(parent.toUtf8()) + ":dependencies"}), 1);
        QCOMPARE(restore(report.trashBatch).done, 1);
        QCOMPARE(m_redis.integer({"SCARD", m_id.job(parent.toUtf8()) + ":dependencies"}), 2);
        // A parent that has gone on is left alone.
        const MassReport both = remove({one, two});
        QCOMPARE(both.trashed, 2);
        QCOMPARE(m_npm->state(name(), parent), QStringLiteral("waiting"));
        QCOMPARE(restore(both.trashBatch).done, 2);
        QCOMPARE(m_redis.integer({"EXISTS", m_id.job(parent.toUtf8()) + ":dependencies"}), 0);
        QCOMPARE(m_npm->state(name(), QString::fromUtf8(two)), QStringLiteral("waiting"));
    }
    void deduplicationComesBack()
    {
        const QString id = m_npm->add(name(), QStringLiteral("a"), {},
            {{QStringLiteral("deduplication"), QJsonObject{{QStringLiteral("id"), QStringLiteral("d1")}}}});
        const QString limited = m_npm->add(name(), QStringLiteral("a"), {},
            {{QStringLiteral("deduplication"),
                QJsonObject{{QStringLiteral("id"), QStringLiteral("d2")}, {QStringLiteral("ttl"), 600000}}}});
        const MassReport report = remove({id.toUtf8(), limited.toUtf8()});
        QCOMPARE(m_redis.integer({"EXISTS", m_id.key("de:d1"), m_id.key("de:d2")}), 0);
        m_redis.command({"SET", m_id.key("de:d2"), "other"}); // somebody was quicker
        QCOMPARE(restore(report.trashBatch).done, 2);
        QCOMPARE(m_redis.text({"GET", m_id.key("de:d1")}), id.toUtf8());
        QCOMPARE(m_redis.integer({"PTTL", m_id.key("de:d1")}), -1);
        QCOMPARE(m_redis.text({"GET", m_id.key("de:d2")}), QByteArray("other"));
        const MassReport again = remove({limited.toUtf8()});
        m_redis.command({"DEL", m_id.key("de:d2")});
        QCOMPARE(restore(again.trashBatch).done, 1);
        QCOMPARE(m_redis.integer({"EXISTS", m_id.key("de:d2")}), 0); // it did not own it any more
    }
    void whatCannotBeRemovedIsNotInTheTrash()
    {
        const QString locked = m_npm->add(name(), QStringLiteral("a"));
        const QString free = m_npm->add(name(), QStringLiteral("b"));
        m_redis.command({"SET", m_id.job(locked.toUtf8()) + ":lock", "token"});
        m_redis.command({"LPUSH", m_id.key("wait"), "ghost"});
        MassRequest r;
        r.queue = m_id;
        r.verb = MassVerb::Remove;
        r.state = JobState::Waiting;
        const MassReport report = run(r);
        QCOMPARE(report.done, 2); // the ghost too, of which there is nothing to keep
        QCOMPARE(report.trashed, 1);
        QCOMPARE(report.skipped.front().reason, QStringLiteral("JobLockMismatch"));
        const auto entries = await(m_trash->entries(report.trashBatch, 0, 10));
        QCOMPARE(entries->size(), size_t(1));
        QCOMPARE(entries->front().job, free.toUtf8());
    }
    void oversizedJobsAreNotRemoved()
    {
        const QString id = m_npm->add(name(), QStringLiteral("a"));
        m_redis.command({"HSET", m_id.job(id.toUtf8()), "data", QByteArray(17 << 20, '1')});
        const MassReport report = remove({id.toUtf8()});
        QCOMPARE(report.done, 0);
        QCOMPARE(report.skipped.front().reason, QStringLiteral("TooBigForTrash"));
        QCOMPARE(m_redis.integer({"EXISTS", m_id.job(id.toUtf8())}), 1);
    }
    void cleansIntoTheTrash()
    {
        for (int i = 0; i < 300; ++i) {
            const QByteArray id = "f" + QByteArray::number(i);
            m_redis.command(
                {"HSET", m_id.job(id), "name", "n", "data", "{}", "opts", "{}", "timestamp", "1700000000000",
                    "finishedOn", QByteArray::number(1700000000000 + i), "delay", "0", "priority", "0"});
            m_redis.command({"ZADD", m_id.key("failed"), QByteArray::number(1700000000000 + i), id});
        }
        MassRequest r;
        r.queue = m_id;
        r.verb = MassVerb::Clean;
        r.state = JobState::Failed;
        r.limit = 250;
        r.dryRun = true;
        const MassReport dry = run(r);
        QCOMPARE(dry.matched, 250);
        QVERIFY(dry.plan && dry.plan->restorable);
        r.dryRun = false;
        const QByteArrayList before = m_redis.list({"ZRANGE", m_id.key("failed"), "0", "-1", "WITHSCORES"});
        const MassReport report = run(r);
        QVERIFY(!report.error);
        QCOMPARE(report.done, 250);
        QCOMPARE(report.trashed, 250);
        QCOMPARE(m_redis.list({"ZRANGE", m_id.key("failed"), "0", "0"}), QByteArrayList{"f250"});
        QCOMPARE(await(m_trash->batches(1))->front().action, QStringLiteral("clean"));
        QCOMPARE(restore(report.trashBatch).done, 250);
        QCOMPARE(m_redis.list({"ZRANGE", m_id.key("failed"), "0", "-1", "WITHSCORES"}), before);
    }
    void tooManyAreCleanedWithoutTheTrash()
    {
        TrashOptions options = m_trash->options();
        options.path += QStringLiteral("-small");
        options.mostPerAction = 20;
        m_trash = std::make_unique<Trash>(options);
        for (int i = 0; i < 30; ++i) {
            const QByteArray id = "f" + QByteArray::number(i);
            m_redis.command(
                {"HSET", m_id.job(id), "name", "n", "data", "{}", "opts", "{}", "timestamp", "1"});
            m_redis.command({"ZADD", m_id.key("failed"), QByteArray::number(1700000000000 + i), id});
        }
        MassRequest r;
        r.queue = m_id;
        r.verb = MassVerb::Clean;
        r.state = JobState::Failed;
        r.dryRun = true;
        QVERIFY(!run(r).plan->restorable);
        r.dryRun = false;
        const MassReport report = run(r);
        QCOMPARE(report.done, 30);
        QCOMPARE(report.trashed, 0);
        QCOMPARE(report.trashBatch, 0);
        QVERIFY(events().last().startsWith("event cleaned"));
    }
    void aBrokenTrashRemovesNothing()
    {
        TrashOptions options;
        options.path = QStringLiteral("/proc/no-such-folder/trash.sqlite");
        m_trash = std::make_unique<Trash>(options);
        const QString id = m_npm->add(name(), QStringLiteral("a"));
        const MassReport report = remove({id.toUtf8()});
        QVERIFY(report.error);
        QCOMPARE(report.error->code, ErrorCode::NotFound);
        QCOMPARE(m_redis.integer({"EXISTS", m_id.job(id.toUtf8())}), 1);
    }
    void restoresSingleEntries()
    {
        QStringList ids;
        for (int i = 0; i < 3; ++i)
            ids << m_npm->add(name(), QStringLiteral("a"));
        const MassReport report = remove({ids[0].toUtf8(), ids[1].toUtf8(), ids[2].toUtf8()});
        const auto entries = await(m_trash->entries(report.trashBatch, 0, 10));
        QCOMPARE(restore(report.trashBatch, {entries->at(1).id}).done, 1);
        QCOMPARE(m_npm->counts(name()).value(QStringLiteral("waiting")).toInt(), 1);
        QCOMPARE(await(m_trash->entries(report.trashBatch, 0, 10))->size(), size_t(2));
        const RestoreReport gone = restore(report.trashBatch, {entries->at(1).id});
        QVERIFY(!gone.error);
        QCOMPARE(gone.matched, 0);
    }
    void theGateMayRefuse()
    {
        const QString id = m_npm->add(name(), QStringLiteral("a"));
        const MassReport report = remove({id.toUtf8()});
        const RestoreReport back = restore(report.trashBatch, {}, WriteGate::readOnly());
        QCOMPARE(back.error->code, ErrorCode::ReadOnly);
        QCOMPARE(m_redis.integer({"EXISTS", m_id.job(id.toUtf8())}), 0);
        QCOMPARE(restore(report.trashBatch).done, 1);
    }
    //! So that a record of the activity log can offer to restore what it names.
    void theActivityLogNamesTheBatch()
    {
        ActivityLogOptions options;
        options.path = m_directory.filePath(QStringLiteral("activity%1.sqlite").arg(m_file));
        ActivityLog log(options);
        const QString id = m_npm->add(name(), QStringLiteral("a"));
        MassRequest r;
        r.queue = m_id;
        r.verb = MassVerb::Remove;
        r.ids = {id.toUtf8()};
        const MassReport report = run(r, log);
        QCOMPARE(restore(report.trashBatch, {}, log).done, 1);
        const auto entries = await(log.newest(10));
        VERIFY_OK(entries);
        QCOMPARE(entries->size(), size_t(2));
        QCOMPARE(entries->at(0).action, QStringLiteral("restore"));
        QCOMPARE(entries->at(0).details.value(QStringLiteral("trash")).toLongLong(), report.trashBatch);
        QCOMPARE(entries->at(0).outcome.value(QStringLiteral("done")).toInt(), 1);
        QCOMPARE(entries->at(1).outcome.value(QStringLiteral("trash")).toLongLong(), report.trashBatch);
        QCOMPARE(entries->at(1).outcome.value(QStringLiteral("trashed")).toInt(), 1);
    }
    void manyComeBackInSteps()
    {
        eval("await queue.addBulk(Array.from({ length: 2000 }, (_, i) => ({ name: 'n', data: { i } }))); "
             "return 1");
        QStringList ids;
        for (int i = 1; i <= 2000; i += 97)
            ids << QString::number(i);
        const QByteArray before = seen(ids);
        MassRequest r;
        r.queue = m_id;
        r.verb = MassVerb::Remove;
        r.state = JobState::Waiting;
        const MassReport report = run(r);
        QCOMPARE(report.done, 2000);
        QCOMPARE(report.trashed, 2000);
        const RestoreReport back = restore(report.trashBatch);
        QCOMPARE(back.done, 2000);
        QCOMPARE(seen(ids), before);
        QCOMPARE(m_redis.text({"LINDEX", m_id.key("wait"), "-1"}), QByteArray("1"));
        QCOMPARE(m_redis.text({"LINDEX", m_id.key("wait"), "0"}), QByteArray("2000"));
    }
};

QTEST_GUILESS_MAIN(TestTrashRestore)
#include "tst_trashrestore.moc"
