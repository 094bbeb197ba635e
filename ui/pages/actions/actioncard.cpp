// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/actions/actioncard.h"

#include "style/icons.h"
#include "style/theme.h"
#include "util/actionwords.h"
#include "widgets/plainlabel.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr int barSteps = 1000;

QString iconName(const ActionFacts& action)
{
    if (action.phase == ActionPhase::Ended)
        return action.error || action.skipped > 0 ? u"warning"_s : u"check"_s;
    return action.phase == ActionPhase::Paused ? u"pause"_s : u"refresh"_s;
}
} // namespace

ActionCard::ActionCard(QWidget* parent)
    : Card(Mood::Plain, parent)
    , m_icon(new PlainLabel)
    , m_title(new PlainLabel({}, PlainLabel::Tone::Strong))
    , m_detail(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_bar(new QProgressBar)
    , m_pause(new QPushButton)
    , m_cancel(new QPushButton(tr("Cancel")))
    , m_remedy(new QPushButton)
    , m_dismiss(new QToolButton)
{
    m_title->setElided(true);
    m_detail->setWordWrap(true);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_remedy->hide();
    m_dismiss->setIcon(icon(u"close"_s));
    m_dismiss->setAccessibleName(tr("Dismiss"));
    m_dismiss->setToolTip(tr("Dismiss"));
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    words->addWidget(m_bar);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(spaceM, spaceS, spaceS, spaceS);
    layout->setSpacing(spaceS);
    layout->addWidget(m_icon);
    layout->addLayout(words, 1);
    layout->addWidget(m_remedy);
    layout->addWidget(m_pause);
    layout->addWidget(m_cancel);
    layout->addWidget(m_dismiss);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_action.phase == ActionPhase::Paused)
            Q_EMIT resumeWanted();
        else
            Q_EMIT pauseWanted();
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancelling = true;
        updateButtons();
        Q_EMIT cancelWanted();
    });
    connect(m_remedy, &QPushButton::clicked, this, &ActionCard::remedyWanted);
    connect(m_dismiss, &QToolButton::clicked, this, &ActionCard::dismissWanted);
}

void ActionCard::show(const ActionFacts& action)
{
    const bool endsNow = action.phase == ActionPhase::Ended && m_action.phase != ActionPhase::Ended;
    m_action = action;
    const int size = fontMetrics().height();
    m_icon->setPixmap(icon(iconName(action)).pixmap(QSize(size, size), devicePixelRatioF()));
    m_title->setText(actionTitle(action));
    m_detail->setText(actionDetail(action));
    m_detail->setVisible(!m_detail->text().isEmpty());
    const bool ended = action.phase == ActionPhase::Ended;
    m_bar->setVisible(!ended);
    if (action.total > 0) {
        m_bar->setRange(0, barSteps);
        m_bar->setValue(static_cast<int>(barSteps * std::min(action.looked, action.total) / action.total));
    } else {
        m_bar->setRange(0, 0); // busy: nobody knows how many yet
    }
    const bool failed = action.error && action.error->code != ErrorCode::Cancelled;
    setMood(!ended                                  ? Mood::Plain
            : failed                                ? Mood::Bad
            : action.error || action.skipped > 0    ? Mood::Warn
            : action.done > 0 || action.matched > 0 ? Mood::Good
                                                    : Mood::Plain);
    setAccessibleName(text());
    updateButtons();
    if (endsNow) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void ActionCard::updateButtons()
{
    const bool ended = m_action.phase == ActionPhase::Ended;
    m_pause->setText(m_action.phase == ActionPhase::Paused ? tr("Resume") : tr("Pause"));
    m_pause->setVisible(!ended && m_action.canPause);
    m_pause->setEnabled(!m_cancelling);
    m_cancel->setVisible(!ended);
    m_cancel->setEnabled(!m_cancelling);
    m_cancel->setText(m_cancelling ? tr("Cancelling\u2026") : tr("Cancel"));
    m_dismiss->setVisible(ended);
    m_remedy->setVisible(ended && !m_remedy->text().isEmpty());
}

void ActionCard::setRemedy(const QString& text)
{
    m_remedy->setText(text);
    updateButtons();
}

QString ActionCard::text() const
{
    return m_detail->text().isEmpty()
        ? m_title->text()
        : tr("%1. %2", "title and sentences").arg(m_title->text(), m_detail->text());
}

} // namespace drover::ui
