// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chartlines.h"

#include <QWidget>

#include <functional>

class QAction;
class QStackedWidget;
class QTableView;

namespace drover::ui {

class ChartModel;
class ChartView;

//! Lines over time, or the same as a table (context menu). Updates replace points, nothing is built anew.
//! Says in words what it shows, for screen readers.
class TimeChart : public QWidget {
    Q_OBJECT
public:
    //! `format` makes words of a value.
    explicit TimeChart(std::function<QString(double)> format, QWidget* parent = nullptr);

    void setTableShown(bool shown);
    [[nodiscard]] bool isTableShown() const;
    [[nodiscard]] const ChartLines& lines() const { return m_lines; }
    //! Newest, lowest and highest value of each line.
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QTableView* table() const { return m_table; }

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void setData(const ChartLines& lines, qint64 from, qint64 to);

private:
    std::function<QString(double)> m_format;
    ChartLines m_lines;
    ChartModel* m_model;
    QStackedWidget* m_stack;
    ChartView* m_view;
    QTableView* m_table;
    QAction* m_tableAction;
};

//! Jobs a second: added, completed, failed.
class ThroughputChart final : public TimeChart {
    Q_OBJECT
public:
    explicit ThroughputChart(QWidget* parent = nullptr);
    void apply(const std::vector<LinkSample>& samples, qint64 step, qint64 from, qint64 to);
};

//! Round trips to Redis.
class LatencyChart final : public TimeChart {
    Q_OBJECT
public:
    explicit LatencyChart(QWidget* parent = nullptr);
    void apply(const std::vector<LinkSample>& samples, qint64 step, qint64 from, qint64 to);
};

} // namespace drover::ui
