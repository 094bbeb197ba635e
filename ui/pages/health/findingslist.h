// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/healthfeed.h"

#include <QHash>
#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace drover::ui {

class FindingCard;
class PlainLabel;

//! Findings as cards, gravest first; what is fine takes one line that unfolds. Cards stay where a check
//! changes nothing.
class FindingsList final : public QWidget {
    Q_OBJECT
public:
    explicit FindingsList(QWidget* parent = nullptr);

    void apply(const HealthReport& report);
    //! Those that are shown, from above.
    [[nodiscard]] QList<FindingCard*> cards() const { return m_cards; }
    [[nodiscard]] QToolButton* fineButton() const { return m_fineButton; }

private:
    void unfold(bool open);

    bool m_isChosen = false; //!< somebody has folded or unfolded what is fine
    QHash<QByteArray, FindingCard*> m_known;
    QList<FindingCard*> m_cards;
    QVBoxLayout* m_layout;
    QToolButton* m_fineButton;
    PlainLabel* m_fine;
};

} // namespace drover::ui
