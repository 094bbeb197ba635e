// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;

namespace drover::ui {

//! Drover's look and keys for a table: whole rows, no grid, rows of 1.9 times the font, smooth scrolling, no
//! type-ahead that would eat single-letter shortcuts.
void setUpTable(QTableView& table);
//! Marks what a view shows as old: its text steps back until the next good reading.
void setStale(QTableView& table, bool stale);

} // namespace drover::ui
