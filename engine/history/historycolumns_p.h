// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/jobstate.h"

#include <QSqlQuery>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <array>

namespace drover {

//! Counts of jobs, in the order of allJobStates.
inline constexpr std::array stateColumns{
    "waiting", "active", "delayed", "prioritized", "completed_jobs", "failed_jobs", "children", "paused"};
static_assert(stateColumns.size() == allJobStates.size());

[[nodiscard]] inline QString countColumns(const QString& suffix)
{
    QStringList columns;
    for (const char* name : stateColumns)
        columns.append(QString::fromLatin1(name) + suffix);
    return columns.join(QStringLiteral(", "));
}

//! What samples of connections and of queues have in common.
[[nodiscard]] inline const QString& flowColumns()
{
    static const QString columns =
        QStringLiteral("ended, began, span, exact, added, completed, failed, ") + countColumns(QString());
    return columns;
}
inline constexpr int flowColumnCount = 7 + static_cast<int>(stateColumns.size());

//! Reads flowColumns() of a row from column `at` on.
template <typename Sample>
void takeFlow(const QSqlQuery& row, int at, Sample& sample)
{
    sample.to = row.value(at).toLongLong();
    sample.from = row.value(at + 1).toLongLong();
    sample.flow.spanMs = row.value(at + 2).toLongLong();
    sample.flow.exact = row.value(at + 3).toInt() != 0;
    sample.flow.added = row.value(at + 4).toLongLong();
    sample.flow.completed = row.value(at + 5).toLongLong();
    sample.flow.failed = row.value(at + 6).toLongLong();
    for (size_t i = 0; i < sample.counts.values.size(); ++i)
        sample.counts.values.at(i) = row.value(at + 7 + static_cast<int>(i)).toLongLong();
}

} // namespace drover
