// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QList>

class QPainter;
class QRectF;

namespace drover::ui {

//! A small line through samples, newest right, scaled to its own largest value; flat on the ground for zeros.
void paintSparkline(QPainter& painter, const QRectF& area, const QList<qint64>& samples, const QColor& color);

} // namespace drover::ui
