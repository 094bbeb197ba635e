// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"
#include "session/jobselection.h"
#include "session/session.h"

#include <QDialog>

class QPushButton;
class QSpinBox;

namespace drover::ui {

class BackoffEdit;
class FormGrid;
class KeepEdit;
class PlainLabel;

//! Attempts, waits between them and retention of stored jobs, one or many: what is left alone keeps its
//! bytes. Nothing can be changed before the jobs were counted.
class OptionsDialog final : public QDialog {
    Q_OBJECT
public:
    OptionsDialog(Session& session, const JobSelection& selection, QWidget* parent = nullptr);
    ~OptionsDialog() override;

    //! What is to be done to the jobs that were counted.
    [[nodiscard]] ActionRequest request() const;
    //! Long names; "{}" = nothing is to be changed.
    [[nodiscard]] JsonText changes() const;

    [[nodiscard]] QSpinBox* attemptsField() const { return m_attempts; }
    [[nodiscard]] BackoffEdit* backoffField() const { return m_backoff; }
    [[nodiscard]] KeepEdit* completedField() const { return m_completed; }
    [[nodiscard]] KeepEdit* failedField() const { return m_failed; }
    [[nodiscard]] QSpinBox* logsField() const { return m_logs; }
    [[nodiscard]] QPushButton* applyButton() const { return m_apply; }
    [[nodiscard]] QString preview() const;

private:
    void buildForm();
    void count();
    void check();

    Session& m_session;
    ActionRequest m_request;
    std::optional<ActionPlan> m_plan;
    ActionId m_planning = 0;
    FormGrid* m_form;
    QSpinBox* m_attempts;
    BackoffEdit* m_backoff;
    KeepEdit* m_completed;
    KeepEdit* m_failed;
    QSpinBox* m_logs;
    PlainLabel* m_facts;
    PlainLabel* m_text; //!< what will be written
    QPushButton* m_apply;
};

} // namespace drover::ui
