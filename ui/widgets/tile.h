// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/card.h"

namespace drover::ui {

class PlainLabel;

//! A heading, one large fact and a line of evidence.
class Tile final : public Card {
    Q_OBJECT
public:
    explicit Tile(const QString& heading, QWidget* parent = nullptr);
    void show(const QString& fact, const QString& evidence, Mood mood);

private:
    PlainLabel* m_heading;
    PlainLabel* m_fact;
    PlainLabel* m_evidence;
};

} // namespace drover::ui
