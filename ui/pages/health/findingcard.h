// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/finding.h"
#include "widgets/card.h"

class QPushButton;
class QVBoxLayout;

namespace drover::ui {

class PlainLabel;
struct ShownFinding;

//! One finding: how grave, what, on which evidence, why it matters, and the lines that mend it, to copy.
class FindingCard final : public Card {
    Q_OBJECT
public:
    explicit FindingCard(QWidget* parent = nullptr);

    //! Who shows the card carries the fix out: it gets the button, from the next show() on.
    void setAppliable(bool appliable) { m_isAppliable = appliable; }
    void show(const ShownFinding& shown);
    [[nodiscard]] const Finding& finding() const { return m_finding; }
    //! The same in plain text, for the clipboard and for tests.
    [[nodiscard]] QString text() const;
    //! Null where there is nothing to apply, or nobody who does.
    [[nodiscard]] QPushButton* applyButton() const { return m_apply; }

Q_SIGNALS:
    void copied();
    //! The button beside a fix that Drover can carry out.
    void applyWanted(const drover::Finding& finding);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showFix();
    void showIcon();

    Finding m_finding;
    PlainLabel* m_icon;
    PlainLabel* m_title;
    PlainLabel* m_queue;
    PlainLabel* m_evidence;
    PlainLabel* m_why;
    QWidget* m_fix;
    QVBoxLayout* m_fixLayout;
    bool m_isAppliable = false;
    QPushButton* m_apply = nullptr;
};

} // namespace drover::ui
