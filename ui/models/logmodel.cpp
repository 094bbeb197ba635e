// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/logmodel.h"

#include "util/formatting.h"
#include "util/plaintext.h"

#include <QDateTime>

#include <algorithm>

namespace drover::ui {

LogModel::LogModel(int capacity, QObject* parent)
    : QAbstractTableModel(parent)
    , m_capacity(static_cast<size_t>(std::max(1, capacity)))
{
}

void LogModel::append(const QList<LogRecord>& lines)
{
    if (lines.isEmpty())
        return;
    m_last = lines.last().number;
    // Only what will stay: a burst may be longer than all that is kept.
    const qsizetype kept = std::min(lines.size(), static_cast<qsizetype>(m_capacity));
    const size_t room = m_capacity - static_cast<size_t>(kept);
    if (m_lines.size() > room) {
        const auto goes = static_cast<int>(m_lines.size() - room);
        beginRemoveRows({}, 0, goes - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + goes);
        endRemoveRows();
    }
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(kept) - 1);
    m_lines.insert(m_lines.end(), lines.end() - kept, lines.end());
    endInsertRows();
}

void LogModel::clear()
{
    if (m_lines.empty())
        return;
    beginRemoveRows({}, 0, rowCount() - 1);
    m_lines.clear();
    endRemoveRows();
}

int LogModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int LogModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LogRecord& record = line(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Time:
            return QDateTime::fromMSecsSinceEpoch(record.time).toString(u"HH:mm:ss.zzz");
        case Severity:
            return QString(logSeverityLetter(record.severity));
        case Category:
            return plainText(record.category);
        default:
            return plainText(record.text, Lines::Single, 2000);
        }
    case Qt::ToolTipRole:
        return index.column() == Time    ? formatExact(record.time)
            : index.column() == Severity ? logSeverityWord(record.severity)
                                         : toolTipText(plainText(record.text, Lines::Multiple, 4000));
    case Qt::AccessibleTextRole:
        return index.column() == Severity ? QVariant(logSeverityWord(record.severity))
                                          : data(index, Qt::DisplayRole);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            (index.column() == Severity ? Qt::AlignHCenter : Qt::AlignLeft) | Qt::AlignVCenter);
    case MutedRole:
        return index.column() == Time || index.column() == Category || record.severity == LogSeverity::Debug;
    case MonospaceRole:
        return index.column() == Text || index.column() == Time;
    case SeverityRole:
        return static_cast<int>(record.severity);
    case CategoryRole:
        return QString::fromUtf8(record.category);
    case SearchRole:
        return QString::fromUtf8(record.category + ' ' + record.text);
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            (section == Severity ? Qt::AlignHCenter : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == Time    ? tr("Time")
        : section == Severity ? tr("Lv", "column: level of a log line, a letter")
        : section == Category ? tr("Part", "column: which part of the program wrote the line")
                              : tr("Message");
}

} // namespace drover::ui
