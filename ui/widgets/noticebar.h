// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/card.h"

class QPushButton;
class QToolButton;

namespace drover::ui {

class PlainLabel;

//! A message in its place: a sentence, a remedy, at most one action; stays until it is settled or dismissed.
class NoticeBar final : public Card {
    Q_OBJECT
public:
    explicit NoticeBar(QWidget* parent = nullptr);

    void show(Mood mood, const QString& sentence, const QString& remedy = {}, const QString& action = {});
    void dismiss();
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void actionTriggered();
    //! By the person.
    void dismissed();

private:
    PlainLabel* m_icon;
    PlainLabel* m_sentence;
    PlainLabel* m_remedy;
    QPushButton* m_action;
    QToolButton* m_close;
};

} // namespace drover::ui
