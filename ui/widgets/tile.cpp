// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tile.h"

#include "style/theme.h"
#include "widgets/plainlabel.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace drover::ui {

Tile::Tile(const QString& heading, QWidget* parent)
    : Card(Mood::Plain, parent)
    , m_heading(new PlainLabel(heading, PlainLabel::Tone::Muted))
    , m_fact(new PlainLabel)
    , m_evidence(new PlainLabel({}, PlainLabel::Tone::Muted))
{
    m_fact->setFont(Theme::scaled(1.55, true));
    m_fact->setElided(true);
    m_evidence->setWordWrap(true);
    m_evidence->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceM, spaceS + 2, spaceM, spaceS + 2);
    layout->setSpacing(spaceXs);
    layout->addWidget(m_heading);
    layout->addWidget(m_fact);
    layout->addWidget(m_evidence, 1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred); // Fixed would not grow with its lines
    m_evidence->setMinimumHeight(fontMetrics().lineSpacing() * 2); // tiles beside each other stay alike
}

void Tile::show(const TileWords& words)
{
    if (m_words == words)
        return;
    m_words = words;
    m_fact->setText(words.fact);
    m_fact->setToolTip(words.fact);
    m_evidence->setText(words.evidence);
    setMood(words.mood);
    setAccessibleName(tr("%1: %2. %3", "a tile: heading, fact, evidence")
                          .arg(m_heading->text(), words.fact, words.evidence));
}

void Tile::setLead(const QString& lead)
{
    m_leads = !lead.isEmpty();
    setAccessibleDescription(lead);
    setToolTip(lead);
    setFocusPolicy(m_leads ? Qt::StrongFocus : Qt::NoFocus);
    if (m_leads)
        setCursor(Qt::PointingHandCursor);
    else
        unsetCursor();
    update();
}

void Tile::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_leads && event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT activated();
    Card::mouseReleaseEvent(event);
}

void Tile::keyPressEvent(QKeyEvent* event)
{
    if (m_leads
        && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space))
        Q_EMIT activated();
    else
        Card::keyPressEvent(event);
}

void Tile::enterEvent(QEnterEvent* event)
{
    m_isHovered = true;
    update();
    Card::enterEvent(event);
}

void Tile::leaveEvent(QEvent* event)
{
    m_isHovered = false;
    update();
    Card::leaveEvent(event);
}

void Tile::paintEvent(QPaintEvent* event)
{
    Card::paintEvent(event);
    if (!m_leads || !(m_isHovered || hasFocus()))
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? Theme::tokens().accent : Theme::tokens().muted, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace drover::ui
