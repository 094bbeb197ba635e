// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connectionmodel.h"
#include "models/pagelistmodel.h"
#include "models/queuetablemodel.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class QLineEdit;
class QListView;
class QToolButton;
class QVBoxLayout;

namespace drover::ui {

class PlainLabel;

//! Connections, the queues of the shown one, and its pages. Says what was chosen; shows what the window
//! tells.
class Sidebar final : public QWidget {
    Q_OBJECT
public:
    Sidebar(ConnectionModel& connections, PageListModel& pages, QWidget* parent = nullptr);

    //! The queues of the shown connection; null = none is shown.
    void setQueues(QueueTableModel* queues);
    void setShownConnection(const QString& id);
    void setShownQueue(const QueueId& queue);
    void setShownPage(const QString& id);
    void focusFilter();
    void focusList();
    void updateCount();
    //! Lists are as high as their rows, up to a limit.
    void updateHeights();

Q_SIGNALS:
    void connectionChosen(const QString& id);
    void connectionMenuWanted(const QString& id, const QPoint& globalPosition);
    void newConnectionWanted();
    void queueChosen(const drover::QueueId& queue);
    void queueMenuWanted(const drover::QueueId& queue, const QPoint& globalPosition);
    void pageChosen(const QString& id);

private:
    void build();
    void connectLists();
    void keepQuietWhileRowsGo(QAbstractItemModel& model);
    [[nodiscard]] static QListView* makeList(QAbstractItemModel& model, const QString& name);
    void choose(const QListView* list, const QModelIndex& index);

    ConnectionModel& m_connections;
    PageListModel& m_pages;
    QueueTableModel* m_queues = nullptr;
    QSortFilterProxyModel m_filtered;
    bool m_telling = false; //!< a choice is shown, not made

    QListView* m_connectionList = nullptr;
    QListView* m_queueList = nullptr;
    QListView* m_pageList = nullptr;
    QToolButton* m_newConnection = nullptr;
    PlainLabel* m_caption = nullptr;
    QLineEdit* m_filter = nullptr;
};

} // namespace drover::ui
