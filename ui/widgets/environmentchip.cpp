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
    setAccessibleName(text(environment, form));
}

QString EnvironmentChip::text(Environment environment, Form form)
{
    const bool letter = form == Form::Letter;
    switch (environment) {
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

void EnvironmentChip::setEnvironment(Environment environment)
{
    m_environment = environment;
    setAccessibleName(text(environment, m_form));
    updateGeometry();
    update();
}

QSize EnvironmentChip::sizeHint() const
{
    const int height = fontMetrics().height() + 6;
    return {
        std::max(height, fontMetrics().horizontalAdvance(text(m_environment, m_form)) + 2 * spaceS), height};
}

void EnvironmentChip::paintChip(
    QPainter& painter, const QRect& area, Environment environment, Form form, bool solid)
{
    const Tokens& tokens = Theme::tokens();
    const QColor color = !solid                   ? tokens.muted
        : environment == Environment::Production  ? tokens.failed
        : environment == Environment::Staging     ? tokens.delayed
        : environment == Environment::Development ? tokens.completed
                                                  : tokens.waiting;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(Theme::scaled(0.92, true));
    painter.setPen(QPen(color, 1.2, solid ? Qt::SolidLine : Qt::DotLine));
    painter.setBrush(tokens.base);
    painter.drawRoundedRect(QRectF(area).adjusted(0.8, 0.8, -0.8, -0.8), 4, 4);
    painter.drawText(area, Qt::AlignCenter, text(environment, form));
}

void EnvironmentChip::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    paintChip(painter, rect(), m_environment, m_form, true);
}

} // namespace drover::ui
