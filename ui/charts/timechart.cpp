// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timechart.h"

#include "charts/chartmodel.h"
#include "charts/chartview_p.h"
#include "delegates/rowdelegate.h"
#include "util/formatting.h"
#include "widgets/tables.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

TimeChart::TimeChart(std::function<QString(double)> format, QWidget* parent)
    : QWidget(parent)
    , m_format(std::move(format))
    , m_model(new ChartModel(m_format, this))
    , m_stack(new QStackedWidget)
    , m_view(new ChartView(m_format, this))
    , m_table(new QTableView)
    , m_tableAction(new QAction(tr("Show as &table"), this))
{
    m_table->setModel(m_model);
    m_table->setItemDelegate(new RowDelegate({}, m_table));
    setUpTable(*m_table);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    m_tableAction->setCheckable(true);
    connect(m_tableAction, &QAction::toggled, this, &TimeChart::setTableShown);
    setFocusProxy(m_view);
}

void TimeChart::setTableShown(bool shown)
{
    m_tableAction->setChecked(shown);
    if (shown)
        m_model->apply(m_lines);
    m_stack->setCurrentIndex(shown ? 1 : 0);
    setFocusProxy(m_stack->currentWidget());
}

bool TimeChart::isTableShown() const
{
    return m_stack->currentWidget() == m_table;
}

void TimeChart::setData(const ChartLines& lines, qint64 from, qint64 to)
{
    m_lines = lines;
    m_view->setData(lines, from, to);
    if (isTableShown())
        m_model->apply(lines);
    m_view->setAccessibleName(accessibleName());
    m_view->setAccessibleDescription(summary());
    m_table->setAccessibleName(accessibleName());
}

QString TimeChart::summary() const
{
    QStringList sentences;
    for (const ChartLine& line : m_lines) {
        const auto last = line.last();
        if (!last)
            continue;
        double lowest = last->value;
        double highest = last->value;
        for (const QList<ChartPoint>& piece : line.pieces) {
            for (const ChartPoint& point : piece) {
                lowest = std::min(lowest, point.value);
                highest = std::max(highest, point.value);
            }
        }
        sentences.append(
            tr("%1: %2 last, between %3 and %4.", "chart in words: line, values")
                .arg(chartLabel(line.meaning), m_format(last->value), m_format(lowest), m_format(highest)));
    }
    return sentences.isEmpty() ? tr("Nothing was observed in this time.") : sentences.join(u' ');
}

void TimeChart::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_tableAction);
    menu->popup(event->globalPos());
}

ThroughputChart::ThroughputChart(QWidget* parent)
    : TimeChart(formatRate, parent)
{
    setAccessibleName(tr("Jobs a second"));
}

void ThroughputChart::apply(const std::vector<LinkSample>& samples, qint64 step, qint64 from, qint64 to)
{
    setData(throughputLines(samples, step), from, to);
}

LatencyChart::LatencyChart(QWidget* parent)
    : TimeChart([](double value) { return formatDuration(value); }, parent)
{
    setAccessibleName(tr("Round trips to Redis"));
}

void LatencyChart::apply(const std::vector<LinkSample>& samples, qint64 step, qint64 from, qint64 to)
{
    setData(latencyLines(samples, step), from, to);
}

} // namespace drover::ui
