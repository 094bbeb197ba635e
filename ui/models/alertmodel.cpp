// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alertmodel.h"

#include "alerts/alertwords.h"
#include "core/clock.h"
#include "util/formatting.h"

#include <algorithm>

namespace drover::ui {

void AlertModel::take(
    const AlertTarget& target, const QString& connection, const AlertChange& change, bool isMuted, qint64 now)
{
    QList<AlertRow> next = rows();
    if (change.what == AlertChange::What::Began) {
        next.prepend({++m_last, {target, change.alert}, connection, 0, isMuted});
        if (next.size() > most)
            next.removeLast();
    } else {
        const auto known = std::find_if(next.begin(), next.end(), [&](const AlertRow& row) {
            return row.endedAt == 0 && row.problem.target == target
                && row.problem.alert.kind == change.alert.kind;
        });
        if (known == next.end())
            return;
        known->problem.alert = change.alert;
        if (change.what == AlertChange::What::Ended) {
            known->endedAt = now;
            known->problem.isOver = true;
        }
    }
    patch(next);
}

void AlertModel::endAll(const QString& connection, qint64 now)
{
    QList<AlertRow> next = rows();
    for (AlertRow& row : next) {
        if (row.endedAt == 0 && row.problem.target.connection == connection) {
            row.endedAt = now;
            row.problem.isOver = true;
        }
    }
    patch(next);
}

void AlertModel::clear()
{
    patch({});
}

std::vector<AlertProblem> AlertModel::since(quint64 number) const
{
    std::vector<AlertProblem> problems;
    for (const AlertRow& row : rows()) {
        if (row.number >= number && !row.isMuted)
            problems.push_back(row.problem);
    }
    return problems;
}

int AlertModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString AlertModel::outcome(const AlertRow& row)
{
    const QString lasted = tr("Over after %1", "a time")
                               .arg(formatAbout(std::max<qint64>(0, row.endedAt - row.problem.alert.since)));
    const QString now = row.endedAt > 0 ? lasted : tr("Goes on", "a problem");
    return row.isMuted ? tr("%1, muted", "how it stands with a problem").arg(now) : now;
}

QVariant AlertModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const AlertRow& alert = row(index.row());
    const qint64 since = alert.problem.alert.since;
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case When:
            return formatMoment(since, Clock::system().now().count());
        case Problem:
            return alertSentence(alert.problem.alert);
        case Connection:
            return alert.connection;
        default:
            return outcome(alert);
        }
    case Qt::ToolTipRole:
        return index.column() == When ? formatExact(since) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    case MutedRole:
        return index.column() != Problem || alert.endedAt > 0;
    case GoingOnRole:
        return alert.endedAt == 0;
    default:
        return {};
    }
}

QVariant AlertModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When:
        return tr("When", "column");
    case Problem:
        return tr("Problem", "column");
    case Connection:
        return tr("Connection", "column");
    default:
        return tr("State", "column: how it stands with a problem");
    }
}

} // namespace drover::ui
