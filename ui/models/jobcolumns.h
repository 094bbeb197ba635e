// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/jobsfeed.h"

#include <QCoreApplication>
#include <QString>

namespace drover::ui {

//! The columns that a table of jobs can have and what stands in them. Behind the fixed ones come those that
//! somebody made of a path into the data.
class JobColumns {
    Q_DECLARE_TR_FUNCTIONS(JobColumns)
public:
    enum Column {
        Id,
        Name,
        Reason,
        Data,
        Size,
        Attempts,
        Priority,
        Progress,
        Parent,
        Worker,
        Added,
        Due,
        Started,
        Finished,
        Took,
        FixedCount
    };

    [[nodiscard]] static QString title(int column, JobState state);
    //! As the menu of columns says it, e.g. "Failed at".
    [[nodiscard]] static QString title(const JsonPath& path);
    //! What the column shows of a job; `now` decides how times are written.
    [[nodiscard]] static QString display(const JobEntry& entry, int column, qint64 now);
    [[nodiscard]] static QString toolTip(const JobEntry& entry, int column, qint64 now);
    [[nodiscard]] static Qt::Alignment alignment(int column);
    //! Steps back beside the others.
    [[nodiscard]] static bool isQuiet(int column);
    [[nodiscard]] static bool isMonospace(int column);
    //! Shown until somebody decides otherwise.
    [[nodiscard]] static bool isUsual(int column, JobState state);
    //! Makes sense in this state at all.
    [[nodiscard]] static bool isPossible(int column, JobState state);
    //! In characters.
    [[nodiscard]] static int usualWidth(int column);
    //! The column by which Redis keeps the state in order.
    [[nodiscard]] static int orderColumn(JobState state);
    //! The column that takes the room that is left.
    [[nodiscard]] static int wideColumn(JobState state);

    //! Order of two jobs by a column: negative, 0, positive. Numbers count as numbers, also in extra columns.
    [[nodiscard]] static int compare(const JobEntry& one, const JobEntry& other, int column);

    //! "user.id", "items[0].sku" as a path; empty when it is none.
    [[nodiscard]] static JsonPath parsePath(const QString& text);
    [[nodiscard]] static QString pathText(const JsonPath& path);
};

} // namespace drover::ui
