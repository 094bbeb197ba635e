// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/activitylog.h"

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

const WriteIntent retryIntent{
    {"bull", "mail"}, QStringLiteral("retry"), {{QStringLiteral("id"), QStringLiteral("7")}}};

} // namespace

class TestActivityLog final : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    int m_file = 0;

    ActivityLogOptions options(int maxRows = 1000)
    {
        return {m_directory.filePath(QStringLiteral("data%1/activity.db").arg(++m_file)),
            QStringLiteral("staging"), QStringLiteral("jane"), maxRows};
    }

private Q_SLOTS:
    void remembersWhatWasDone()
    {
        ActivityLog log(options());
        const Result<qint64> record = log.begin(retryIntent);
        VERIFY_OK(record);
        log.finish(*record, {{QStringLiteral("done"), 1}});
        const Result<qint64> second = log.begin({{"bull", "mail"}, QStringLiteral("pause"), {}});
        const Error error{ErrorCode::Denied, QStringLiteral("no"), {}};
        log.finish(*second, {}, &error);
        (void)log.begin({{"bull", QByteArray("\xff", 1)}, QStringLiteral("clean"), {}});
        const auto entries = await(log.newest(10));
        VERIFY_OK(entries);
        QCOMPARE(entries->size(), size_t(3));
        QCOMPARE(entries->at(0).action, QStringLiteral("clean"));
        QCOMPARE(entries->at(0).queue.name, QByteArray("\xff", 1));
        QVERIFY(!entries->at(0).finished);
        QCOMPARE(entries->at(1).error, QStringLiteral("Denied"));
        const ActivityEntry& retry = entries->at(2);
        QCOMPARE(retry.action, QStringLiteral("retry"));
        QCOMPARE(retry.who, QStringLiteral("jane"));
        QCOMPARE(retry.connection, QStringLiteral("staging"));
        QCOMPARE(retry.queue, retryIntent.queue);
        QCOMPARE(retry.details.value(QStringLiteral("id")).toString(), QStringLiteral("7"));
        QCOMPARE(retry.outcome.value(QStringLiteral("done")).toInt(), 1);
        QVERIFY(retry.finished);
        QVERIFY(retry.error.isEmpty());
        QVERIFY(retry.when > 1700000000000);
    }
    void filesArePrivate()
    {
        const ActivityLogOptions where = options();
        ActivityLog log(where);
        (void)log.begin(retryIntent);
        VERIFY_OK(await(log.newest(1)));
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        for (const QString& suffix : {QString(), QStringLiteral("-wal"), QStringLiteral("-shm")}) {
            const QFileInfo file(where.path + suffix);
            QVERIFY2(file.exists(), qPrintable(file.filePath()));
            QVERIFY2(!(file.permissions() & others), qPrintable(file.filePath()));
        }
        QVERIFY(!(QFileInfo(QFileInfo(where.path).path()).permissions()
            & (others | QFile::ExeGroup | QFile::ExeOther)));
    }
    void twoProgramsShareTheFile()
    {
        const ActivityLogOptions where = options();
        ActivityLog window(where);
        ActivityLog commandLine(where);
        for (int i = 0; i < 20; ++i) {
            (void)window.begin(retryIntent);
            (void)commandLine.begin(retryIntent);
        }
        VERIFY_OK(await(window.newest(1)));
        const auto entries = await(commandLine.newest(100));
        VERIFY_OK(entries);
        QCOMPARE(entries->size(), size_t(40));
    }
    void oldRowsGo()
    {
        ActivityLog log(options(100));
        for (int i = 0; i < 1200; ++i)
            (void)log.begin(retryIntent);
        const auto entries = await(log.newest(5000));
        VERIFY_OK(entries);
        QVERIFY2(entries->size() <= 700, qPrintable(QString::number(entries->size())));
    }
    void keepsEverythingThatWasBegunBeforeItsEnd()
    {
        const ActivityLogOptions where = options();
        {
            ActivityLog log(where);
            for (int i = 0; i < 50; ++i)
                log.finish(*log.begin(retryIntent), {});
        }
        ActivityLog again(where);
        const auto entries = await(again.newest(100));
        VERIFY_OK(entries);
        QCOMPARE(entries->size(), size_t(50));
        QVERIFY(entries->at(0).finished);
    }
    void brokenDatabaseNeverBlocks_data()
    {
        QTest::addColumn<QString>("path");
        const QString garbage = m_directory.filePath(QStringLiteral("garbage.db"));
        QFile file(garbage);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        QTest::newRow("not a database") << garbage;
        QTest::newRow("a folder in the place of the file") << m_directory.path();
        QTest::newRow("folder cannot be made") << garbage + QStringLiteral("/below/activity.db");
    }
    void brokenDatabaseNeverBlocks()
    {
        QFETCH(QString, path);
        QTest::ignoreMessage(
            QtWarningMsg, QRegularExpression(QStringLiteral("activity log cannot be written")));
        ActivityLog log({path, {}, {}, 100});
        for (int i = 0; i < 3; ++i) {
            const Result<qint64> record = log.begin(retryIntent);
            VERIFY_OK(record);
            log.finish(*record, {});
        }
        QVERIFY(!await(log.newest(1)).has_value());
    }
    void lockedDatabaseNeverBlocks()
    {
        const ActivityLogOptions where = options();
        {
            ActivityLog first(where);
            (void)first.begin(retryIntent);
        }
        {
            QSqlDatabase other =
                QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("other"));
            other.setDatabaseName(where.path);
            QVERIFY(other.open());
            QSqlQuery query(other);
            QVERIFY(query.exec(QStringLiteral("BEGIN EXCLUSIVE")));
            QTest::ignoreMessage(
                QtWarningMsg, QRegularExpression(QStringLiteral("activity log cannot be written")));
            ActivityLog log(where);
            VERIFY_OK(log.begin(retryIntent));
            const auto entries = await(log.newest(1));
            VERIFY_OK(entries); // readers pass a writer in WAL
            QVERIFY(query.exec(QStringLiteral("ROLLBACK")));
            VERIFY_OK(log.begin(retryIntent));
            const auto after = await(log.newest(10));
            VERIFY_OK(after);
            QCOMPARE(after->size(), size_t(2)); // the locked one is lost, the next one is there
        }
        QSqlDatabase::removeDatabase(QStringLiteral("other"));
    }
    void readOnlyGateRefuses()
    {
        ReadOnlyGate gate(QStringLiteral("production is locked"));
        const Result<qint64> record = gate.begin(retryIntent);
        QVERIFY(!record);
        QCOMPARE(record.error().code, ErrorCode::ReadOnly);
        QCOMPARE(record.error().message, QStringLiteral("production is locked"));
        QVERIFY(!WriteGate::readOnly().begin(retryIntent));
        QVERIFY(WriteGate::open().begin(retryIntent).has_value());
    }
};

QTEST_GUILESS_MAIN(TestActivityLog)
#include "tst_activitylog.moc"
