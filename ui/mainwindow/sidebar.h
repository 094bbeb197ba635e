// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queuetablemodel.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class QLineEdit;
class QListView;
class QToolButton;

namespace drover::ui {

class EnvironmentChip;
class PlainLabel;

//! Connection, pages and queues; the queues can be filtered.
class Sidebar final : public QWidget {
    Q_OBJECT
public:
    Sidebar(QueueTableModel& queues, const ConnectionIdentity& identity, QWidget* parent = nullptr);

    void setLink(const LinkFacts& link);
    void setShownQueue(const QueueId& queue);
    void setShownOverview();
    void focusFilter();
    void focusList();
    void updateCount();

Q_SIGNALS:
    void overviewChosen();
    void queueChosen(const drover::QueueId& queue);

private:
    void build(const ConnectionIdentity& identity);

    QueueTableModel& m_queues;
    QSortFilterProxyModel m_filtered;
    PlainLabel* m_latency = nullptr;
    PlainLabel* m_caption = nullptr;
    QToolButton* m_overview = nullptr;
    QLineEdit* m_filter = nullptr;
    QListView* m_list = nullptr;
};

} // namespace drover::ui
