// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/activitystore_p.h"

#include "queue/databasefile_p.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <limits>

namespace drover {
namespace {

constexpr int schemaVersion = 1;

QByteArray toJson(const QVariantMap& map)
{
    return QJsonDocument(QJsonObject::fromVariantMap(map)).toJson(QJsonDocument::Compact);
}

QVariantMap fromJson(const QByteArray& json)
{
    return QJsonDocument::fromJson(json).object().toVariantMap();
}

ActivityEntry entryOf(const QSqlQuery& row)
{
    ActivityEntry entry;
    entry.id = row.value(0).toLongLong();
    entry.when = row.value(1).toLongLong();
    entry.who = row.value(2).toString();
    entry.connection = row.value(3).toString();
    entry.queue = {row.value(4).toByteArray(), row.value(5).toByteArray()};
    entry.action = row.value(6).toString();
    entry.details = fromJson(row.value(7).toByteArray());
    entry.finished = !row.value(8).isNull();
    entry.outcome = fromJson(row.value(8).toByteArray());
    entry.error = row.value(9).toString();
    entry.duration = row.value(10).toLongLong();
    return entry;
}

} // namespace

ActivityStore::ActivityStore(ActivityLogOptions options)
    : m_options(std::move(options))
    , m_name(QStringLiteral("drover-activity-%1").arg(quintptr(this)))
{
}

ActivityStore::~ActivityStore()
{
    m_database.close();
    m_database = {};
    if (QSqlDatabase::contains(m_name))
        QSqlDatabase::removeDatabase(m_name);
}

bool ActivityStore::failed(const QSqlError& error)
{
    m_error = error.text();
    return false;
}

bool ActivityStore::run(const QString& statement)
{
    QSqlQuery query(m_database);
    return query.exec(statement) || failed(query.lastError());
}

bool ActivityStore::prepareSchema()
{
    if (!run(QStringLiteral("PRAGMA synchronous=NORMAL")))
        return false;
    // Nothing to write when the table is there: another program may hold the lock at this moment.
    QSqlQuery version(m_database);
    if (!version.exec(QStringLiteral("PRAGMA user_version")) || !version.next())
        return failed(version.lastError());
    if (version.value(0).toInt() >= schemaVersion)
        return true;
    version.finish();
    return run(QStringLiteral("PRAGMA journal_mode=WAL"))
        && run(QStringLiteral("CREATE TABLE IF NOT EXISTS activity ("
                              "id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, "
                              "connection TEXT NOT NULL, prefix BLOB NOT NULL, queue BLOB NOT NULL, "
                              "action TEXT NOT NULL, details TEXT NOT NULL, outcome TEXT, error TEXT, "
                              "duration INTEGER NOT NULL DEFAULT 0)"))
        && run(QStringLiteral("PRAGMA user_version=%1").arg(schemaVersion));
}

bool ActivityStore::open()
{
    if (m_database.isOpen())
        return true;
    m_error = prepareDatabaseFile(m_options.path);
    if (!m_error.isEmpty())
        return false;
    const auto alone = openAlone(m_options.path);
    if (!m_database.isValid()) {
        m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
        m_database.setDatabaseName(m_options.path);
        m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=1000"));
    }
    if (!m_database.open())
        return failed(m_database.lastError());
    if (prepareSchema())
        return true;
    m_database.close();
    return false;
}

qint64 ActivityStore::insert(const WriteIntent& intent, qint64 when)
{
    QSqlQuery query(m_database);
    query.prepare(QStringLiteral("INSERT INTO activity (at, who, connection, prefix, queue, action, details) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?)"));
    query.addBindValue(when);
    query.addBindValue(m_options.who.isNull() ? QStringLiteral("") : m_options.who);
    query.addBindValue(m_options.connection.isNull() ? QStringLiteral("") : m_options.connection);
    query.addBindValue(intent.queue.prefix.isNull() ? QByteArray("") : intent.queue.prefix);
    query.addBindValue(intent.queue.name.isNull() ? QByteArray("") : intent.queue.name);
    query.addBindValue(intent.action);
    query.addBindValue(QString::fromUtf8(toJson(intent.details)));
    if (query.exec())
        return query.lastInsertId().toLongLong();
    (void)failed(query.lastError());
    return 0;
}

bool ActivityStore::complete(qint64 row, const QVariantMap& outcome, const QString& error, qint64 duration)
{
    QSqlQuery query(m_database);
    query.prepare(QStringLiteral("UPDATE activity SET outcome = ?, error = ?, duration = ? WHERE id = ?"));
    query.addBindValue(QString::fromUtf8(toJson(outcome)));
    query.addBindValue(error);
    query.addBindValue(duration);
    query.addBindValue(row);
    return query.exec() || failed(query.lastError());
}

bool ActivityStore::prune()
{
    return run(QStringLiteral("DELETE FROM activity WHERE id <= (SELECT max(id) FROM activity) - %1")
                   .arg(m_options.maxRows));
}

std::optional<std::vector<ActivityEntry>> ActivityStore::newest(int count, qint64 before)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    query.prepare(
        QStringLiteral("SELECT id, at, who, connection, prefix, queue, action, details, outcome, error, "
                       "duration FROM activity WHERE id < ? ORDER BY id DESC LIMIT ?"));
    query.addBindValue(before > 0 ? before : std::numeric_limits<qint64>::max());
    query.addBindValue(count);
    if (!query.exec()) {
        (void)failed(query.lastError());
        return std::nullopt;
    }
    std::vector<ActivityEntry> entries;
    while (query.next())
        entries.push_back(entryOf(query));
    return entries;
}

} // namespace drover
