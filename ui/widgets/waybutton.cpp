// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/waybutton.h"

#include "style/icons.h"
#include "style/theme.h"

#include <QEvent>
#include <QPainter>

namespace drover::ui {

WayButton::WayButton(
    const QString& iconName, const QString& title, const QString& description, QWidget* parent)
    : QAbstractButton(parent)
    , m_icon(iconName)
    , m_description(description)
{
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(description);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize WayButton::sizeHint() const
{
    const int line = fontMetrics().height();
    return {fontMetrics().averageCharWidth() * 22, 4 * line + 2 * spaceM + spaceS};
}

void WayButton::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& tokens = Theme::tokens();
    const bool isHot = underMouse() || hasFocus();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(isHot ? tokens.accent : tokens.line);
    painter.setBrush(isDown() ? tokens.selection : isHot ? tokens.accentSoft : tokens.window);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    const QFont bold = Theme::scaled(1.0, true);
    const int line = fontMetrics().height();
    const QRect inside = rect().adjusted(spaceM, spaceM, -spaceM, -spaceM);
    paintIcon(&painter, QRect(inside.left(), inside.top(), line, line), m_icon, tokens.accent);
    painter.setFont(bold);
    painter.setPen(tokens.text);
    const QRect title(inside.left() + line + spaceS, inside.top(), inside.width() - line - spaceS, line);
    painter.drawText(title, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(bold).elidedText(text(), Qt::ElideRight, title.width()));
    painter.setFont(font());
    painter.setPen(tokens.muted);
    painter.drawText(inside.adjusted(0, line + spaceS, 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
        m_description);
}

bool WayButton::event(QEvent* event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave
        || event->type() == QEvent::Enter || event->type() == QEvent::Leave)
        update();
    return QAbstractButton::event(event);
}

} // namespace drover::ui
