// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profilemodel.h"

#include <QWidget>

class QPushButton;
class QStackedWidget;
class QTableView;

namespace drover::ui {

class ConnectionDesk;
class EmptyState;
class NoticeBar;

//! The saved connections with where their passwords are, and what one can do with them.
class ConnectionsSection final : public QWidget {
    Q_OBJECT
public:
    explicit ConnectionsSection(ConnectionDesk& desk, QWidget* parent = nullptr);

    [[nodiscard]] QTableView* table() const { return m_table; }
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }
    [[nodiscard]] ProfileModel& model() { return m_model; }
    [[nodiscard]] QPushButton* exportButton() const { return m_export; }

private:
    void build();
    void update();
    void updateButtons();
    [[nodiscard]] QString chosen() const;
    void moveChosen(int by);
    void showMenu(const QPoint& position);

    ConnectionDesk& m_desk;
    ProfileModel m_model;
    QTableView* m_table;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    NoticeBar* m_notice;
    QPushButton* m_new;
    QPushButton* m_edit;
    QPushButton* m_duplicate;
    QPushButton* m_forget;
    QPushButton* m_remove;
    QPushButton* m_import;
    QPushButton* m_export;
    QPushButton* m_up;
    QPushButton* m_down;
};

} // namespace drover::ui
