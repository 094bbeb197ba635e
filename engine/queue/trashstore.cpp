// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/trashstore_p.h"

#include "queue/databasefile_p.h"

#include <QDataStream>
#include <QIODevice>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

namespace drover {
namespace {

constexpr int schemaVersion = 1;
constexpr quint32 blobVersion = 1;
constexpr qint64 mostBytes = 32 << 20; //!< contents handed out in one go
constexpr quint32 mostItems = 1000000; //!< of one list in a blob; more is damage

void write(QDataStream& out, const std::vector<QByteArray>& list)
{
    out << static_cast<quint32>(list.size());
    for (const QByteArray& item : list)
        out << item;
}

void write(QDataStream& out, const TrashedJob::Pairs& pairs)
{
    out << static_cast<quint32>(pairs.size());
    for (const auto& [first, second] : pairs)
        out << first << second;
}

void read(QDataStream& in, std::vector<QByteArray>& list)
{
    quint32 count = 0;
    in >> count;
    for (quint32 i = 0; i < count && count <= mostItems && in.status() == QDataStream::Ok; ++i) {
        list.emplace_back();
        in >> list.back();
    }
}

void read(QDataStream& in, TrashedJob::Pairs& pairs)
{
    quint32 count = 0;
    in >> count;
    for (quint32 i = 0; i < count && count <= mostItems && in.status() == QDataStream::Ok; ++i) {
        pairs.emplace_back();
        in >> pairs.back().first >> pairs.back().second;
    }
}

QByteArray nameOf(const TrashedJob& job)
{
    for (const auto& [field, value] : job.fields) {
        if (field == "name")
            return value;
    }
    return {};
}

//! SQLite has no empty blob where a column must not be null.
QByteArray notNull(const QByteArray& bytes)
{
    return bytes.isNull() ? QByteArray("") : bytes;
}

const QString entryColumns = QStringLiteral(
    "id, batch, prefix, queue, job, name, state, bytes, (SELECT count(*) FROM job c WHERE c.root = job.id)");

TrashEntry entryOf(const QSqlQuery& row)
{
    TrashEntry entry;
    entry.id = row.value(0).toLongLong();
    entry.batch = row.value(1).toLongLong();
    entry.queue = {row.value(2).toByteArray(), row.value(3).toByteArray()};
    entry.job = row.value(4).toByteArray();
    entry.name = row.value(5).toByteArray();
    entry.state = stateFromName(row.value(6).toByteArray()).value_or(JobState::Failed);
    entry.bytes = row.value(7).toLongLong();
    entry.children = row.value(8).toLongLong();
    return entry;
}

} // namespace

QByteArray packTrashedJob(const TrashedJob& job)
{
    QByteArray blob;
    QDataStream out(&blob, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << blobVersion << job.queue.prefix << job.queue.name << job.id << static_cast<quint8>(job.state)
        << job.score;
    write(out, job.fields);
    write(out, job.logs);
    write(out, job.dependencies);
    write(out, job.processed);
    write(out, job.failed);
    write(out, job.unsuccessful);
    out << job.parentKey << job.deduplicationKey << job.deduplicationFor;
    return blob;
}

std::optional<TrashedJob> unpackTrashedJob(const QByteArray& blob)
{
    QDataStream in(blob);
    in.setVersion(QDataStream::Qt_6_4);
    TrashedJob job;
    quint32 version = 0;
    quint8 state = 0;
    in >> version >> job.queue.prefix >> job.queue.name >> job.id >> state >> job.score;
    read(in, job.fields);
    read(in, job.logs);
    read(in, job.dependencies);
    read(in, job.processed);
    read(in, job.failed);
    read(in, job.unsuccessful);
    in >> job.parentKey >> job.deduplicationKey >> job.deduplicationFor;
    if (in.status() != QDataStream::Ok || version != blobVersion || state >= allJobStates.size())
        return std::nullopt;
    job.state = static_cast<JobState>(state);
    return job;
}

TrashStore::TrashStore(TrashOptions options)
    : m_options(std::move(options))
    , m_name(QStringLiteral("drover-trash-%1").arg(quintptr(this)))
{
}

TrashStore::~TrashStore()
{
    m_database.close();
    m_database = {};
    if (QSqlDatabase::contains(m_name))
        QSqlDatabase::removeDatabase(m_name);
}

bool TrashStore::failed(const QSqlError& error)
{
    m_error = error.text();
    return false;
}

bool TrashStore::run(const QString& statement, const QVariantList& values)
{
    QSqlQuery query(m_database);
    if (!query.prepare(statement))
        return failed(query.lastError());
    for (const QVariant& value : values)
        query.addBindValue(value);
    if (!query.exec())
        return failed(query.lastError());
    while (query.next()) // incremental_vacuum gives back one page a row
        ;
    return true;
}

template <typename Work>
bool TrashStore::transaction(Work work)
{
    // Takes the lock for writing at once: a read that turns into a write cannot wait for other programs.
    if (!run(QStringLiteral("BEGIN IMMEDIATE")))
        return false;
    if (work() && run(QStringLiteral("COMMIT")))
        return true;
    const QString reason = m_error;
    (void)run(QStringLiteral("ROLLBACK"));
    m_error = reason;
    return false;
}

bool TrashStore::prepareSchema()
{
    QSqlQuery version(m_database);
    if (!version.exec(QStringLiteral("PRAGMA user_version")) || !version.next())
        return failed(version.lastError());
    const int found = version.value(0).toInt();
    version.finish();
    if (found > schemaVersion) {
        m_error = QStringLiteral("a newer Drover has made it");
        return false;
    }
    // A removed job lives here alone: what was committed survives a power cut.
    if (!run(QStringLiteral("PRAGMA synchronous=FULL")) || !run(QStringLiteral("PRAGMA secure_delete=FAST")))
        return false;
    if (found == schemaVersion)
        return true;
    return run(QStringLiteral("PRAGMA auto_vacuum=INCREMENTAL"))
        && run(QStringLiteral("PRAGMA journal_mode=WAL"))
        && run(QStringLiteral("CREATE TABLE IF NOT EXISTS batch (id INTEGER PRIMARY KEY AUTOINCREMENT, at "
                              "INTEGER NOT NULL, connection TEXT NOT NULL, prefix BLOB NOT NULL, queue BLOB "
                              "NOT NULL, action TEXT NOT NULL)"))
        && run(QStringLiteral("CREATE TABLE IF NOT EXISTS job (id INTEGER PRIMARY KEY AUTOINCREMENT, batch "
                              "INTEGER NOT NULL, root INTEGER NOT NULL, prefix BLOB NOT NULL, queue BLOB NOT "
                              "NULL, job BLOB NOT NULL, name BLOB NOT NULL, state TEXT NOT NULL, bytes "
                              "INTEGER NOT NULL, content BLOB NOT NULL)"))
        && run(QStringLiteral("CREATE INDEX IF NOT EXISTS job_batch ON job (batch, root, bytes)"))
        && run(QStringLiteral("CREATE INDEX IF NOT EXISTS job_root ON job (root, bytes)"))
        && run(QStringLiteral("PRAGMA user_version=%1").arg(schemaVersion));
}

bool TrashStore::open()
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
        m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
    }
    if (!m_database.open())
        return failed(m_database.lastError());
    if (prepareSchema())
        return true;
    m_database.close();
    return false;
}

qint64 TrashStore::insertBatch(const QueueId& queue, const QString& action, qint64 when)
{
    QSqlQuery query(m_database);
    if (!query.prepare(QStringLiteral(
            "INSERT INTO batch (at, connection, prefix, queue, action) VALUES (?, ?, ?, ?, ?)"))) {
        (void)failed(query.lastError());
        return 0;
    }
    query.addBindValue(when);
    query.addBindValue(m_options.connection.isNull() ? QStringLiteral("") : m_options.connection);
    query.addBindValue(notNull(queue.prefix));
    query.addBindValue(notNull(queue.name));
    query.addBindValue(action);
    if (query.exec())
        return query.lastInsertId().toLongLong();
    (void)failed(query.lastError());
    return 0;
}

bool TrashStore::insertTree(qint64 batch, const TrashedTree& tree)
{
    QSqlQuery query(m_database);
    if (!query.prepare(QStringLiteral("INSERT INTO job (batch, root, prefix, queue, job, name, state, bytes, "
                                      "content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")))
        return failed(query.lastError());
    qint64 root = 0;
    for (const TrashedJob& job : tree) {
        const QByteArray content = packTrashedJob(job);
        query.addBindValue(batch);
        query.addBindValue(root);
        query.addBindValue(notNull(job.queue.prefix));
        query.addBindValue(notNull(job.queue.name));
        query.addBindValue(notNull(job.id));
        query.addBindValue(notNull(nameOf(job)));
        query.addBindValue(QString(stateName(job.state)));
        query.addBindValue(content.size());
        query.addBindValue(content);
        if (!query.exec())
            return failed(query.lastError());
        if (root == 0)
            root = query.lastInsertId().toLongLong();
    }
    return true;
}

bool TrashStore::insertJobs(qint64 batch, const std::vector<TrashedTree>& trees)
{
    return transaction([&] {
        QSqlQuery newest(m_database);
        if (!newest.exec(QStringLiteral("SELECT coalesce(max(id), 0) FROM job")) || !newest.next())
            return failed(newest.lastError());
        const qint64 before = newest.value(0).toLongLong();
        newest.finish();
        for (const TrashedTree& tree : trees) {
            if (!insertTree(batch, tree))
                return false;
        }
        return makeRoom(before);
    });
}

//! Drops the oldest entries until the rest fits. Those behind `before` are just being put in: when they alone
//! are too much, they are refused.
bool TrashStore::makeRoom(qint64 before)
{
    QSqlQuery sum(m_database);
    if (!sum.exec(QStringLiteral("SELECT count(*), coalesce(sum(bytes), 0) FROM job")) || !sum.next())
        return failed(sum.lastError());
    const qint64 jobs = sum.value(0).toLongLong() - m_options.maxJobs;
    const qint64 bytes = sum.value(1).toLongLong() - m_options.maxBytes;
    sum.finish();
    if (jobs <= 0 && bytes <= 0)
        return true;
    return dropOldest(jobs, bytes, before) && dropEmptyBatches()
        && run(QStringLiteral("PRAGMA incremental_vacuum(1000)"));
}

bool TrashStore::dropOldest(qint64 jobs, qint64 bytes, qint64 before)
{
    QSqlQuery oldest(m_database);
    oldest.setForwardOnly(true);
    if (!oldest.exec(QStringLiteral("SELECT id, bytes FROM job ORDER BY id")))
        return failed(oldest.lastError());
    qint64 last = 0;
    while ((jobs > 0 || bytes > 0) && oldest.next()) {
        last = oldest.value(0).toLongLong();
        --jobs;
        bytes -= oldest.value(1).toLongLong();
    }
    oldest.finish();
    if (last > before) {
        m_error = QStringLiteral("these jobs are more than it holds");
        return false;
    }
    // Children stand behind their root: those of the last one dropped go with it.
    return run(QStringLiteral("DELETE FROM job WHERE id <= ? OR (root > 0 AND root <= ?)"), {last, last});
}

bool TrashStore::dropEmptyBatches()
{
    // A batch that was just opened waits for its first jobs: the newest one stays.
    return run(
        QStringLiteral("DELETE FROM batch WHERE id < (SELECT max(id) FROM batch) AND NOT EXISTS (SELECT 1 "
                       "FROM job WHERE job.batch = batch.id)"));
}

bool TrashStore::removeJobs(qint64 batch, const std::vector<JobId>& jobs)
{
    return transaction([&] {
        for (const JobId& job : jobs) {
            const QVariantList which{batch, notNull(job)};
            if (!run(QStringLiteral(
                         "DELETE FROM job WHERE root IN (SELECT id FROM job WHERE batch = ? AND root = "
                         "0 AND job = ?)"),
                    which)
                || !run(QStringLiteral("DELETE FROM job WHERE batch = ? AND root = 0 AND job = ?"), which))
                return false;
        }
        return true;
    });
}

bool TrashStore::removeEntries(const std::vector<qint64>& entries)
{
    return transaction([&] {
        for (const qint64 entry : entries) {
            if (!run(QStringLiteral("DELETE FROM job WHERE id = ? OR root = ?"), {entry, entry}))
                return false;
        }
        return dropEmptyBatches();
    });
}

bool TrashStore::clear()
{
    return transaction([this] {
        return run(QStringLiteral("DELETE FROM job")) && run(QStringLiteral("DELETE FROM batch"));
    }) && run(QStringLiteral("VACUUM"))
        && run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"));
}

std::optional<std::vector<TrashBatch>> TrashStore::batches(
    int count, const std::optional<QString>& connection)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    const QString where = connection ? QStringLiteral("WHERE batch.connection = ? ") : QString();
    bool fine = query.prepare(
        QStringLiteral("SELECT batch.id, at, connection, batch.prefix, batch.queue, action, sum(root = 0), "
                       "sum(bytes) FROM batch JOIN job ON job.batch = batch.id %1GROUP BY batch.id ORDER BY "
                       "batch.id DESC LIMIT ?")
            .arg(where));
    if (connection)
        query.addBindValue(connection->isNull() ? QStringLiteral("") : *connection); // null would fit nothing
    query.addBindValue(count);
    fine = fine && query.exec();
    if (!fine) {
        (void)failed(query.lastError());
        return std::nullopt;
    }
    std::vector<TrashBatch> batches;
    while (query.next()) {
        batches.push_back({query.value(0).toLongLong(), query.value(1).toLongLong(),
            query.value(2).toString(), {query.value(3).toByteArray(), query.value(4).toByteArray()},
            query.value(5).toString(), query.value(6).toLongLong(), query.value(7).toLongLong()});
    }
    return batches;
}

std::optional<std::vector<TrashEntry>> TrashStore::entries(qint64 batch, int from, int count)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    const bool prepared = query.prepare(
        QStringLiteral("SELECT %1 FROM job WHERE batch = ? AND root = 0 ORDER BY id LIMIT ? OFFSET ?")
            .arg(entryColumns));
    query.addBindValue(batch);
    query.addBindValue(count);
    query.addBindValue(from);
    if (!prepared || !query.exec()) {
        (void)failed(query.lastError());
        return std::nullopt;
    }
    std::vector<TrashEntry> entries;
    while (query.next())
        entries.push_back(entryOf(query));
    return entries;
}

std::optional<TrashedTree> TrashStore::readTree(qint64 root, qint64& bytes)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    const bool prepared =
        query.prepare(QStringLiteral("SELECT content FROM job WHERE id = ? OR root = ? ORDER BY id"));
    query.addBindValue(root);
    query.addBindValue(root);
    if (!prepared || !query.exec()) {
        (void)failed(query.lastError());
        return std::nullopt;
    }
    TrashedTree tree;
    while (query.next()) {
        const QByteArray content = query.value(0).toByteArray();
        bytes += content.size();
        std::optional<TrashedJob> job = unpackTrashedJob(content);
        if (!job) {
            m_error = QStringLiteral("the entry %1 is damaged").arg(root);
            return std::nullopt;
        }
        tree.push_back(std::move(*job));
    }
    return tree;
}

std::optional<std::vector<std::pair<TrashEntry, TrashedTree>>> TrashStore::contents(
    const std::vector<qint64>& entries)
{
    std::vector<std::pair<TrashEntry, TrashedTree>> contents;
    qint64 bytes = 0;
    for (const qint64 entry : entries) {
        if (bytes > mostBytes)
            break;
        QSqlQuery query(m_database);
        const bool prepared =
            query.prepare(QStringLiteral("SELECT %1 FROM job WHERE id = ? AND root = 0").arg(entryColumns));
        query.addBindValue(entry);
        if (!prepared || !query.exec()) {
            (void)failed(query.lastError());
            return std::nullopt;
        }
        if (!query.next())
            continue;
        std::optional<TrashedTree> tree = readTree(entry, bytes);
        if (!tree)
            return std::nullopt;
        contents.emplace_back(entryOf(query), std::move(*tree));
    }
    return contents;
}

} // namespace drover
