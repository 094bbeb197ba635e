// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/trashmodels.h"
#include "pages/page.h"
#include "session/feeds/trashfeed.h"
#include "session/session.h"

class QPushButton;
class QStackedWidget;
class QTableView;

namespace drover::ui {

class EmptyState;
class NoticeBar;
class PlainLabel;

//! Jobs that were removed here and can be put back: what was thrown away together, and its jobs.
class TrashPage final : public Page {
    Q_OBJECT
public:
    explicit TrashPage(Session& session, QWidget* parent = nullptr);

    void setActive(bool active) override;
    void refresh() override;
    void setLink(const LinkFacts& link) override;
    void onLock() override;
    [[nodiscard]] bool isSettled() const override { return m_read; }
    [[nodiscard]] QList<QAction*> pageActions() const override;

    //! The selected jobs; without any, all of the batch.
    void restore();
    //! Chooses what was thrown away together under this number, or says that it is no longer here.
    void showBatch(qint64 batch);

    [[nodiscard]] QTableView* batchTable() const { return m_batches; }
    [[nodiscard]] QTableView* entryTable() const { return m_entries; }
    [[nodiscard]] QPushButton* restoreButton() const { return m_restore; }
    [[nodiscard]] QPushButton* eraseButton() const { return m_erase; }
    [[nodiscard]] QPushButton* emptyButton() const { return m_emptyTrash; }

private:
    [[nodiscard]] QWidget* buildTables();
    [[nodiscard]] QWidget* buildButtons();
    void onBatches(const Result<QList<TrashBatch>>& batches);
    void readEntries();
    void chooseWanted();
    void erase();
    void emptyTrash();
    void tell(const Status& status);
    void updateActions();
    [[nodiscard]] const TrashBatch* chosenBatch() const;
    [[nodiscard]] QList<qint64> chosenEntries() const;

    Session& m_session;
    TrashFeed& m_feed;
    TrashBatchModel m_batchModel;
    TrashEntryModel m_entryModel;
    qint64 m_shownBatch = 0;
    qint64 m_wantedBatch = 0; //!< to be chosen at the next reading
    bool m_read = false;
    bool m_linkUp = false;

    PlainLabel* m_summary = nullptr;
    NoticeBar* m_notice = nullptr;
    QStackedWidget* m_body = nullptr;
    EmptyState* m_empty = nullptr;
    QTableView* m_batches = nullptr;
    QTableView* m_entries = nullptr;
    QPushButton* m_restore = nullptr;
    QPushButton* m_erase = nullptr;
    QPushButton* m_emptyTrash = nullptr;
    QAction* m_restoreAction = nullptr;
};

} // namespace drover::ui
