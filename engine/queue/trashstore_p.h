// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/trash.h"

#include <QSqlDatabase>
#include <QVariantList>

namespace drover {

//! Contents of one job as one blob, and back; nothing when the blob is damaged.
[[nodiscard]] QByteArray packTrashedJob(const TrashedJob& job);
[[nodiscard]] std::optional<TrashedJob> unpackTrashedJob(const QByteArray& blob);

//! The SQLite file of the trash. Lives and dies on one thread. Says false or nothing when something failed;
//! the reason is lastError().
class TrashStore final {
public:
    explicit TrashStore(TrashOptions options);
    ~TrashStore();
    TrashStore(const TrashStore&) = delete;
    TrashStore& operator=(const TrashStore&) = delete;

    //! Opens the file when it is not open; tried again at each use.
    [[nodiscard]] bool open();
    //! The batch's number, or 0.
    [[nodiscard]] qint64 insertBatch(const QueueId& queue, const QString& action, qint64 when);
    [[nodiscard]] bool insertJobs(qint64 batch, const std::vector<TrashedTree>& trees);
    [[nodiscard]] bool removeJobs(qint64 batch, const std::vector<JobId>& jobs);
    [[nodiscard]] bool removeEntries(const std::vector<qint64>& entries);
    [[nodiscard]] bool clear();

    [[nodiscard]] std::optional<std::vector<TrashBatch>> batches(
        int count, const std::optional<QString>& connection);
    [[nodiscard]] std::optional<std::vector<TrashEntry>> entries(qint64 batch, int from, int count);
    [[nodiscard]] std::optional<std::vector<std::pair<TrashEntry, TrashedTree>>> contents(
        const std::vector<qint64>& entries);

    [[nodiscard]] QString lastError() const { return m_error; }

private:
    [[nodiscard]] bool prepareSchema();
    [[nodiscard]] bool insertTree(qint64 batch, const TrashedTree& tree);
    [[nodiscard]] bool makeRoom(qint64 before);
    [[nodiscard]] bool dropOldest(qint64 jobs, qint64 bytes, qint64 before);
    [[nodiscard]] bool dropEmptyBatches();
    [[nodiscard]] std::optional<TrashedTree> readTree(qint64 root, qint64& bytes);
    [[nodiscard]] bool run(const QString& statement, const QVariantList& values = {});
    [[nodiscard]] bool failed(const class QSqlError& error);
    //! Begins, does, commits; rolls back when something failed.
    template <typename Work>
    [[nodiscard]] bool transaction(Work work);

    TrashOptions m_options;
    QString m_name; //!< of the Qt connection
    QSqlDatabase m_database;
    QString m_error;
};

} // namespace drover
