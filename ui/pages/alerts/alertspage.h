// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertteller.h"

#include <QWidget>

class QPushButton;
class QStackedWidget;
class QTableView;

namespace drover::ui {

class AlertCenter;
class EmptyState;
class NoticeBar;

//! The alerts since the start of the window, newest first, and how to mute them.
class AlertsPage final : public QWidget {
    Q_OBJECT
public:
    //! The center outlives the page.
    explicit AlertsPage(AlertCenter& center, QWidget* parent = nullptr);

    [[nodiscard]] QTableView* table() const { return m_table; }
    [[nodiscard]] QPushButton* muteButton() const { return m_mute; }
    [[nodiscard]] EmptyState* emptyState() const { return m_empty; }
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }

Q_SIGNALS:
    void openWanted(const drover::AlertTarget& target);
    void settingsWanted();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void update();
    void showMenu(const QPoint& position);
    void showMuteMenu();
    [[nodiscard]] AlertTarget targetOf(const QModelIndex& index) const;

    AlertCenter& m_center;
    QPushButton* m_mute;
    QPushButton* m_settings;
    NoticeBar* m_notice;
    QStackedWidget* m_body;
    QTableView* m_table;
    EmptyState* m_empty;
};

} // namespace drover::ui
