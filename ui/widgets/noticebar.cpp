// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/noticebar.h"

#include "style/icons.h"
#include "style/theme.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

NoticeBar::NoticeBar(QWidget* parent)
    : Card(Mood::Plain, parent)
    , m_icon(new PlainLabel)
    , m_sentence(new PlainLabel)
    , m_remedy(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_action(new QPushButton)
    , m_close(new QToolButton)
{
    m_sentence->setWordWrap(true);
    m_remedy->setWordWrap(true);
    m_close->setIcon(icon(u"close"_s));
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(tr("Dismiss"));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_sentence);
    words->addWidget(m_remedy);
    auto* layout = new QHBoxLayout(this);
    setTopGap(spaceS);
    layout->setContentsMargins(spaceM, spaceS + spaceXs + 2, spaceXs, spaceXs + 2);
    layout->setSpacing(spaceS);
    layout->addWidget(m_icon);
    layout->addLayout(words, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);
    setVisible(false);
    connect(m_action, &QPushButton::clicked, this, &NoticeBar::actionTriggered);
    connect(m_close, &QToolButton::clicked, this, [this] {
        dismiss();
        Q_EMIT dismissed();
    });
}

void NoticeBar::show(Mood newMood, const QString& sentence, const QString& remedy, const QString& action)
{
    setMood(newMood);
    const int size = fontMetrics().height();
    m_icon->setPixmap(icon(newMood == Mood::Good ? u"check"_s : u"warning"_s)
                          .pixmap(QSize(size, size), devicePixelRatioF()));
    m_sentence->setText(sentence);
    m_remedy->setText(remedy);
    m_remedy->setVisible(!remedy.isEmpty());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(text());
    setVisible(true);
}

void NoticeBar::dismiss()
{
    setVisible(false);
}

QString NoticeBar::text() const
{
    return m_remedy->text().isEmpty()
        ? m_sentence->text()
        : tr("%1 %2", "sentence and remedy").arg(m_sentence->text(), m_remedy->text());
}

} // namespace drover::ui
