// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/environmentchip.h"

#include "style/theme.h"

#include <QPainter>

#include <algorithm>

namespace drover::ui {

EnvironmentChip::EnvironmentChip(Environment environment, Form form, QWidget* parent)
    : QWidget(parent)
    , m_environment(environment)
    , m_form(form)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFont(Theme::scaled(0.92, true));
    setAccessibleName(text());
}

QString EnvironmentChip::text() const
{
    const bool letter = m_form == Form::Letter;
    switch (m_environment) {
    case Environment::Production:
        return letter ? tr("P", "letter of production") : tr("PRODUCTION", "environment");
    case Environment::Staging:
        return letter ? tr("S", "letter of staging") : tr("STAGING", "environment");
    case Environment::Development:
        return letter ? tr("D", "letter of development") : tr("DEVELOPMENT", "environment");
    case Environment::Unspecified:
        break;
    }
    return letter ? tr("R", "letter of a connection to Redis without an environment")
                  : tr("REDIS", "connection without an environment");
}

QSize EnvironmentChip::sizeHint() const
{
    const int height = fontMetrics().height() + 6;
    return {std::max(height, fontMetrics().horizontalAdvance(text()) + 2 * spaceS), height};
}

void EnvironmentChip::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& tokens = Theme::tokens();
    const QColor color = m_environment == Environment::Production ? tokens.failed
        : m_environment == Environment::Staging                   ? tokens.delayed
        : m_environment == Environment::Development               ? tokens.completed
                                                                  : tokens.waiting;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.2));
    painter.setBrush(tokens.base);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.8, 0.8, -0.8, -0.8), 4, 4);
    painter.drawText(rect(), Qt::AlignCenter, text());
}

} // namespace drover::ui
