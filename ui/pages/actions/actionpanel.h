// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/actionsfeed.h"
#include "widgets/card.h"

#include <QHash>
#include <QScrollArea>

#include <functional>

class QVBoxLayout;

namespace drover::ui {

class ActionCard;

//! What runs and what has ended, newest on top; short news with an Undo stand here too. Not there at all
//! while there is nothing to tell.
class ActionPanel final : public QScrollArea {
    Q_OBJECT
public:
    explicit ActionPanel(ActionsFeed& feed, QWidget* parent = nullptr);

    //! News about something that took no time. With `action` a button that calls `then` once and takes the
    //! news away. Good news without a button go by themselves.
    void tell(Card::Mood mood, const QString& sentence, const QString& remedy = {},
        const QString& action = {}, std::function<void()> then = {});
    //! Offered on the card of an action when it has ended, instead of the usual.
    void setRemedy(ActionId action, const QString& text, std::function<void()> then);
    //! Reports of single jobs go by themselves when all is well.
    void setTransient(ActionId action);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Remedy {
        QString text;
        std::function<void()> then;
    };
    void onChanged(const ActionFacts& action);
    void onDismissed(ActionId action);
    void add(QWidget* card);
    void goLater(QWidget* card, std::function<void()> go);
    void updateShown();

    ActionsFeed& m_feed;
    QWidget* m_inside;
    QVBoxLayout* m_layout;
    QHash<ActionId, ActionCard*> m_cards;
    QHash<ActionId, Remedy> m_remedies;
    QSet<ActionId> m_transient;
};

} // namespace drover::ui
