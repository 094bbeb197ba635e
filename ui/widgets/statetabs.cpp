// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/statetabs.h"

#include "style/theme.h"
#include "util/formatting.h"
#include "util/words.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace drover::ui {

namespace {
constexpr std::array order{JobState::Failed, JobState::Waiting, JobState::Active, JobState::Delayed,
    JobState::Prioritized, JobState::WaitingChildren, JobState::Completed, JobState::Paused};
constexpr int padding = 10;
constexpr int gap = 6;

JobState stateAt(int index)
{
    return order.at(static_cast<size_t>(std::clamp<int>(index, 0, static_cast<int>(order.size()) - 1)));
}
} // namespace

StateTabs::StateTabs(QWidget* parent)
    : QTabBar(parent)
{
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideNone);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Job states"));
    for (const JobState state : order) {
        const int tab = addTab(state == JobState::WaitingChildren
                ? tr("Children", "tab: jobs that wait for their children")
                : stateWord(state));
        setTabToolTip(tab, stateWord(state));
    }
    // Old versions' list: shown only where it holds something.
    setTabVisible(static_cast<int>(order.size()) - 1, false);
    connect(this, &QTabBar::currentChanged, this, [this](int index) { Q_EMIT stateChosen(stateAt(index)); });
}

JobState StateTabs::current() const
{
    return stateAt(currentIndex());
}

void StateTabs::setCurrent(JobState state)
{
    setCurrentIndex(static_cast<int>(std::find(order.begin(), order.end(), state) - order.begin()));
}

void StateTabs::setCounts(const std::optional<JobCounts>& counts)
{
    if (m_counts == counts)
        return;
    m_counts = counts;
    for (int i = 0; i < count(); ++i) {
        setAccessibleTabName(
            i, counts ? tr("%1, %2 jobs", "state and its count").arg(tabText(i), countText(i)) : tabText(i));
    }
    setTabVisible(count() - 1, counts && (*counts)[JobState::Paused] > 0);
    // A text set anew makes the bar lay its tabs out again.
    const QString first = tabText(0);
    setTabText(0, first + u' ');
    setTabText(0, first);
}

QString StateTabs::countText(int index) const
{
    return m_counts ? formatCount((*m_counts)[stateAt(index)]) : QString();
}

QSize StateTabs::tabSizeHint(int index) const
{
    const QFontMetrics bold(Theme::scaled(1.0, true));
    const QString number = countText(index);
    const int width = bold.horizontalAdvance(tabText(index)) + (number.isEmpty() ? 0 : gap)
        + QFontMetrics(Theme::scaled(0.92)).horizontalAdvance(number) + 2 * padding + 2;
    return {width, qRound(bold.height() * 1.9)};
}

QSize StateTabs::minimumTabSizeHint(int index) const
{
    return tabSizeHint(index);
}

void StateTabs::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& tokens = Theme::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tokens.line);
    painter.drawLine(QPointF(0, height() - 0.5), QPointF(width(), height() - 0.5));
    for (int i = 0; i < count(); ++i) {
        if (!isTabVisible(i))
            continue;
        const QRectF area = QRectF(tabRect(i)).adjusted(0.5, 2.5, -0.5, 0);
        const bool chosen = i == currentIndex();
        if (chosen) {
            QPainterPath shape;
            shape.moveTo(area.bottomLeft());
            shape.lineTo(area.left(), area.top() + 6);
            shape.quadTo(area.topLeft(), {area.left() + 6, area.top()});
            shape.lineTo(area.right() - 6, area.top());
            shape.quadTo(area.topRight(), {area.right(), area.top() + 6});
            shape.lineTo(area.bottomRight());
            painter.fillPath(shape, tokens.base);
            painter.setPen(hasFocus() ? QPen(tokens.accent, 1.5) : QPen(tokens.line));
            painter.drawPath(shape);
        }
        painter.setFont(Theme::scaled(1.0, chosen));
        painter.setPen(chosen ? tokens.text : tokens.muted);
        const QRectF inner = area.adjusted(padding, 0, -padding, -1);
        painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, tabText(i));
        const JobState state = stateAt(i);
        const bool alarming = state == JobState::Failed && m_counts && (*m_counts)[state] > 0;
        painter.setFont(Theme::scaled(0.92, alarming));
        painter.setPen(alarming ? tokens.failed : tokens.muted);
        painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter, countText(i));
    }
}

} // namespace drover::ui
