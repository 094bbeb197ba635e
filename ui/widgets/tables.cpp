// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables.h"

#include "style/theme.h"

#include <QHeaderView>
#include <QTableView>

namespace drover::ui {

void setUpTable(QTableView& table)
{
    table.setShowGrid(false);
    table.setAlternatingRowColors(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::ExtendedSelection);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setTabKeyNavigation(false);
    table.setWordWrap(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setMinimumSectionSize(8);
    table.verticalHeader()->setDefaultSectionSize(Theme::rowHeight(&table));
    QHeaderView* header = table.horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setFont(Theme::scaled(0.9, true));
    header->setMinimumSectionSize(40);
    header->setFixedHeight(Theme::rowHeight(&table));
}

void setStale(QTableView& table, bool stale)
{
    if (table.property("stale").toBool() == stale)
        return;
    table.setProperty("stale", stale);
    table.viewport()->update();
}

} // namespace drover::ui
