// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/logging_p.h"
#include "history/historycolumns_p.h"
#include "history/historystore_p.h"
#include "queue/databasefile_p.h"

#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr int schemaVersion = 1;
//! Errors after which the file can only be put away: SQLITE_CORRUPT and SQLITE_NOTADB.
bool meansDamage(const QSqlError& error)
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    return code == 11 || code == 26;
}

} // namespace

HistoryStore::HistoryStore(const HistoryOptions& options)
    : m_options(options)
    , m_name(u"drover-history-%1"_s.arg(quintptr(this)))
{
}

HistoryStore::~HistoryStore()
{
    close();
}

void HistoryStore::close()
{
    m_database.close();
    m_database = {};
    if (QSqlDatabase::contains(m_name))
        QSqlDatabase::removeDatabase(m_name);
    m_connection = 0;
    m_queueIds.clear();
    m_queueNames.clear();
}

qint64 HistoryStore::sizeOf(Level level)
{
    switch (level) {
    case Level::Minute:
        return 60 * 1000;
    case Level::Quarter:
        return 15 * 60 * 1000;
    case Level::Reading:
        break;
    }
    return 0;
}

bool HistoryStore::failed(const QSqlError& error)
{
    m_error = error.text();
    m_isDamaged = meansDamage(error);
    return false;
}

bool HistoryStore::run(const QString& statement)
{
    QSqlQuery query(m_database);
    return query.exec(statement) || failed(query.lastError());
}

bool HistoryStore::prepareSchema()
{
    if (!run(u"PRAGMA synchronous=NORMAL"_s))
        return false;
    QSqlQuery version(m_database);
    if (!version.exec(u"PRAGMA user_version"_s) || !version.next())
        return failed(version.lastError());
    const int found = version.value(0).toInt();
    version.finish();
    if (found > schemaVersion) {
        m_error = u"the history was written by a newer version"_s;
        return false;
    }
    const QString flow = u"ended INTEGER NOT NULL, began INTEGER NOT NULL, span INTEGER NOT NULL, "
                         "exact INTEGER NOT NULL, added INTEGER NOT NULL, completed INTEGER NOT NULL, "
                         "failed INTEGER NOT NULL, "_s;
    const QString counts = countColumns(u" INTEGER NOT NULL"_s);
    return (found == schemaVersion || run(u"PRAGMA journal_mode=WAL"_s))
        && run(u"CREATE TABLE IF NOT EXISTS connection (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"_s)
        && run(u"CREATE TABLE IF NOT EXISTS queue (id INTEGER PRIMARY KEY, connection INTEGER NOT NULL, "
               "prefix BLOB NOT NULL, name BLOB NOT NULL, UNIQUE (connection, prefix, name))"_s)
        && run(u"CREATE TABLE IF NOT EXISTS link_sample (level INTEGER NOT NULL, "_s
            + u"connection INTEGER NOT NULL, "_s + flow + counts
            + u", latency REAL NOT NULL, slowest REAL NOT NULL, memory INTEGER NOT NULL, "
              "commands REAL NOT NULL, PRIMARY KEY (level, ended, connection)) WITHOUT ROWID"_s)
        && run(u"CREATE TABLE IF NOT EXISTS queue_sample (level INTEGER NOT NULL, "_s
            + u"queue INTEGER NOT NULL, "_s + flow + counts
            + u", PRIMARY KEY (level, ended, queue)) WITHOUT ROWID"_s)
        && run(u"CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY AUTOINCREMENT, "
               "connection INTEGER NOT NULL, at INTEGER NOT NULL, kind INTEGER NOT NULL, "
               "attempt INTEGER NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL)"_s)
        && (found == schemaVersion || run(u"PRAGMA user_version=%1"_s.arg(schemaVersion)));
}

bool HistoryStore::openFile()
{
    m_isDamaged = false;
    const bool isInMemory = m_options.path.isEmpty();
    std::unique_ptr<QLockFile> alone;
    if (!isInMemory) {
        m_error = prepareDatabaseFile(m_options.path);
        if (!m_error.isEmpty())
            return false;
        alone = openAlone(m_options.path);
    }
    if (!m_database.isValid()) {
        m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
        m_database.setDatabaseName(isInMemory ? u":memory:"_s : m_options.path);
        m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=1000"_s);
    }
    if (!m_database.open())
        return failed(m_database.lastError());
    if (!prepareSchema()) {
        m_database.close();
        return false;
    }
    QSqlQuery name(m_database);
    name.prepare(u"INSERT INTO connection (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET name = name "
                 "RETURNING id"_s);
    name.addBindValue(m_options.connection.isNull() ? u""_s : m_options.connection);
    if (!name.exec() || !name.next()) {
        (void)failed(name.lastError());
        m_database.close();
        return false;
    }
    m_connection = name.value(0).toLongLong();
    return true;
}

bool HistoryStore::open()
{
    if (m_isDamaged)
        setAside();
    if (m_database.isOpen())
        return true;
    if (openFile())
        return true;
    if (!m_isDamaged)
        return false;
    setAside();
    return openFile();
}

//! Keeps what is there for whoever wants to look, and makes room for a new file.
void HistoryStore::setAside()
{
    close();
    m_isDamaged = false;
    const QString aside = m_options.path + u".damaged"_s;
    QFile::remove(aside);
    if (!QFile::rename(m_options.path, aside))
        return;
    // The journals belong to the damaged file: a new one must not meet them.
    for (const QString& suffix : {u"-wal"_s, u"-shm"_s})
        QFile::remove(m_options.path + suffix);
    qCWarning(logQueue).noquote() << "The history was damaged; it is kept as" << aside;
    if (m_options.onSetAside)
        m_options.onSetAside(aside);
}

qint64 HistoryStore::idOf(const QueueId& queue)
{
    if (const auto known = m_queueIds.constFind(queue); known != m_queueIds.cend())
        return *known;
    QSqlQuery query(m_database);
    query.prepare(u"INSERT INTO queue (connection, prefix, name) VALUES (?, ?, ?) "
                  "ON CONFLICT (connection, prefix, name) DO UPDATE SET name = name RETURNING id"_s);
    query.addBindValue(m_connection);
    query.addBindValue(queue.prefix.isNull() ? QByteArray("") : queue.prefix);
    query.addBindValue(queue.name.isNull() ? QByteArray("") : queue.name);
    if (!query.exec() || !query.next()) {
        (void)failed(query.lastError());
        return 0;
    }
    const qint64 id = query.value(0).toLongLong();
    m_queueIds.insert(queue, id);
    m_queueNames.insert(id, queue);
    return id;
}

namespace {

void bindFlow(QSqlQuery& query, qint64 from, qint64 to, const QueueFlow& flow, const JobCounts& counts)
{
    query.addBindValue(to);
    query.addBindValue(from);
    query.addBindValue(flow.spanMs);
    query.addBindValue(flow.exact ? 1 : 0);
    query.addBindValue(flow.added);
    query.addBindValue(flow.completed);
    query.addBindValue(flow.failed);
    for (const qint64 count : counts.values)
        query.addBindValue(count);
}

QString marks(int count)
{
    return QStringList(count, u"?"_s).join(u", ");
}

} // namespace

bool HistoryStore::insertLinks(Level level, const std::vector<LinkSample>& links)
{
    QSqlQuery query(m_database);
    query.prepare(u"INSERT OR REPLACE INTO link_sample (level, connection, "_s + flowColumns()
        + u", latency, slowest, memory, commands) VALUES ("_s + marks(flowColumnCount + 6) + u")"_s);
    for (const LinkSample& link : links) {
        query.addBindValue(static_cast<int>(level));
        query.addBindValue(m_connection);
        bindFlow(query, link.from, link.to, link.flow, link.counts);
        query.addBindValue(link.latency);
        query.addBindValue(link.slowest);
        query.addBindValue(link.memory);
        query.addBindValue(link.commands);
        if (!query.exec())
            return failed(query.lastError());
    }
    return true;
}

bool HistoryStore::insertQueues(Level level, const std::vector<QueueSample>& queues)
{
    QSqlQuery query(m_database);
    query.prepare(u"INSERT OR REPLACE INTO queue_sample (level, queue, "_s + flowColumns() + u") VALUES ("_s
        + marks(flowColumnCount + 2) + u")"_s);
    for (const QueueSample& sample : queues) {
        const qint64 id = idOf(sample.queue);
        if (id == 0)
            return false;
        query.addBindValue(static_cast<int>(level));
        query.addBindValue(id);
        bindFlow(query, sample.from, sample.to, sample.flow, sample.counts);
        if (!query.exec())
            return failed(query.lastError());
    }
    return true;
}

bool HistoryStore::insert(const std::vector<LinkSample>& links, const std::vector<QueueSample>& queues)
{
    if (!open() || !run(u"BEGIN IMMEDIATE"_s))
        return false;
    if (insertLinks(Level::Reading, links) && insertQueues(Level::Reading, queues) && run(u"COMMIT"_s))
        return true;
    const QString reason = m_error;
    const bool isDamaged = m_isDamaged;
    (void)run(u"ROLLBACK"_s);
    m_error = reason;
    m_isDamaged = isDamaged;
    // Ids that were made within the transaction are gone with it.
    m_queueIds.clear();
    m_queueNames.clear();
    return false;
}

bool HistoryStore::insert(const LinkEvent& event)
{
    if (!open())
        return false;
    QSqlQuery query(m_database);
    query.prepare(u"INSERT INTO event (connection, at, kind, attempt, code, reason) "
                  "VALUES (?, ?, ?, ?, ?, ?)"_s);
    query.addBindValue(m_connection);
    query.addBindValue(event.at);
    query.addBindValue(static_cast<int>(event.kind));
    query.addBindValue(event.attempt);
    query.addBindValue(event.code.isNull() ? u""_s : event.code);
    query.addBindValue(event.reason.isNull() ? u""_s : event.reason);
    return query.exec() || failed(query.lastError());
}

} // namespace drover
