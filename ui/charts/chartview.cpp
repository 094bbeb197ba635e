// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartview_p.h"

#include "style/theme.h"

#include <QChart>
#include <QDateTime>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLineSeries>
#include <QLocale>
#include <QMouseEvent>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qint64 day = 24 * 60 * 60 * 1000;
constexpr double penWidth = 1.8;
constexpr int gridLines = 4;

int widestLabel(const ChartLines& lines, const QFontMetrics& metrics)
{
    int width = 0;
    for (const ChartLine& line : lines)
        width = std::max(width, metrics.horizontalAdvance(chartLabel(line.meaning)));
    return width;
}
} // namespace

ChartView::ChartView(std::function<QString(double)> format, QWidget* parent)
    : QChartView(new QChart, parent)
    , m_format(std::move(format))
    , m_time(new QValueAxis)
    , m_value(new QValueAxis)
{
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setPlotAreaBackgroundVisible(false);
    chart()->setMargins(QMargins());
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setAnimationOptions(QChart::NoAnimation);
    for (QValueAxis* axis : {m_time, m_value}) {
        axis->setVisible(false);
        chart()->addAxis(axis, axis == m_time ? Qt::AlignBottom : Qt::AlignLeft);
    }
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setContextMenuPolicy(Qt::NoContextMenu); // the widget around has one
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setObjectName(u"chartView"_s);
    setStyleSheet(u"#chartView { background: transparent; }"_s);
    viewport()->setAutoFillBackground(false);
}

QSize ChartView::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 30, fontMetrics().height() * 7};
}

void ChartView::setData(const ChartLines& lines, qint64 from, qint64 to)
{
    m_lines = lines;
    m_from = from;
    m_to = std::max(to, from + 1);
    double highest = 0;
    for (const ChartLine& line : lines) {
        for (const QList<ChartPoint>& piece : line.pieces) {
            for (const ChartPoint& point : piece)
                highest = std::max(highest, point.value);
        }
    }
    // Four lines of the grid stand on round numbers.
    m_top = niceTop(highest * 1.02 / gridLines) * gridLines;
    m_time->setRange(static_cast<double>(m_from), static_cast<double>(m_to));
    m_value->setRange(0, m_top);
    for (const ChartLine& line : lines)
        fill(m_series[line.meaning], line);
    place();
    viewport()->update();
}

void ChartView::fill(QList<QLineSeries*>& pool, const ChartLine& line)
{
    while (pool.size() < line.pieces.size()) {
        auto* series = new QLineSeries;
        chart()->addSeries(series);
        series->attachAxis(m_time);
        series->attachAxis(m_value);
        QPen pen(chartColor(line.meaning, Theme::tokens()), penWidth);
        pen.setJoinStyle(Qt::RoundJoin);
        pen.setCapStyle(Qt::RoundCap);
        series->setPen(pen);
        pool.append(series);
    }
    for (qsizetype i = 0; i < pool.size(); ++i) {
        QList<QPointF> points;
        if (i < line.pieces.size()) {
            for (const ChartPoint& point : line.pieces.at(i))
                points.append({static_cast<double>(point.at), point.value});
            // A single reading between two gaps is worth a dot, and a line without length is not drawn.
            if (points.size() == 1)
                points.append(points.first() + QPointF(static_cast<double>(m_to - m_from) / 1000, 0));
        }
        pool.at(i)->replace(points);
    }
}

void ChartView::place()
{
    const QFontMetrics metrics(Theme::scaled(0.9));
    int left = 0;
    for (const double value : gridValues())
        left = std::max(left, metrics.horizontalAdvance(m_format(value)));
    const int right = widestLabel(m_lines, metrics) + spaceL;
    chart()->setPlotArea(
        QRectF(viewport()->rect())
            .adjusted(left + spaceS, metrics.height() / 2.0 + 2, -right, -(metrics.height() + spaceS)));
}

void ChartView::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    place();
}

void ChartView::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
    if (event->type() == QEvent::FontChange)
        place();
}

void ChartView::recolour()
{
    for (auto line = m_series.cbegin(); line != m_series.cend(); ++line) {
        for (QLineSeries* series : line.value()) {
            QPen pen = series->pen();
            pen.setColor(chartColor(line.key(), Theme::tokens()));
            series->setPen(pen);
        }
    }
    viewport()->update();
}

QPointF ChartView::pointOf(const ChartPoint& point) const
{
    const QRectF area = chart()->plotArea();
    const double x = static_cast<double>(point.at - m_from) / static_cast<double>(m_to - m_from);
    return {area.left() + x * area.width(), area.bottom() - point.value / m_top * area.height()};
}

QList<double> ChartView::gridValues() const
{
    QList<double> values;
    for (int i = 0; i <= gridLines; ++i)
        values.append(m_top * i / gridLines);
    return values;
}

QString ChartView::momentText(qint64 at) const
{
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(at);
    if (m_to - m_from <= day)
        return moment.toString(u"HH:mm");
    return u"%1 %2"_s.arg(
        QLocale().dayName(moment.date().dayOfWeek(), QLocale::ShortFormat), moment.toString(u"d"));
}

void ChartView::drawBackground(QPainter* painter, const QRectF& /*rect*/)
{
    const Tokens& tokens = Theme::tokens();
    const QRectF area = chart()->plotArea();
    painter->save();
    painter->resetTransform();
    painter->setFont(Theme::scaled(0.9));
    const QFontMetrics metrics(painter->font());
    for (const double value : gridValues()) {
        const double y = std::floor(pointOf({m_from, value}).y()) + 0.5;
        painter->setPen(tokens.line);
        painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter->setPen(tokens.muted);
        painter->drawText(QRectF(0, y - metrics.height(), area.left() - spaceS, 2 * metrics.height()),
            Qt::AlignRight | Qt::AlignVCenter, m_format(value));
    }
    double free = area.left(); // beside the lowest value
    for (const qint64 at : niceMoments(m_from, m_to)) {
        const QString text = momentText(at);
        const double width = metrics.horizontalAdvance(text);
        const double x = pointOf({at, 0}).x();
        if (x - width / 2 < free || x + width / 2 > viewport()->width())
            continue;
        painter->drawText(QRectF(x - width, area.bottom() + spaceXs, 2 * width, metrics.height()),
            Qt::AlignHCenter | Qt::AlignVCenter, text);
        free = x + width / 2 + spaceM;
    }
    painter->restore();
}

void ChartView::drawForeground(QPainter* painter, const QRectF& /*rect*/)
{
    painter->save();
    painter->resetTransform();
    drawEndLabels(painter);
    drawBeginning(painter);
    if (m_readOut)
        drawReadOut(painter);
    if (hasFocus()) {
        painter->setPen(Theme::tokens().accent);
        painter->drawRoundedRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    painter->restore();
}

//! So that a chart of which nothing or only its end is drawn does not look broken.
void ChartView::drawBeginning(QPainter* painter) const
{
    qint64 first = m_to;
    bool isEmpty = true;
    for (const ChartLine& line : m_lines) {
        if (line.pieces.isEmpty() || line.pieces.first().isEmpty())
            continue;
        isEmpty = false;
        first = std::min(first, line.pieces.first().first().at);
    }
    QRectF unseen = chart()->plotArea();
    if (!isEmpty)
        unseen.setRight(pointOf({first, 0}).x());
    const QString text = isEmpty
        ? tr("Nothing was observed in this time. What is read from now on is kept.")
        : tr("Not observed before %1", "chart: a time of day").arg(momentText(first));
    painter->setFont(Theme::scaled(isEmpty ? 1.0 : 0.9));
    if (!isEmpty && unseen.width() < 1.5 * QFontMetrics(painter->font()).horizontalAdvance(text))
        return;
    // Between two lines of the grid: none strikes through the words.
    unseen.setHeight(unseen.height() / gridLines);
    unseen.moveTop(chart()->plotArea().top() + unseen.height() * (gridLines / 2 - 1));
    painter->setPen(Theme::tokens().muted);
    painter->drawText(unseen, Qt::AlignCenter, text);
}

//! Labels keep their distance: who comes first from below stays, the others move up.
void ChartView::drawEndLabels(QPainter* painter) const
{
    painter->setFont(Theme::scaled(0.9));
    const QFontMetrics metrics(painter->font());
    const QRectF area = chart()->plotArea();
    struct Label {
        double y;
        const ChartLine* line;
    };
    QList<Label> labels;
    for (const ChartLine& line : m_lines) {
        // A line that ended long ago has its end elsewhere.
        if (const auto last = line.last(); last && last->at > m_to - (m_to - m_from) / 8)
            labels.append({pointOf(*last).y(), &line});
    }
    std::sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) { return a.y > b.y; });
    double below = area.bottom() + metrics.height();
    for (const Label& label : labels) {
        const double y = std::min(label.y, below - metrics.height());
        below = y;
        painter->setPen(chartColor(label.line->meaning, Theme::tokens()));
        painter->drawText(QRectF(area.right() + spaceS, y - metrics.height(),
                              viewport()->width() - area.right() - spaceS, 2 * metrics.height()),
            Qt::AlignLeft | Qt::AlignVCenter, chartLabel(label.line->meaning));
    }
}

void ChartView::drawReadOut(QPainter* painter) const
{
    const Tokens& tokens = Theme::tokens();
    const QRectF area = chart()->plotArea();
    painter->setFont(Theme::scaled(0.9));
    const QFontMetrics metrics(painter->font());
    struct Row {
        QString text;
        QColor color;
    };
    QList<Row> rows;
    qint64 at = *m_readOut;
    for (const ChartLine& line : m_lines) {
        const auto point = line.nearest(*m_readOut);
        if (!point || std::abs(point->at - *m_readOut) > (m_to - m_from) / 40)
            continue;
        at = point->at;
        const QColor color = chartColor(line.meaning, tokens);
        rows.append({u"%1 %2"_s.arg(m_format(point->value), chartLabel(line.meaning)), color});
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawEllipse(pointOf(*point), 3, 3);
    }
    const double x = std::clamp(pointOf({at, 0}).x(), area.left(), area.right());
    painter->setPen(QPen(tokens.muted, 1, Qt::DotLine));
    painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(at);
    const QString time = m_to - m_from <= day
        ? moment.toString(u"HH:mm:ss")
        : u"%1 %2"_s.arg(QLocale().toString(moment.date(), QLocale::ShortFormat), moment.toString(u"HH:mm"));
    rows.prepend(
        {rows.isEmpty() ? tr("%1: not observed", "chart: nobody looked at this time").arg(time) : time,
            tokens.muted});
    double width = 0;
    for (const Row& row : rows)
        width = std::max<double>(width, metrics.horizontalAdvance(row.text));
    QRectF box(0, 0, width + 2 * spaceS, static_cast<double>(rows.size()) * metrics.lineSpacing() + spaceS);
    box.moveTop(area.top() + spaceXs);
    box.moveLeft(x + spaceM + box.width() > area.right() ? x - spaceM - box.width() : x + spaceM);
    painter->setPen(tokens.line);
    painter->setBrush(tokens.base);
    painter->drawRoundedRect(box, 6, 6);
    double y = box.top() + spaceXs;
    for (const Row& row : rows) {
        painter->setPen(row.color);
        painter->drawText(QRectF(box.left() + spaceS, y, width + 1, metrics.lineSpacing()),
            Qt::AlignLeft | Qt::AlignVCenter, row.text);
        y += metrics.lineSpacing();
    }
}

void ChartView::readOutAt(std::optional<qint64> at)
{
    if (at == m_readOut)
        return;
    m_readOut = at;
    viewport()->update();
}

void ChartView::mouseMoveEvent(QMouseEvent* event)
{
    const QRectF area = chart()->plotArea();
    const double share = (event->position().x() - area.left()) / std::max(1.0, area.width());
    if (share < 0 || share > 1)
        readOutAt(std::nullopt);
    else
        readOutAt(m_from + qRound64(share * static_cast<double>(m_to - m_from)));
}

void ChartView::leaveEvent(QEvent* event)
{
    readOutAt(std::nullopt);
    QChartView::leaveEvent(event);
}

//! Left and right move the read-out, as the pointer would.
void ChartView::keyPressEvent(QKeyEvent* event)
{
    const qint64 step = (m_to - m_from) / 60;
    if (event->key() == Qt::Key_Left)
        readOutAt(std::max(m_from, m_readOut.value_or(m_to) - step));
    else if (event->key() == Qt::Key_Right)
        readOutAt(std::min(m_to, m_readOut.value_or(m_from) + step));
    else if (event->key() == Qt::Key_Escape && m_readOut)
        readOutAt(std::nullopt);
    else
        QWidget::keyPressEvent(event);
}

void ChartView::focusOutEvent(QFocusEvent* event)
{
    readOutAt(std::nullopt);
    QChartView::focusOutEvent(event);
}

} // namespace drover::ui
