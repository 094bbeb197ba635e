// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engineconfig.h"
#include "session/feeds/trashfeed.h"

#include <memory>

namespace drover::ui {

//! The trash of a session: a file on disk that the actions of the same session share.
class EngineTrashFeed final : public TrashFeed {
    Q_OBJECT
public:
    explicit EngineTrashFeed(const EngineConfig& config, QObject* parent = nullptr);

    //! Null where nothing is kept.
    [[nodiscard]] const std::shared_ptr<Trash>& trash() const { return m_trash; }

    [[nodiscard]] bool isThere() const override { return m_trash != nullptr; }
    void readBatches(QObject* context, Answer<QList<TrashBatch>> answer) override;
    void readEntries(
        qint64 batch, int from, int count, QObject* context, Answer<QList<TrashEntry>> answer) override;
    void erase(const QList<qint64>& entries, QObject* context, Answer<Done> answer) override;
    void eraseAll(QObject* context, Answer<Done> answer) override;

private:
    std::shared_ptr<Trash> m_trash;
};

} // namespace drover::ui
