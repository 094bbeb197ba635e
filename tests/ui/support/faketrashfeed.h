// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/trashfeed.h"

#include <QHash>
#include <QTimer>

namespace drover::ui {

//! A trash in memory.
class FakeTrashFeed final : public TrashFeed {
    Q_OBJECT
public:
    using TrashFeed::TrashFeed;

    QList<TrashBatch> batches;
    QHash<qint64, QList<TrashEntry>> entries; //!< by batch
    std::optional<Error> error;
    QList<qint64> erased;
    int emptied = 0;

    [[nodiscard]] bool isThere() const override { return true; }
    void readBatches(QObject* context, Answer<QList<TrashBatch>> answer) override
    {
        later(context, std::move(answer), batches);
    }
    void readEntries(
        qint64 batch, int from, int count, QObject* context, Answer<QList<TrashEntry>> answer) override
    {
        later(context, std::move(answer), entries.value(batch).mid(from, count));
    }
    void erase(const QList<qint64>& gone, QObject* context, Answer<Done> answer) override
    {
        erased += gone;
        later(context, std::move(answer), Done{});
    }
    void eraseAll(QObject* context, Answer<Done> answer) override
    {
        ++emptied;
        later(context, std::move(answer), Done{});
    }

private:
    template <typename T>
    void later(QObject* context, Answer<T> answer, const T& value)
    {
        const Result<T> result = error ? Result<T>(*error) : Result<T>(value);
        QTimer::singleShot(0, context, [answer = std::move(answer), result] { answer(result); });
    }
};

} // namespace drover::ui
