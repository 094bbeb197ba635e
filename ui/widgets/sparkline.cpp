// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sparkline.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>

namespace drover::ui {

void paintSparkline(QPainter& painter, const QRectF& area, const QList<qint64>& samples, const QColor& color)
{
    if (samples.size() < 2)
        return;
    const qint64 top = std::max<qint64>(1, *std::max_element(samples.begin(), samples.end()));
    const double step = area.width() / static_cast<double>(samples.size() - 1);
    QPolygonF line;
    line.reserve(samples.size());
    for (qsizetype i = 0; i < samples.size(); ++i) {
        const double share = static_cast<double>(samples.at(i)) / static_cast<double>(top);
        line.append(
            {area.left() + step * static_cast<double>(i), area.bottom() - 1 - share * (area.height() - 2)});
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
    painter.restore();
}

} // namespace drover::ui
