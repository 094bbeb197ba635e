// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <vector>

namespace drover::ui {

//! One step that turns an old list of rows into a new one; positions are those at the time of the step.
struct ListStep {
    enum class Kind : quint8 {
        Remove, //!< rows first .. first + count - 1 go
        Insert, //!< count rows of the new list appear at first
        Move, //!< the row at first goes to to (its position afterwards)
    };
    Kind kind = Kind::Remove;
    qsizetype first = 0;
    qsizetype count = 1;
    qsizetype to = 0;

    bool operator==(const ListStep&) const = default;
};

//! The steps from one list of unique keys to another: removals from the end, then moves and inserts from the
//! front, neighbours joined. Rows that stay are never removed and inserted again, which is what keeps
//! selection and scroll. Pure.
[[nodiscard]] std::vector<ListStep> listDiff(const QList<QByteArray>& before, const QList<QByteArray>& after);

//! Keys made unique: the second and later occurrences of an id get a suffix that no id has.
[[nodiscard]] QList<QByteArray> uniqueKeys(const QList<QByteArray>& ids);

} // namespace drover::ui
