// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/listdiff.h"

#include <QHash>
#include <QSet>

namespace drover::ui {

namespace {
void addRemovals(QList<QByteArray>& rows, const QSet<QByteArray>& wanted, std::vector<ListStep>& steps)
{
    qsizetype end = rows.size();
    while (end > 0) {
        qsizetype first = end;
        while (first > 0 && !wanted.contains(rows.at(first - 1)))
            --first;
        if (first < end) {
            steps.push_back({ListStep::Kind::Remove, first, end - first, 0});
            rows.remove(first, end - first);
        }
        end = std::max<qsizetype>(0, first - 1);
    }
}

void addInsert(std::vector<ListStep>& steps, qsizetype at)
{
    if (!steps.empty()) {
        ListStep& last = steps.back();
        if (last.kind == ListStep::Kind::Insert && last.first + last.count == at) {
            ++last.count;
            return;
        }
    }
    steps.push_back({ListStep::Kind::Insert, at, 1, 0});
}
} // namespace

std::vector<ListStep> listDiff(const QList<QByteArray>& before, const QList<QByteArray>& after)
{
    std::vector<ListStep> steps;
    QList<QByteArray> rows = before;
    const QSet<QByteArray> wanted(after.begin(), after.end());
    addRemovals(rows, wanted, steps);

    const QSet<QByteArray> kept(rows.begin(), rows.end());
    for (qsizetype i = 0; i < after.size(); ++i) {
        if (i < rows.size() && rows.at(i) == after.at(i))
            continue;
        if (!kept.contains(after.at(i))) {
            addInsert(steps, i);
            rows.insert(i, after.at(i));
            continue;
        }
        // A row that sank: move it away instead of lifting everything that it passed.
        const bool sank = i + 1 < rows.size() && rows.at(i + 1) == after.at(i);
        const qsizetype target = sank ? after.indexOf(rows.at(i), i) : -1;
        if (sank && target > i && target < rows.size()) {
            steps.push_back({ListStep::Kind::Move, i, 1, target});
            rows.move(i, target);
            if (rows.at(i) == after.at(i))
                continue;
        }
        const qsizetype from = rows.indexOf(after.at(i), i);
        steps.push_back({ListStep::Kind::Move, from, 1, i});
        rows.move(from, i);
    }
    return steps;
}

QList<QByteArray> uniqueKeys(const QList<QByteArray>& ids)
{
    QHash<QByteArray, int> seen;
    QList<QByteArray> keys;
    keys.reserve(ids.size());
    for (const QByteArray& id : ids) {
        const int nth = seen[id]++;
        // NUL NUL cannot end a key of Redis scripts' own making; a hostile id at worst shares a row's
        // identity.
        keys.append(nth == 0 ? id : id + QByteArray("\0\0#", 3) + QByteArray::number(nth));
    }
    return keys;
}

} // namespace drover::ui
