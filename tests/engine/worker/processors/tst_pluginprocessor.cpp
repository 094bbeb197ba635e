// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processors/pluginprocessor.h"

#include "support/await.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"
#include "worker/worker.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QLibraryInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::test;

//! Processors out of Qt plugins. What is wrong with a library is said; npm adds the jobs of the sound ones
//! and judges what became of them.
class TestPluginProcessor final : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    RedisFixture m_redis;
    NpmProcess m_npm{m_redis.socketPath()};
    QString m_queue;
    std::unique_ptr<Worker> m_worker;

    static QString plugin(const char* name)
    {
        return QStringLiteral(DROVER_TEST_PLUGINS "/lib%1.so").arg(QLatin1StringView(name));
    }
    //! A copy of its own, which nobody has loaded yet.
    QString copied(const char* name, const char* as)
    {
        const QString copy = m_dir.filePath(QString::fromUtf8(as));
        QFile::remove(copy);
        [&] { QVERIFY(QFile::copy(plugin(name), copy)); }();
        return copy;
    }
    //! A plugin that says of itself that a later release of Qt built it.
    QString ofNewerQt()
    {
        QFile original(plugin("jobsplugin"));
        [&] { QVERIFY(original.open(QIODevice::ReadOnly)); }();
        QByteArray bytes = original.readAll();
        // Behind the name of its ELF note: version of the format, major and minor number of Qt.
        const QByteArray mark = QByteArrayLiteral("qt-project!\0\1\6");
        [&] { QCOMPARE(bytes.count(mark), 1); }();
        bytes[bytes.indexOf(mark) + mark.size()] = 99;
        return written(QStringLiteral("newer.so"), bytes);
    }
    QString written(const QString& name, const QByteArray& bytes)
    {
        QFile file(m_dir.filePath(name));
        [&] { QVERIFY(file.open(QIODevice::WriteOnly)); }();
        file.write(bytes);
        return file.fileName();
    }
    //! What the loader says against it; empty = nothing.
    static QByteArray complaint(const QString& file, ErrorCode expected = ErrorCode::BadInput)
    {
        const ProcessorResult loaded = await(loadPluginProcessor(file));
        if (loaded)
            return {};
        return loaded.error().code == expected ? loaded.error().message.toUtf8()
                                               : "another code: " + loaded.error().message.toUtf8();
    }
    void work(const QString& file, int concurrency = 1)
    {
        const ProcessorResult loaded = await(loadPluginProcessor(file));
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
        WorkerOptions options;
        options.concurrency = concurrency;
        m_worker = std::make_unique<Worker>(
            QueueId{"bull", m_queue.toUtf8()}, m_redis.unixOptions(), *loaded, options);
        m_worker->run();
    }
    QString add(const char* name, const QJsonValue& data = 1, const QJsonObject& options = {})
    {
        return m_npm.add(m_queue, QString::fromUtf8(name), data, options);
    }
    void waitFor(const QString& id, const char* state)
    {
        QTRY_COMPARE_WITH_TIMEOUT(m_npm.state(m_queue, id), QString::fromUtf8(state), 15'000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_dir.isValid());
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        QVERIFY(m_npm.start());
    }
    void init() { m_queue = RedisFixture::uniqueQueue(); }
    void cleanup()
    {
        if (m_worker) {
            QSignalSpy closed(m_worker.get(), &Worker::closed);
            m_worker->close(Milliseconds(5000));
            QTRY_COMPARE(closed.size(), 1);
        }
        m_worker.reset();
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArrayList>("words");
        const auto row = [](const char* name, const QString& file, const QByteArrayList& words) {
            QTest::newRow(name) << file << words;
        };
        row("a folder", m_dir.path(), {"no file that can be read"});
        row("a text", written(QStringLiteral("text.so"), "hello\n"), {"text.so", "no Qt plugin"});
        row("an empty file", written(QStringLiteral("empty.so"), {}), {"empty.so", "no Qt plugin"});
        row("a library that is no plugin", QStringLiteral(DROVER_ENGINE_LIBRARY), {"no Qt plugin"});
        row("a plugin of Qt",
            QLibraryInfo::path(QLibraryInfo::PluginsPath) + QStringLiteral("/sqldrivers/libqsqlite.so"),
            {"libqsqlite.so", "no DroverProcessorPlugin", "QSqlDriverFactoryInterface"});
        row("another version", plugin("other_version"), {"version 99", "version 1", "build it anew"});
        row("a newer Qt", ofNewerQt(), {"newer.so", "Qt 6.99", qVersion()});
        row("another layout", plugin("other_layout"), {"headers of another Drover"});
        row("no Q_INTERFACES", plugin("no_interface"), {"Q_INTERFACES"});
        row("a symbol that nobody has", plugin("no_symbol"), {"definedNowhere"});
        row("throws while it is loaded", plugin("constructor_throws"), {"no licence file"});
        row("throws instead of making", plugin("make_throws"), {"could not make", "no database"});
        row("makes nothing", plugin("empty"), {"empty processor"});
    }
    void saysWhatIsWrong()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArrayList, words);
        // The second time is like the first: nothing is half-loaded.
        for (int time = 0; time < 2; ++time) {
            const QByteArray said = complaint(file);
            for (const QByteArray& word : words)
                QVERIFY2(said.contains(word), said.constData());
        }
    }

    void missingFile()
    {
        QVERIFY(complaint(m_dir.filePath(QStringLiteral("nowhere.so")), ErrorCode::NotFound)
                    .contains("nowhere.so"));
    }

    void mendedFileIsTaken()
    {
        const QString file = written(QStringLiteral("mended.so"), "not yet");
        QVERIFY(!complaint(file).isEmpty());
        copied("jobsplugin", "mended.so");
        QCOMPARE(complaint(file), QByteArray());
    }

    void relativeName()
    {
        const QDir here = QDir::current();
        QVERIFY(QDir::setCurrent(m_dir.path()));
        copied("asyncplugin", "relative.so");
        const QByteArray said = complaint(QStringLiteral("relative.so"));
        QVERIFY(QDir::setCurrent(here.path()));
        QCOMPARE(said, QByteArray());
    }

    void oldBuildIsNotRunSilently()
    {
        const QString file = copied("greet", "rebuilt.so");
        QCOMPARE(complaint(file), QByteArray());
        QCOMPARE(complaint(file), QByteArray());
        // As a linker does it: another file under the name.
        copied("greet", "rebuilt.so");
        QFile saved(file);
        QVERIFY(saved.open(QIODevice::ReadWrite));
        QVERIFY(
            saved.setFileTime(QDateTime::currentDateTime().addSecs(5), QFileDevice::FileModificationTime));
        saved.close();
        QVERIFY(complaint(file).contains("built anew"));
    }

    void outcomes_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("reason");
        QTest::newRow("throws") << QByteArray("throws") << "failed"
                                << "no such table";
        QTest::newRow("throws text") << QByteArray("throws text") << "failed" << QString::fromUtf8("grüße");
        QTest::newRow("fails") << QByteArray("fails") << "failed"
                               << "no luck";
        QTest::newRow("unrecoverable") << QByteArray("unrecoverable") << "failed"
                                       << "never again";
        QTest::newRow("completes") << QByteArray("mail") << "completed" << QString();
    }
    void outcomes()
    {
        QFETCH(const QByteArray, name);
        QFETCH(const QString, state);
        QFETCH(const QString, reason);
        const QString id = add(name.constData(), QJsonObject{{QStringLiteral("to"), QStringLiteral("ann")}},
            {{QStringLiteral("attempts"), 2}});
        work(plugin("jobsplugin"));
        waitFor(id, qPrintable(state));
        const QJsonObject job = m_npm.job(m_queue, id);
        QCOMPARE(job[QStringLiteral("failedReason")].toString(), reason);
        QCOMPARE(job[QStringLiteral("attemptsMade")].toInt(),
            name == "unrecoverable" || state == QStringLiteral("completed") ? 1 : 2);
        if (state == QStringLiteral("completed"))
            QCOMPARE(job[QStringLiteral("returnvalue")],
                QJsonObject(
                    {{QStringLiteral("data"), job[QStringLiteral("data")]}, {QStringLiteral("attempt"), 1}}));
    }

    void contextIsTheWholeOne()
    {
        const QString id = add("tells", QJsonObject{{QStringLiteral("n"), 1}});
        work(plugin("jobsplugin"));
        waitFor(id, "completed");
        const QJsonObject job = m_npm.job(m_queue, id);
        QCOMPARE(job[QStringLiteral("progress")], QJsonObject({{QStringLiteral("share"), 0.5}}));
        QCOMPARE(job[QStringLiteral("data")], QJsonObject({{QStringLiteral("seen"), true}}));
        QCOMPARE(m_npm
                     .call(QStringLiteral("logs"),
                         {{QStringLiteral("queue"), m_queue}, {QStringLiteral("jobId"), id}})
                     .value()[QStringLiteral("logs")]
                     .toArray(),
            QJsonArray({QStringLiteral("first"), QStringLiteral("second of 1")}));
        // Bytes as they are: npm's own reading of the number would hide it.
        QCOMPARE(m_redis.text({"HGET", "bull:" + m_queue.toUtf8() + ":1", "progress"}),
            QByteArray("{\"share\":0.50}"));
    }

    void jobsRunAtOnceAndCanBeCancelled()
    {
        for (int i = 0; i < 3; ++i)
            QVERIFY(!add("waits for the end").isEmpty());
        work(plugin("jobsplugin"), 3);
        QTRY_COMPARE_WITH_TIMEOUT(m_npm.counts(m_queue)[QStringLiteral("active")].toInt(), 3, 15'000);
        QTRY_COMPARE(m_worker->activeJobs(), 3);
        for (const char* id : {"1", "2", "3"})
            m_worker->cancelJob(id, QStringLiteral("sent twice"));
        for (const char* id : {"1", "2", "3"})
            waitFor(QString::fromUtf8(id), "failed");
        QCOMPARE(m_npm.job(m_queue, QStringLiteral("2"))[QStringLiteral("failedReason")].toString(),
            QStringLiteral("stopped: sent twice"));
    }

    void asyncOnesHoldNoThread()
    {
        for (int i = 0; i < 20; ++i)
            QVERIFY(!add("mail", i).isEmpty());
        const QString throws = add("throws");
        work(plugin("asyncplugin"), 30);
        waitFor(throws, "failed");
        QCOMPARE(m_npm.job(m_queue, throws)[QStringLiteral("failedReason")].toString(),
            QStringLiteral("too late"));
        QTRY_COMPARE_WITH_TIMEOUT(m_npm.counts(m_queue)[QStringLiteral("completed")].toInt(), 20, 15'000);
        QCOMPARE(m_npm.job(m_queue, QStringLiteral("20"))[QStringLiteral("returnvalue")].toInt(), 19);
    }

    void exampleOfTheReadme()
    {
        const QString id = add("greet", QStringLiteral("ann"));
        work(plugin("greet"));
        waitFor(id, "completed");
        QCOMPARE(m_npm.job(m_queue, id)[QStringLiteral("returnvalue")],
            QJsonObject({{QStringLiteral("hello"), QStringLiteral("ann")}}));
    }
};

QTEST_GUILESS_MAIN(TestPluginProcessor)
#include "tst_pluginprocessor.moc"
