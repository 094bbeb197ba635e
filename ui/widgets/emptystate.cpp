// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/emptystate.h"

#include "style/icons.h"
#include "style/theme.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace drover::ui {

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent)
    , m_icon(new PlainLabel)
    , m_title(new PlainLabel({}, PlainLabel::Tone::Title))
    , m_text(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_action(new QPushButton)
{
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setMaximumWidth(fontMetrics().averageCharWidth() * 64);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(spaceS);
    layout->addStretch(2);
    m_title->setWordWrap(true);
    m_title->setAlignment(Qt::AlignHCenter);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_title);
    // Between springs and without an alignment of its own: only so a wrapping label gets the width it needs.
    auto* text = new QHBoxLayout;
    text->addStretch(1);
    text->addWidget(m_text, 100);
    text->addStretch(1);
    layout->addLayout(text);
    layout->addWidget(m_action, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, &EmptyState::actionTriggered);
}

void EmptyState::show(
    const QString& iconName, const QString& title, const QString& text, const QString& action)
{
    const int size = qRound(fontMetrics().height() * 2.5);
    m_icon->setPixmap(icon(iconName).pixmap(QSize(size, size), devicePixelRatioF(), QIcon::Disabled));
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
}

QString EmptyState::title() const
{
    return m_title->text();
}

Skeleton::Skeleton(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Loading"));
}

void Skeleton::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& tokens = Theme::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), tokens.base);
    const int row = Theme::rowHeight(this);
    const int bar = row / 3;
    constexpr std::array widths{0.08, 0.16, 0.38, 0.09, 0.10};
    for (int y = 0, n = 0; y + row < height() && n < 12; y += row, ++n) {
        double x = spaceM;
        QColor color = tokens.line;
        color.setAlphaF(static_cast<float>(std::max(0.15, 0.8 - n * 0.06)));
        painter.setBrush(color);
        painter.setPen(Qt::NoPen);
        for (size_t i = 0; i < widths.size(); ++i) {
            const double room = widths.at(i) * width();
            const double used =
                room * (0.55 + 0.1 * static_cast<double>((static_cast<size_t>(n) * 7 + i * 3) % 4));
            painter.drawRoundedRect(QRectF(x, y + (row - bar) / 2.0, used, bar), 3, 3);
            x += room + 2 * spaceM;
        }
    }
}

} // namespace drover::ui
