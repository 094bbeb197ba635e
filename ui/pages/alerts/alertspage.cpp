// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/alerts/alertspage.h"

#include "alerts/alertcenter.h"
#include "core/clock.h"
#include "delegates/rowdelegate.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "widgets/emptystate.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/tables.h"
#include "widgets/toolbuttons.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
//! What goes on stands out.
class AlertDelegate final : public RowDelegate {
public:
    explicit AlertDelegate(QObject* parent)
        : RowDelegate({.muted = AlertModel::MutedRole, .monospace = -1, .sample = -1}, parent)
    {
    }

protected:
    [[nodiscard]] QColor color(const QModelIndex& index) const override
    {
        const bool isOutcome = index.column() == AlertModel::Outcome;
        return isOutcome && index.data(AlertModel::GoingOnRole).toBool() ? Theme::tokens().failed
                                                                         : RowDelegate::color(index);
    }
};

void fill(QMenu& menu, const QList<QueueVerb>& verbs)
{
    for (const QueueVerb& verb : verbs)
        menu.addAction(icon(verb.icon), QString(verb.title).replace(u'&', u"&&"_s), &menu, verb.run);
}
} // namespace

AlertsPage::AlertsPage(AlertCenter& center, QWidget* parent)
    : QWidget(parent)
    , m_center(center)
    , m_mute(iconButton(u"bell-off"_s, tr("Mute\u2026")))
    , m_settings(new QPushButton(tr("Rules\u2026")))
    , m_notice(new NoticeBar)
    , m_body(new QStackedWidget)
    , m_table(new QTableView)
    , m_empty(new EmptyState)
{
    build();
    connect(&center, &AlertCenter::changed, this, &AlertsPage::update);
    connect(m_mute, &QPushButton::clicked, this, &AlertsPage::showMuteMenu);
    connect(m_settings, &QPushButton::clicked, this, &AlertsPage::settingsWanted);
    connect(m_empty, &EmptyState::actionTriggered, this, &AlertsPage::settingsWanted);
    connect(
        m_notice, &NoticeBar::actionTriggered, this, [this] { m_center.unmute(AlertTarget::everything()); });
    connect(m_table, &QTableView::activated, this,
        [this](const QModelIndex& index) { Q_EMIT openWanted(targetOf(index)); });
    connect(m_table, &QWidget::customContextMenuRequested, this, &AlertsPage::showMenu);
    update();
}

void AlertsPage::build()
{
    m_table->setModel(&m_center.log());
    m_table->setItemDelegate(new AlertDelegate(m_table));
    setUpTable(*m_table);
    m_table->setAccessibleName(tr("Alerts"));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    const int character = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(AlertModel::When, character * 16);
    m_table->setColumnWidth(AlertModel::Connection, character * 28);
    m_table->setColumnWidth(AlertModel::Outcome, character * 32);
    m_table->horizontalHeader()->setSectionResizeMode(AlertModel::Problem, QHeaderView::Stretch);
    m_body->addWidget(m_table);
    m_body->addWidget(m_empty);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spaceM, spaceM, spaceM, spaceS);
    bar->setSpacing(spaceS);
    bar->addWidget(new PlainLabel(tr("Alerts"), PlainLabel::Tone::Title));
    bar->addStretch(1);
    bar->addWidget(m_mute);
    bar->addWidget(m_settings);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_notice);
    layout->addWidget(m_body, 1);
}

void AlertsPage::update()
{
    m_mute->setEnabled(m_center.isOn());
    if (m_center.log().rowCount() > 0)
        m_body->setCurrentWidget(m_table);
    else
        m_body->setCurrentWidget(m_empty);
    if (m_center.isOn())
        m_empty->show(u"bell"_s, tr("No alert since Drover began"),
            tr("Queues that fail, wait too long or are left alone show up here and on the desktop."));
    else
        m_empty->show(u"bell-off"_s, tr("Alerts are off"),
            tr("Drover can tell you on this desktop when a queue fails, waits too long or is left alone."),
            tr("Alert settings\u2026"));
    const qint64 until = m_center.isOn() ? m_center.mutedUntil(AlertTarget::everything()) : 0;
    if (until > 0)
        m_notice->show(Card::Mood::Plain,
            tr("All alerts are muted until %1.", "a moment")
                .arg(formatMoment(until, Clock::system().now().count())),
            tr("They are listed here, and nobody is told."), tr("No longer mute"));
    else
        m_notice->dismiss();
    if (isVisible())
        m_center.markSeen();
}

void AlertsPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    update();
}

AlertTarget AlertsPage::targetOf(const QModelIndex& index) const
{
    return m_center.log().row(index.row()).problem.target;
}

void AlertsPage::showMenu(const QPoint& position)
{
    const QModelIndex index = m_table->indexAt(position);
    if (!index.isValid())
        return;
    const AlertTarget target = targetOf(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Open"), this, [this, target] { Q_EMIT openWanted(target); });
    menu->addSeparator();
    fill(*menu, m_center.verbs(target));
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

void AlertsPage::showMuteMenu()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fill(*menu, m_center.verbs(AlertTarget::everything()));
    menu->popup(m_mute->mapToGlobal(QPoint(0, m_mute->height())));
}

} // namespace drover::ui
