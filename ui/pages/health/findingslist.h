// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/healthfeed.h"

#include <QHash>
#include <QStringList>
#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace drover::ui {

class FindingCard;
class PlainLabel;

//! A finding as one card shows it.
struct ShownFinding {
    Finding finding;
    int queues = 1; //!< that share it; of more than one, `names` are the first
    QStringList names;
};
//! What is not fine, gravest first; a rule that speaks about more than three queues does so once. Pure.
[[nodiscard]] std::vector<ShownFinding> shownFindings(const HealthReport& report);

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

Q_SIGNALS:
    void applyWanted(const drover::Finding& finding);

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
