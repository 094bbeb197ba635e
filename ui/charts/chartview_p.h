// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chartlines.h"

#include <QChartView>
#include <QHash>

#include <functional>

QT_FORWARD_DECLARE_CLASS(QLineSeries)
QT_FORWARD_DECLARE_CLASS(QValueAxis)

namespace drover::ui {

//! Qt Charts draws the lines; grid, labels and the read-out under the pointer are ours, so that times are
//! round, labels stand at the lines' ends and everything follows the theme.
class ChartView final : public QChartView {
    Q_OBJECT
public:
    ChartView(std::function<QString(double)> format, QWidget* parent);

    void setData(const ChartLines& lines, qint64 from, qint64 to);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    void place();
    void recolour();
    void fill(QList<QLineSeries*>& pool, const ChartLine& line);
    void readOutAt(std::optional<qint64> at);
    [[nodiscard]] QPointF pointOf(const ChartPoint& point) const;
    [[nodiscard]] QList<double> gridValues() const;
    [[nodiscard]] QString momentText(qint64 at) const;
    void drawBeginning(QPainter* painter) const;
    void drawEndLabels(QPainter* painter) const;
    void drawReadOut(QPainter* painter) const;

    std::function<QString(double)> m_format;
    ChartLines m_lines;
    qint64 m_from = 0;
    qint64 m_to = 1;
    double m_top = 1;
    std::optional<qint64> m_readOut;
    QHash<ChartMeaning, QList<QLineSeries*>> m_series; //!< one for each piece, kept and filled anew
    QValueAxis* m_time;
    QValueAxis* m_value;
};

} // namespace drover::ui
