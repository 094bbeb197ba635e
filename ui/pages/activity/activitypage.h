// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/activitymodel.h"
#include "pages/page.h"

#include <QTimer>

class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace drover::ui {

class ActivityFilter;
class EmptyState;
class NoticeBar;
class Session;
class TextBlock;

//! Every write from this computer: when, who, where, what, and what became of it; live, older ones on
//! scrolling.
class ActivityPage final : public Page {
    Q_OBJECT
public:
    explicit ActivityPage(Session& session, QWidget* parent = nullptr);
    ~ActivityPage() override;

    void setActive(bool active) override;
    void refresh() override;
    void onLock() override;
    [[nodiscard]] bool isSettled() const override { return m_read; }
    [[nodiscard]] QList<QAction*> pageActions() const override;

    //! JSON lines of all that the log holds and the filter lets through, into a file; `done` with why not.
    void exportTo(const QString& file);

    [[nodiscard]] QTableView* table() const { return m_table; }
    [[nodiscard]] QLineEdit* filterLine() const { return m_filterLine; }
    [[nodiscard]] QToolButton* failedButton() const { return m_onlyFailed; }
    [[nodiscard]] QPushButton* restoreButton() const { return m_restore; }
    [[nodiscard]] TextBlock* details() const { return m_details; }
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }

Q_SIGNALS:
    //! What this entry removed is wanted back; the number is that of the batch in the trash.
    void restoreWanted(const drover::QueueId& queue, qint64 batch);
    void exported(const QString& file);

private:
    void build();
    void connectParts();
    void readNewest();
    void showDetails();
    void updateBody();
    void chooseExportFile();
    void copySelected();
    [[nodiscard]] const ActivityEntry* selected() const;

    Session& m_session;
    ActivityModel* m_model;
    ActivityFilter* m_filter;
    QTimer m_live;
    bool m_active = false;
    bool m_read = false;
    bool m_reading = false;
    QString m_error;

    QLineEdit* m_filterLine;
    QToolButton* m_onlyFailed;
    QPushButton* m_export;
    NoticeBar* m_notice;
    QStackedWidget* m_body;
    QTableView* m_table;
    EmptyState* m_empty;
    QWidget* m_pane = nullptr; //!< details of the chosen write
    TextBlock* m_details;
    QPushButton* m_restore;
    QAction* m_copy;
    QAction* m_exportAction;
};

} // namespace drover::ui
