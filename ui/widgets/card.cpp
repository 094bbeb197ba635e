// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/card.h"

#include "style/theme.h"

#include <QPainter>

namespace drover::ui {

Card::Card(Mood mood, QWidget* parent)
    : QFrame(parent)
    , m_mood(mood)
{
}

void Card::setMood(Mood mood)
{
    m_mood = mood;
    update();
}

void Card::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& tokens = Theme::tokens();
    const QColor ground = m_mood == Mood::Good ? tokens.okSoft
        : m_mood == Mood::Warn                 ? tokens.warnSoft
        : m_mood == Mood::Bad                  ? tokens.failedSoft
                                               : tokens.base;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_mood == Mood::Plain ? tokens.line : ground);
    painter.setBrush(ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5 + m_topGap, -0.5, -0.5), 8, 8);
}

} // namespace drover::ui
