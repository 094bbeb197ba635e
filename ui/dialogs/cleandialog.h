// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"
#include "session/session.h"

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace drover::ui {

class Card;
class PlainLabel;

//! Removes the old jobs of a state: for how long to keep them, how many at most, and at once what that would
//! mean, counted anew with every change. Nothing can be removed before it was counted.
class CleanDialog final : public QDialog {
    Q_OBJECT
public:
    //! The name of the queue is typed for more than `typedAbove` jobs.
    CleanDialog(
        Session& session, const QueueId& queue, JobState state, qint64 typedAbove, QWidget* parent = nullptr);
    ~CleanDialog() override;

    //! What was counted last.
    [[nodiscard]] ActionRequest request() const;
    [[nodiscard]] bool exportsFirst() const;
    [[nodiscard]] QLineEdit* graceField() const { return m_grace; }
    [[nodiscard]] QSpinBox* limitField() const { return m_limit; }
    [[nodiscard]] QLineEdit* typedField() const { return m_typed; }
    [[nodiscard]] QPushButton* removeButton() const { return m_remove; }
    [[nodiscard]] QString preview() const;

private:
    void onEdited();
    void count();
    void buildTyped(QVBoxLayout& layout);
    void onPlan(const Result<ActionPlan>& plan);
    void showPlan(const ActionPlan& plan);
    void updateButton();
    [[nodiscard]] bool isTyped() const;

    Session& m_session;
    QueueId m_queue;
    JobState m_state;
    qint64 m_typedAbove;
    std::optional<ActionPlan> m_plan; //!< of what the fields say now
    ActionRequest m_counted;
    ActionId m_planning = 0;
    quint64 m_counting = 0; //!< number of the newest count
    QTimer m_typing;
    QLineEdit* m_grace = nullptr;
    QSpinBox* m_limit = nullptr;
    PlainLabel* m_facts = nullptr;
    Card* m_warning = nullptr;
    PlainLabel* m_warningText = nullptr;
    QCheckBox* m_export = nullptr;
    bool m_exportChosen = false; //!< by the person: no longer by what can be restored
    QWidget* m_typedPart = nullptr; //!< what asks for the name
    QLineEdit* m_typed = nullptr;
    QPushButton* m_remove = nullptr;
};

} // namespace drover::ui
