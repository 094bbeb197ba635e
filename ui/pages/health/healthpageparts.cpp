// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/health/healthpage.h"

#include "charts/timechart.h"
#include "delegates/rowdelegate.h"
#include "models/linkeventmodel.h"
#include "models/slowlogmodel.h"
#include "pages/health/factgrid.h"
#include "pages/health/findingslist.h"
#include "style/theme.h"
#include "widgets/card.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/rangebar.h"
#include "widgets/tables.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr int timelineRows = 12;
constexpr int slowRows = 12;

QVBoxLayout* cardLayout(Card& card)
{
    auto* layout = new QVBoxLayout(&card);
    layout->setContentsMargins(spaceM, spaceS + 2, spaceM, spaceS + 2);
    layout->setSpacing(spaceS);
    return layout;
}

//! As high as its rows, and no higher than so many.
void fitRows(QTableView& table, int most)
{
    const auto fit = [&table, most] {
        const int rows = std::clamp(table.model()->rowCount(), 1, most);
        table.setFixedHeight(Theme::rowHeight(&table) * (rows + 1) + 2);
    };
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        QObject::connect(table.model(), signal, &table, fit);
    table.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    fit();
}
} // namespace

void HealthPage::build()
{
    auto* left = new QVBoxLayout;
    left->setSpacing(spaceM);
    left->addWidget(buildFindings());
    left->addWidget(buildFacts());
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->setSpacing(spaceM);
    right->addWidget(buildLatency());
    right->addWidget(buildTimeline());
    right->addStretch(1);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(spaceM);
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);

    auto* content = new QWidget;
    auto* all = new QVBoxLayout(content);
    all->setContentsMargins(spaceM, spaceM, spaceM, spaceM);
    all->setSpacing(spaceM);
    all->addWidget(buildState());
    all->addLayout(columns);
    all->addWidget(buildSlowLog());
    all->addStretch(1);
    content->setObjectName(u"healthContent"_s);
    content->setStyleSheet(u"#healthContent { background: transparent; }"_s);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setObjectName(u"healthScroll"_s);
    scroll->setStyleSheet(u"#healthScroll { background: transparent; }"_s);
    scroll->setWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
}

Card* HealthPage::buildState()
{
    m_stateCard = new Card;
    m_state = new PlainLabel;
    m_state->setFont(Theme::scaled(1.3, true));
    m_reason = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_reason->setWordWrap(true);
    m_reason->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_retry = new QPushButton(tr("Retry now"));
    auto* words = new QVBoxLayout;
    words->setSpacing(spaceXs);
    words->addWidget(m_state);
    words->addWidget(m_reason);
    auto* layout = new QHBoxLayout(m_stateCard);
    layout->setContentsMargins(spaceM, spaceS + 2, spaceM, spaceS + 2);
    layout->addLayout(words, 1);
    layout->addWidget(m_retry);
    return m_stateCard;
}

QWidget* HealthPage::buildFindings()
{
    m_checkedAgo = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_checkedAgo->setFont(Theme::scaled(0.92));
    m_check = new QPushButton(tr("Check again"));
    m_measure = new QPushButton(tr("Measure the cost of persistence\u2026"));
    m_measure->setToolTip(
        tr("Adds jobs with and without the append-only file, on a Redis of its own unless you say otherwise; "
           "asks first"));
    m_findings = new FindingsList;
    m_notice = new NoticeBar;
    m_missing = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_missing->setWordWrap(true);
    m_missing->hide();
    auto* head = new QHBoxLayout;
    head->addWidget(new PlainLabel(tr("Fit for BullMQ?"), PlainLabel::Tone::Title));
    head->addStretch(1);
    head->addWidget(m_checkedAgo);
    head->addWidget(m_check);
    auto* part = new QWidget;
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceS);
    layout->addLayout(head);
    layout->addWidget(m_notice);
    layout->addWidget(m_findings);
    layout->addWidget(m_missing);
    layout->addWidget(m_measure, 0, Qt::AlignLeft);
    return part;
}

Card* HealthPage::buildLatency()
{
    auto* card = new Card;
    QVBoxLayout* layout = cardLayout(*card);
    m_ranges = new RangeBar;
    m_chart = new LatencyChart;
    m_chart->setFixedHeight(fontMetrics().height() * 9);
    auto* head = new QHBoxLayout;
    head->addWidget(new PlainLabel(tr("Round trips"), PlainLabel::Tone::Strong));
    head->addStretch(1);
    head->addWidget(m_ranges);
    layout->addLayout(head);
    layout->addWidget(m_chart);
    return card;
}

Card* HealthPage::buildTimeline()
{
    auto* card = new Card;
    QVBoxLayout* layout = cardLayout(*card);
    layout->addWidget(new PlainLabel(tr("What happened to the connection"), PlainLabel::Tone::Strong));
    m_timeline = new QTableView;
    m_timeline->setModel(m_events);
    m_timeline->setItemDelegate(
        new RowDelegate({.muted = LinkEventModel::MutedRole, .monospace = -1, .sample = -1}, m_timeline));
    setUpTable(*m_timeline);
    m_timeline->setAccessibleName(tr("What happened to the connection"));
    const int character = fontMetrics().averageCharWidth();
    m_timeline->setColumnWidth(LinkEventModel::When, character * 14);
    m_timeline->setColumnWidth(LinkEventModel::What, character * 26);
    m_timeline->horizontalHeader()->setStretchLastSection(true);
    fitRows(*m_timeline, timelineRows);
    layout->addWidget(m_timeline);
    return card;
}

Card* HealthPage::buildFacts()
{
    auto* card = new Card;
    QVBoxLayout* layout = cardLayout(*card);
    m_facts = new FactGrid;
    layout->addWidget(new PlainLabel(tr("This Redis"), PlainLabel::Tone::Strong));
    layout->addWidget(m_facts);
    return card;
}

Card* HealthPage::buildSlowLog()
{
    auto* card = new Card;
    QVBoxLayout* layout = cardLayout(*card);
    layout->addWidget(new PlainLabel(tr("Slow commands, of everybody"), PlainLabel::Tone::Strong));
    m_slowNote = new PlainLabel(tr("Not read yet"), PlainLabel::Tone::Muted);
    m_slowTable = new QTableView;
    m_slowTable->setModel(m_slow);
    m_slowTable->setItemDelegate(new RowDelegate(
        {.muted = SlowLogModel::MutedRole, .monospace = SlowLogModel::MonospaceRole, .sample = -1},
        m_slowTable));
    setUpTable(*m_slowTable);
    m_slowTable->setAccessibleName(tr("Slow commands"));
    const int character = fontMetrics().averageCharWidth();
    m_slowTable->setColumnWidth(SlowLogModel::When, character * 14);
    m_slowTable->setColumnWidth(SlowLogModel::Took, character * 12);
    m_slowTable->setColumnWidth(SlowLogModel::Client, character * 24);
    m_slowTable->horizontalHeader()->setSectionResizeMode(SlowLogModel::Command, QHeaderView::Stretch);
    fitRows(*m_slowTable, slowRows);
    m_slowTable->hide();
    layout->addWidget(m_slowNote);
    layout->addWidget(m_slowTable);
    return card;
}

QString HealthPage::stateText() const
{
    return m_state->text();
}

QString HealthPage::checkedText() const
{
    return m_checkedAgo->text();
}

QString HealthPage::slowLogNote() const
{
    return m_slowNote->text();
}

} // namespace drover::ui
