// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/sidebar.h"

#include "delegates/rowdelegate.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "widgets/environmentchip.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

Sidebar::Sidebar(QueueTableModel& queues, const ConnectionIdentity& identity, QWidget* parent)
    : QWidget(parent)
    , m_queues(queues)
{
    m_filtered.setSourceModel(&queues);
    m_filtered.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filtered.setFilterKeyColumn(QueueTableModel::Name);
    build(identity);
    connect(m_overview, &QToolButton::clicked, this, &Sidebar::overviewChosen);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filtered.setFilterFixedString(text);
        updateCount();
    });
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        if (m_filtered.rowCount() == 0)
            return;
        m_list->setCurrentIndex(m_filtered.index(0, 0));
        m_list->setFocus();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this](const QModelIndex& index) {
            if (index.isValid() && m_list->selectionModel()->isSelected(index))
                Q_EMIT queueChosen(index.data(QueueTableModel::QueueRole).value<QueueId>());
        });
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        [this](const QItemSelection& selected) {
            if (!selected.isEmpty())
                Q_EMIT queueChosen(
                    selected.indexes().constFirst().data(QueueTableModel::QueueRole).value<QueueId>());
        });
}

void Sidebar::build(const ConnectionIdentity& identity)
{
    auto* chip = new EnvironmentChip(identity.environment, EnvironmentChip::Form::Letter);
    auto* name = new PlainLabel(plainText(identity.title));
    name->setElided(true);
    m_latency = new PlainLabel({}, PlainLabel::Tone::Muted);
    auto* connection = new QHBoxLayout;
    connection->setContentsMargins(spaceM, spaceXs, spaceM, spaceXs);
    connection->setSpacing(spaceS);
    connection->addWidget(chip);
    connection->addWidget(name, 1);
    connection->addWidget(m_latency);

    m_overview = new QToolButton;
    m_overview->setText(tr("Overview"));
    m_overview->setIcon(icon(u"overview"_s));
    m_overview->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_overview->setCheckable(true);
    m_overview->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_overview->setProperty("nav", true);

    m_caption = new PlainLabel({}, PlainLabel::Tone::Caption);
    m_filter = new QLineEdit;
    m_filter->setPlaceholderText(tr("Filter queues"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon(u"search"_s), QLineEdit::LeadingPosition);
    m_filter->setAccessibleName(tr("Filter queues"));
    m_list = new QListView;
    m_list->setModel(&m_filtered);
    m_list->setItemDelegate(new QueueListDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Queues"));
    m_list->setObjectName(u"queueList"_s);
    m_list->setStyleSheet(u"#queueList { background: transparent; }"_s);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, spaceS, 0, 0);
    layout->setSpacing(0);
    const auto caption = [layout](PlainLabel* label) {
        label->setContentsMargins(spaceM, spaceXs, spaceM, spaceXs);
        layout->addWidget(label);
    };
    caption(new PlainLabel(tr("CONNECTION", "caption"), PlainLabel::Tone::Caption));
    layout->addLayout(connection);
    auto* nav = new QVBoxLayout;
    nav->setContentsMargins(spaceS, spaceXs, spaceS, spaceXs);
    nav->addWidget(m_overview);
    layout->addLayout(nav);
    caption(m_caption);
    auto* filterLine = new QHBoxLayout;
    filterLine->setContentsMargins(spaceM, spaceXs, spaceM, spaceS);
    filterLine->addWidget(m_filter);
    layout->addLayout(filterLine);
    layout->addWidget(m_list, 1);
    updateCount();
}

void Sidebar::updateCount()
{
    const int all = m_queues.rowCount();
    const int shown = m_filtered.rowCount();
    m_caption->setText(shown == all
            ? tr("QUEUES \u00b7 %1", "caption, number").arg(formatCount(all))
            : tr("QUEUES \u00b7 %1 of %2", "caption, numbers").arg(formatCount(shown), formatCount(all)));
}

void Sidebar::setLink(const LinkFacts& link)
{
    m_latency->setText(
        link.state == LinkState::Ready && link.latency >= 0 ? formatDuration(link.latency) : QString());
}

void Sidebar::setShownQueue(const QueueId& queue)
{
    m_overview->setChecked(false);
    const QModelIndex index = m_filtered.mapFromSource(m_queues.find(queue));
    if (index.isValid() && !m_list->selectionModel()->isSelected(index))
        m_list->setCurrentIndex(index);
}

void Sidebar::setShownOverview()
{
    m_overview->setChecked(true);
    m_list->clearSelection();
    m_list->setCurrentIndex({});
}

void Sidebar::focusList()
{
    m_list->setFocus();
}

void Sidebar::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

} // namespace drover::ui
