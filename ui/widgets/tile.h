// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/card.h"

namespace drover::ui {

class PlainLabel;

//! What a tile says.
struct TileWords {
    QString fact; //!< large, in a few words
    QString evidence;
    Card::Mood mood = Card::Mood::Plain;

    bool operator==(const TileWords&) const = default;
};

//! A heading, one large fact and a line of evidence; leads somewhere when it is clicked, or by Enter.
class Tile final : public Card {
    Q_OBJECT
public:
    explicit Tile(const QString& heading, QWidget* parent = nullptr);

    void show(const TileWords& words);
    [[nodiscard]] const TileWords& words() const { return m_words; }
    //! Where it leads, in words; empty = nowhere.
    void setLead(const QString& lead);

Q_SIGNALS:
    void activated();

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    TileWords m_words;
    bool m_leads = false;
    bool m_isHovered = false;
    PlainLabel* m_heading;
    PlainLabel* m_fact;
    PlainLabel* m_evidence;
};

} // namespace drover::ui
