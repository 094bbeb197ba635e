// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"
#include "widgets/card.h"

class QProgressBar;
class QPushButton;
class QToolButton;

namespace drover::ui {

class PlainLabel;

//! One action in the panel: what it does and how far it is, with Pause and Cancel; at its end the report.
class ActionCard final : public Card {
    Q_OBJECT
public:
    explicit ActionCard(QWidget* parent = nullptr);

    void show(const ActionFacts& action);
    //! What could be done about an ended action, e.g. "Restore"; empty = nothing.
    void setRemedy(const QString& text);
    [[nodiscard]] const ActionFacts& action() const { return m_action; }
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void pauseWanted();
    void resumeWanted();
    void cancelWanted();
    void dismissWanted();
    void remedyWanted();

private:
    void updateButtons();

    ActionFacts m_action;
    PlainLabel* m_icon;
    PlainLabel* m_title;
    PlainLabel* m_detail;
    QProgressBar* m_bar;
    QPushButton* m_pause;
    QPushButton* m_cancel;
    QPushButton* m_remedy;
    QToolButton* m_dismiss;
    bool m_cancelling = false;
};

} // namespace drover::ui
