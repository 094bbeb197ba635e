// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/activitylog.h"

#include <QSqlDatabase>

#include <atomic>

namespace drover {

//! The SQLite file of the activity log. Lives and dies on one thread. Says false when something failed; the
//! reason is lastError().
class ActivityStore final {
public:
    explicit ActivityStore(ActivityLogOptions options);
    ~ActivityStore();
    ActivityStore(const ActivityStore&) = delete;
    ActivityStore& operator=(const ActivityStore&) = delete;

    //! Opens the file when it is not open; tried again at each use.
    [[nodiscard]] bool open();
    //! The row's number, or 0.
    [[nodiscard]] qint64 insert(const WriteIntent& intent, qint64 when);
    [[nodiscard]] bool complete(
        qint64 row, const QVariantMap& outcome, const QString& error, qint64 duration);
    [[nodiscard]] bool prune();
    [[nodiscard]] std::optional<std::vector<ActivityEntry>> newest(int count, qint64 before);

    [[nodiscard]] QString lastError() const { return m_error; }

private:
    [[nodiscard]] bool prepareSchema();
    [[nodiscard]] bool run(const QString& statement);
    [[nodiscard]] bool failed(const class QSqlError& error);

    ActivityLogOptions m_options;
    QString m_name; //!< of the Qt connection
    QSqlDatabase m_database;
    QString m_error;
};

} // namespace drover
