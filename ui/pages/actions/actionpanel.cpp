// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/actions/actionpanel.h"

#include "pages/actions/actioncard.h"
#include "style/theme.h"
#include "widgets/noticebar.h"

#include <QEvent>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto goodNewsStay = 8s;
constexpr int mostLines = 14; //!< of text; more cards scroll
} // namespace

ActionPanel::ActionPanel(ActionsFeed& feed, QWidget* parent)
    : QScrollArea(parent)
    , m_feed(feed)
    , m_inside(new QWidget)
    , m_layout(new QVBoxLayout(m_inside))
{
    setObjectName(u"actionPanel"_s);
    setAccessibleName(tr("Actions"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    viewport()->setAutoFillBackground(false);
    m_inside->setAutoFillBackground(false);
    m_layout->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    m_layout->setSpacing(spaceS);
    setWidget(m_inside);
    m_inside->installEventFilter(this);
    connect(&feed, &ActionsFeed::changed, this, &ActionPanel::onChanged);
    connect(&feed, &ActionsFeed::dismissed, this, &ActionPanel::onDismissed);
    for (const ActionFacts& action : feed.actions())
        onChanged(action);
    updateShown();
}

void ActionPanel::onChanged(const ActionFacts& action)
{
    ActionCard*& card = m_cards[action.id];
    if (card == nullptr) {
        card = new ActionCard;
        const ActionId id = action.id;
        connect(card, &ActionCard::pauseWanted, this, [this, id] { m_feed.pause(id); });
        connect(card, &ActionCard::resumeWanted, this, [this, id] { m_feed.resume(id); });
        connect(card, &ActionCard::cancelWanted, this, [this, id] { m_feed.cancel(id); });
        connect(card, &ActionCard::dismissWanted, this, [this, id] { m_feed.dismiss(id); });
        connect(card, &ActionCard::remedyWanted, this, [this, id] {
            const Remedy remedy = m_remedies.value(id);
            m_feed.dismiss(id);
            if (remedy.then)
                remedy.then();
        });
        add(card);
    }
    card->show(action);
    if (action.phase != ActionPhase::Ended)
        return;
    const bool good = !action.error && action.skipped == 0;
    if (const auto remedy = m_remedies.constFind(action.id); remedy != m_remedies.cend() && action.done > 0)
        card->setRemedy(remedy->text);
    else if (m_transient.contains(action.id) && good)
        goLater(card, [this, id = action.id] { m_feed.dismiss(id); });
}

void ActionPanel::onDismissed(ActionId action)
{
    m_remedies.remove(action);
    m_transient.remove(action);
    if (ActionCard* card = m_cards.take(action)) {
        card->hide();
        card->deleteLater();
    }
    updateShown();
}

void ActionPanel::tell(Card::Mood mood, const QString& sentence, const QString& remedy, const QString& action,
    std::function<void()> then)
{
    auto* notice = new NoticeBar;
    const auto go = [this, notice] {
        notice->hide();
        notice->deleteLater();
        updateShown();
    };
    connect(notice, &NoticeBar::actionTriggered, this, [go, then = std::move(then)] {
        go();
        if (then)
            then();
    });
    connect(notice, &NoticeBar::dismissed, this, go);
    add(notice);
    notice->show(mood, sentence, remedy, action);
    updateShown();
    if (mood == Card::Mood::Good && action.isEmpty())
        goLater(notice, go);
}

void ActionPanel::setRemedy(ActionId action, const QString& text, std::function<void()> then)
{
    m_remedies.insert(action, {text, std::move(then)});
    ActionCard* card = m_cards.value(action);
    if (card != nullptr && card->action().phase == ActionPhase::Ended && card->action().done > 0)
        card->setRemedy(text);
}

void ActionPanel::setTransient(ActionId action)
{
    m_transient.insert(action);
}

void ActionPanel::add(QWidget* card)
{
    m_layout->insertWidget(0, card);
    card->setVisible(true);
    updateShown();
}

//! Not while somebody points at it or has the focus in it.
void ActionPanel::goLater(QWidget* card, std::function<void()> go)
{
    QTimer::singleShot(goodNewsStay, card, [this, card, go = std::move(go)] {
        if (card->underMouse() || card->isAncestorOf(focusWidget()))
            goLater(card, go);
        else
            go();
    });
}

void ActionPanel::updateShown()
{
    bool any = false;
    for (int i = 0; i < m_layout->count(); ++i)
        any = any || m_layout->itemAt(i)->widget()->isVisibleTo(m_inside);
    setVisible(any);
    updateGeometry();
}

bool ActionPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_inside && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QScrollArea::eventFilter(watched, event);
}

QSize ActionPanel::sizeHint() const
{
    const int width = viewport()->width();
    const int wanted =
        m_layout->hasHeightForWidth() ? m_layout->heightForWidth(width) : m_layout->sizeHint().height();
    return {m_layout->sizeHint().width(), std::min(wanted, mostLines * fontMetrics().lineSpacing())};
}

QSize ActionPanel::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

} // namespace drover::ui
