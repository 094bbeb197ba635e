// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "util/mood.h"

#include <QFrame>

namespace drover::ui {

//! A rounded ground for things that belong together; tinted for good, doubtful and bad news.
class Card : public QFrame {
    Q_OBJECT
public:
    using Mood = ui::Mood;

    explicit Card(Mood mood = Mood::Plain, QWidget* parent = nullptr);
    void setMood(Mood mood);
    [[nodiscard]] Mood mood() const { return m_mood; }

protected:
    void paintEvent(QPaintEvent* event) override;
    //! Room above the painted ground, so that a hidden card leaves no gap.
    void setTopGap(int gap) { m_topGap = gap; }

private:
    Mood m_mood;
    int m_topGap = 0;
};

} // namespace drover::ui
