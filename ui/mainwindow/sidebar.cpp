// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/sidebar.h"

#include "delegates/rowdelegate.h"
#include "delegates/sidebardelegate.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr int mostConnectionRows = 8;
}

Sidebar::Sidebar(ConnectionModel& connections, PageListModel& pages, QWidget* parent)
    : QWidget(parent)
    , m_connections(connections)
    , m_pages(pages)
{
    m_filtered.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filtered.setFilterKeyColumn(QueueTableModel::Name);
    keepQuietWhileRowsGo(connections);
    keepQuietWhileRowsGo(m_filtered);
    build();
    connectLists();
    updateCount();
    updateHeights();
}

//! A selected row that goes hands its selection to a neighbour, which nobody has chosen. Must be called
//! before a view looks at the model: its connections come first then.
void Sidebar::keepQuietWhileRowsGo(QAbstractItemModel& model)
{
    connect(&model, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this] { m_telling = true; });
    connect(&model, &QAbstractItemModel::rowsRemoved, this, [this] { m_telling = false; });
}

QListView* Sidebar::makeList(QAbstractItemModel& model, const QString& name)
{
    auto* list = new QListView;
    list->setModel(&model);
    list->setUniformItemSizes(true);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setAccessibleName(name);
    list->setProperty("sidebar", true);
    return list;
}

void Sidebar::build()
{
    m_connectionList = makeList(m_connections, tr("Connections"));
    m_connectionList->setItemDelegate(new ConnectionDelegate(m_connectionList));
    m_connectionList->setContextMenuPolicy(Qt::CustomContextMenu);
    m_queueList = makeList(m_filtered, tr("Queues"));
    m_queueList->setItemDelegate(new QueueListDelegate(m_queueList));
    m_queueList->setObjectName(u"queueList"_s);
    m_queueList->setContextMenuPolicy(Qt::CustomContextMenu);
    m_pageList = makeList(m_pages, tr("Pages"));
    m_pageList->setItemDelegate(new PageDelegate(m_pageList));
    m_pageList->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_caption = new PlainLabel({}, PlainLabel::Tone::Caption);
    m_filter = new QLineEdit;
    m_filter->setPlaceholderText(tr("Filter", "the queues of the sidebar"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon(u"search"_s), QLineEdit::LeadingPosition);
    m_filter->setAccessibleName(tr("Filter queues"));
    m_newConnection = new QToolButton;
    m_newConnection->setIcon(icon(u"plus"_s));
    m_newConnection->setToolTip(tr("New connection (Ctrl+N)"));
    m_newConnection->setAccessibleName(tr("New connection"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, spaceXs, 0, spaceXs);
    layout->setSpacing(0);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(spaceM, 0, spaceS, 0);
    top->addWidget(new PlainLabel(tr("CONNECTIONS", "caption"), PlainLabel::Tone::Caption), 1);
    top->addWidget(m_newConnection);
    layout->addLayout(top);
    layout->addWidget(m_connectionList);
    layout->addSpacing(spaceS);
    m_caption->setContentsMargins(spaceM, spaceXs, spaceM, spaceXs);
    layout->addWidget(m_caption);
    auto* filterLine = new QHBoxLayout;
    filterLine->setContentsMargins(spaceM, spaceXs, spaceM, spaceS);
    filterLine->addWidget(m_filter);
    layout->addLayout(filterLine);
    layout->addWidget(m_queueList, 1);
    auto* pages = new PlainLabel(tr("PAGES", "caption"), PlainLabel::Tone::Caption);
    pages->setContentsMargins(spaceM, spaceS, spaceM, spaceXs);
    layout->addWidget(pages);
    layout->addWidget(m_pageList);
}

void Sidebar::connectLists()
{
    for (QListView* list : {m_connectionList, m_queueList, m_pageList}) {
        connect(list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this, list](const QItemSelection& selected) {
                if (!selected.isEmpty())
                    choose(list, selected.indexes().constFirst());
            });
        // What is selected already can be chosen again: the way back from another page.
        connect(
            list, &QListView::clicked, this, [this, list](const QModelIndex& index) { choose(list, index); });
    }
    connect(m_connectionList, &QWidget::customContextMenuRequested, this, [this](const QPoint& position) {
        const QModelIndex index = m_connectionList->indexAt(position);
        if (index.isValid())
            Q_EMIT connectionMenuWanted(index.data(ConnectionModel::IdRole).toString(),
                m_connectionList->viewport()->mapToGlobal(position));
    });
    connect(m_queueList, &QWidget::customContextMenuRequested, this, [this](const QPoint& position) {
        const QModelIndex index = m_queueList->indexAt(position);
        if (index.isValid())
            Q_EMIT queueMenuWanted(index.data(QueueTableModel::QueueRole).value<QueueId>(),
                m_queueList->viewport()->mapToGlobal(position));
    });
    connect(m_newConnection, &QToolButton::clicked, this, &Sidebar::newConnectionWanted);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filtered.setFilterFixedString(text);
        updateCount();
    });
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        if (m_filtered.rowCount() == 0)
            return;
        m_queueList->setCurrentIndex(m_filtered.index(0, 0));
        m_queueList->setFocus();
    });
    for (QAbstractItemModel* model : std::initializer_list<QAbstractItemModel*>{&m_connections, &m_pages}) {
        connect(model, &QAbstractItemModel::rowsInserted, this, &Sidebar::updateHeights);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &Sidebar::updateHeights);
    }
}

void Sidebar::choose(const QListView* list, const QModelIndex& index)
{
    if (m_telling)
        return;
    if (list == m_connectionList)
        Q_EMIT connectionChosen(index.data(ConnectionModel::IdRole).toString());
    else if (list == m_pageList)
        Q_EMIT pageChosen(index.data(PageListModel::IdRole).toString());
    else
        Q_EMIT queueChosen(index.data(QueueTableModel::QueueRole).value<QueueId>());
}

void Sidebar::setQueues(QueueTableModel* queues)
{
    if (queues == m_queues)
        return;
    const QScopedValueRollback guard(m_telling, true);
    m_queues = queues;
    m_filtered.setSourceModel(queues);
    m_filter->setEnabled(queues != nullptr);
    updateCount();
}

void Sidebar::updateCount()
{
    if (m_queues == nullptr) {
        m_caption->setText(tr("QUEUES", "caption"));
        return;
    }
    const int all = m_queues->rowCount();
    const int shown = m_filtered.rowCount();
    m_caption->setText(shown == all
            ? tr("QUEUES \u00b7 %1", "caption, number").arg(formatCount(all))
            : tr("QUEUES \u00b7 %1 of %2", "caption, numbers").arg(formatCount(shown), formatCount(all)));
}

void Sidebar::updateHeights()
{
    const auto fit = [](QListView* list, int rows) {
        list->setFixedHeight(qRound(list->fontMetrics().height() * 1.9) * rows);
    };
    fit(m_connectionList, std::clamp(m_connections.rowCount(), 1, mostConnectionRows));
    fit(m_pageList, m_pages.rowCount());
}

void Sidebar::setShownConnection(const QString& id)
{
    const QScopedValueRollback guard(m_telling, true);
    const QModelIndex index = m_connections.find(id);
    if (index.isValid())
        m_connectionList->setCurrentIndex(index);
    else
        m_connectionList->clearSelection();
}

void Sidebar::setShownQueue(const QueueId& queue)
{
    const QScopedValueRollback guard(m_telling, true);
    m_pageList->clearSelection();
    m_pageList->setCurrentIndex({});
    if (m_queues == nullptr)
        return;
    const QModelIndex index = m_filtered.mapFromSource(m_queues->find(queue));
    if (!index.isValid())
        m_queueList->clearSelection(); // filtered out, or gone
    else if (!m_queueList->selectionModel()->isSelected(index))
        m_queueList->setCurrentIndex(index);
}

void Sidebar::setShownPage(const QString& id)
{
    const QScopedValueRollback guard(m_telling, true);
    m_queueList->clearSelection();
    m_queueList->setCurrentIndex({});
    const QModelIndex index = m_pages.find(id);
    if (index.isValid())
        m_pageList->setCurrentIndex(index);
}

void Sidebar::focusList()
{
    m_queueList->setFocus();
}

void Sidebar::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

} // namespace drover::ui
