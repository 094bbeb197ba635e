// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/activity/activityfilter.h"

#include "models/activitymodel.h"

#include <algorithm>

namespace drover::ui {

void ActivityFilter::setText(const QString& text)
{
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void ActivityFilter::setOnlyFailed(bool onlyFailed)
{
    m_onlyFailed = onlyFailed;
    invalidateFilter();
}

bool ActivityFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (m_onlyFailed && !index.data(ActivityModel::FailedRole).toBool())
        return false;
    if (m_words.isEmpty())
        return true;
    const QString text = index.data(ActivityModel::SearchRole).toString();
    return std::all_of(m_words.begin(), m_words.end(),
        [&text](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace drover::ui
