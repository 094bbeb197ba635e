// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartmodel.h"

#include "core/clock.h"
#include "util/formatting.h"

#include <map>

namespace drover::ui {

ChartModel::ChartModel(std::function<QString(double)> format, QObject* parent)
    : PatchedModel(parent)
    , m_format(std::move(format))
{
}

void ChartModel::apply(const ChartLines& lines)
{
    QList<ChartMeaning> columns;
    for (const ChartLine& line : lines)
        columns.append(line.meaning);
    if (columns != m_columns) {
        patch({});
        beginResetModel(); // other columns: another table, and that never happens at a refresh
        m_columns = columns;
        endResetModel();
    }
    std::map<qint64, QList<std::optional<double>>, std::greater<>> moments;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        for (const QList<ChartPoint>& piece : lines.at(i).pieces) {
            for (const ChartPoint& point : piece) {
                auto& values = moments[point.at];
                values.resize(lines.size());
                values[i] = point.value;
            }
        }
    }
    QList<ChartRow> rows;
    rows.reserve(static_cast<qsizetype>(moments.size()));
    for (const auto& [at, values] : moments)
        rows.append({at, values});
    patch(std::move(rows));
}

int ChartModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size()) + 1;
}

QVariant ChartModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ChartRow& moment = row(index.row());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && index.column() == 0)
        return formatExact(moment.at);
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == 0)
        return formatMoment(moment.at, Clock::system().now().count());
    const std::optional<double> value = moment.values.at(index.column() - 1);
    return value ? m_format(*value) : QString(QChar(u'\u2013'));
}

QVariant ChartModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Time") : chartLabel(m_columns.at(section - 1));
}

} // namespace drover::ui
