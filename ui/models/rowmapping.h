// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/queueid.h"

#include <vector>

namespace drover::ui {

//! A row of a long list whose job is known; of most rows only the number is.
struct KnownRow {
    int row = 0;
    JobId id;

    bool operator==(const KnownRow&) const = default;
};

//! Rows `before` .. `before + count - 1` are the same jobs as `after` .. of the new list.
struct KeptRows {
    int before = 0;
    int after = 0;
    int count = 0;

    bool operator==(const KeptRows&) const = default;
};

//! Where jobs come and go that nobody has seen: at which end of a stretch of unknown rows.
enum class ChangeSide : quint8 { Head, Tail };

//! Which rows of a list stay when it is read again in parts: a job that is known before and after keeps its
//! row, whatever came or went around it; what is unknown between two such rows is filled up or cut at `side`.
//! A known row never turns into another job: where the new list shows somebody else, the old row goes and a
//! new one comes. Both lists are sorted by row and every id is in each at most once. What is returned rises
//! in both lists and touches no row twice. Pure.
[[nodiscard]] std::vector<KeptRows> mapRows(const std::vector<KnownRow>& before, int rowsBefore,
    const std::vector<KnownRow>& after, int rowsAfter, ChangeSide side);

//! The row of the new list where a row of the old one is now; -1 = gone.
[[nodiscard]] int rowAfter(const std::vector<KeptRows>& kept, int before);

} // namespace drover::ui
