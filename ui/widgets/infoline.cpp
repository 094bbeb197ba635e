// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/infoline.h"

#include "style/theme.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

InfoLine::InfoLine(QWidget* parent)
    : QWidget(parent)
    , m_text(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_progress(new QProgressBar)
    , m_first(new QPushButton)
    , m_second(new QPushButton)
{
    m_text->setElided(true);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(fontMetrics().averageCharWidth() * 16);
    m_progress->setAccessibleName(tr("Progress"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(spaceM, spaceXs, spaceM, spaceXs);
    layout->setSpacing(spaceS);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_progress);
    for (QPushButton* button : {m_first, m_second}) {
        button->setProperty("link", true);
        button->setFlat(true);
        layout->addWidget(button);
    }
    connect(m_first, &QPushButton::clicked, this, &InfoLine::firstTriggered);
    connect(m_second, &QPushButton::clicked, this, &InfoLine::secondTriggered);
    m_progress->hide();
    hide();
}

void InfoLine::show(const QString& text, const QString& first, const QString& second)
{
    m_text->setText(text);
    m_first->setText(first);
    m_first->setVisible(!first.isEmpty());
    m_second->setText(second);
    m_second->setVisible(!second.isEmpty());
    setVisible(true);
}

void InfoLine::dismiss()
{
    setProgress(-1, 0);
    hide();
}

void InfoLine::setProgress(qint64 done, qint64 total)
{
    m_progress->setVisible(done >= 0);
    if (done < 0)
        return;
    m_progress->setRange(0, total > 0 ? 1000 : 0);
    if (total > 0)
        m_progress->setValue(static_cast<int>(std::clamp<qint64>(done * 1000 / total, 0, 1000)));
}

QString InfoLine::text() const
{
    return m_text->text();
}

void InfoLine::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::tokens().alternate);
    painter.setPen(Theme::tokens().line);
    painter.drawLine(QPointF(0, height() - 0.5), QPointF(width(), height() - 0.5));
}

} // namespace drover::ui
