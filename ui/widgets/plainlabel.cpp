// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plainlabel.h"

#include "style/theme.h"
#include "util/plaintext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace drover::ui {

PlainLabel::PlainLabel(const QString& text, Tone tone, QWidget* parent)
    : QLabel(parent)
    , m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setText(text);
    applyTone();
}

void PlainLabel::setTone(Tone tone)
{
    m_tone = tone;
    applyTone();
}

void PlainLabel::setState(std::optional<JobState> state)
{
    m_state = state;
    update();
}

QColor PlainLabel::color() const
{
    const Tokens& tokens = Theme::tokens();
    if (m_state)
        return tokens.state(*m_state);
    switch (m_tone) {
    case Tone::Muted:
    case Tone::Caption:
        return tokens.muted;
    case Tone::Error:
        return tokens.failed;
    default:
        return tokens.text;
    }
}

void PlainLabel::setElided(bool elided)
{
    m_elided = elided;
    updateGeometry();
    update();
}

QSize PlainLabel::minimumSizeHint() const
{
    const QSize hint = QLabel::minimumSizeHint();
    return m_elided ? QSize(0, hint.height()) : hint;
}

bool PlainLabel::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && m_elided && toolTip().isEmpty()
        && fontMetrics().horizontalAdvance(text()) > contentsRect().width()) {
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), toolTipText(text()), this);
        return true;
    }
    return QLabel::event(event);
}

void PlainLabel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        update();
    QLabel::changeEvent(event);
}

void PlainLabel::paintEvent(QPaintEvent* event)
{
    const QColor color = this->color();
    if (m_elided && !text().isEmpty()) {
        QPainter painter(this);
        painter.setPen(color);
        const QRect area = contentsRect();
        painter.drawText(area, static_cast<int>(alignment()) | Qt::TextSingleLine,
            fontMetrics().elidedText(text(), Qt::ElideRight, area.width()));
        return;
    }
    if (palette().color(QPalette::WindowText) != color) {
        QPalette own = palette();
        own.setColor(QPalette::WindowText, color);
        setPalette(own);
    }
    QLabel::paintEvent(event);
}

void PlainLabel::applyTone()
{
    switch (m_tone) {
    case Tone::Caption:
        setFont(Theme::scaled(0.88, true));
        break;
    case Tone::Strong:
        setFont(Theme::scaled(1.0, true));
        break;
    case Tone::Title:
        setFont(Theme::scaled(1.15, true));
        break;
    default:
        break;
    }
    update();
}

} // namespace drover::ui
