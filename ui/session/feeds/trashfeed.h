// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/trash.h"
#include "session/feeds/answer.h"

#include <QList>
#include <QObject>

namespace drover::ui {

//! Removed jobs that can be put back; restoring is an action (ActionsFeed). Lives on the GUI thread; works
//! without a connection.
class TrashFeed : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    //! False where nothing is kept: no folder for data.
    [[nodiscard]] virtual bool isThere() const = 0;
    //! Of this connection, newest first.
    virtual void readBatches(QObject* context, Answer<QList<TrashBatch>> answer) = 0;
    virtual void readEntries(
        qint64 batch, int from, int count, QObject* context, Answer<QList<TrashEntry>> answer) = 0;
    //! For good.
    virtual void erase(const QList<qint64>& entries, QObject* context, Answer<Done> answer) = 0;
    virtual void eraseAll(QObject* context, Answer<Done> answer) = 0;
};

} // namespace drover::ui
