// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/log/logfilter.h"

#include "models/logmodel.h"

namespace drover::ui {

void LogFilter::setSeverity(LogSeverity least)
{
    m_least = least;
    invalidateFilter();
}

void LogFilter::setCategory(const QString& category)
{
    m_category = category;
    invalidateFilter();
}

bool LogFilter::setText(const QString& text, bool isPattern)
{
    m_error.clear();
    if (isPattern && !text.isEmpty()) {
        const QRegularExpression pattern(text, QRegularExpression::CaseInsensitiveOption);
        if (!pattern.isValid()) {
            m_error = pattern.errorString();
            return false;
        }
        m_pattern = pattern;
        m_text.clear();
    } else {
        m_pattern = QRegularExpression();
        m_text = text;
    }
    invalidateFilter();
    return true;
}

bool LogFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (index.data(LogModel::SeverityRole).toInt() < static_cast<int>(m_least))
        return false;
    if (!m_category.isEmpty() && index.data(LogModel::CategoryRole).toString() != m_category)
        return false;
    if (m_text.isEmpty() && m_pattern.pattern().isEmpty())
        return true;
    const QString text = index.data(LogModel::SearchRole).toString();
    return m_pattern.pattern().isEmpty() ? text.contains(m_text, Qt::CaseInsensitive)
                                         : m_pattern.match(text).hasMatch();
}

} // namespace drover::ui
