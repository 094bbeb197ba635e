// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"
#include "session/jobselection.h"
#include "session/session.h"

#include <QDialog>

class QCheckBox;
class QDialogButtonBox;
class QProgressBar;
class QPushButton;
class QRadioButton;
class QVBoxLayout;

namespace drover::ui {

class PlainLabel;
class SampleView;

//! A retry of several jobs, from the counting to the wish: what it would do, how attempts are counted, and,
//! if wanted, a few jobs first whose end is watched before the rest is offered. Does not block the window,
//! because a worker may have to be started meanwhile.
class RetryPlanDialog final : public QDialog {
    Q_OBJECT
public:
    //! `sampleFirst`: the sample is what was asked for, so its button is the default.
    RetryPlanDialog(
        Session& session, const JobSelection& selection, bool sampleFirst, QWidget* parent = nullptr);
    ~RetryPlanDialog() override;

    [[nodiscard]] QPushButton* retryButton() const { return m_retry; }
    [[nodiscard]] QPushButton* sampleButton() const { return m_sample; }
    [[nodiscard]] QPushButton* cancelButton() const { return m_cancel; }

Q_SIGNALS:
    //! Started in the session's feed.
    void started(drover::ui::ActionId action, bool isSample);
    //! There was nothing to plan: why not, in words.
    void planFailed(const drover::Error& error);
    //! None of the jobs is there any more.
    void nothingToRetry();

private:
    enum class Stage : quint8 { Counting, Plan, SampleRuns, SampleWatched };

    void buildCounting(QVBoxLayout& layout);
    void buildButtons(QVBoxLayout& layout);
    void onCounting(const ActionFacts& plan);
    void onPlan(const Result<ActionPlan>& plan);
    void showPlan();
    void addChoices(QVBoxLayout& layout);
    void startSample();
    void onAction(const ActionFacts& action);
    void onSample();
    void startRest();
    void setStage(Stage stage);
    void updateRest();
    [[nodiscard]] ActionRequest request() const;

    Session& m_session;
    JobSelection m_selection;
    bool m_sampleFirst;
    Stage m_stage = Stage::Counting;
    ActionPlan m_plan;
    ActionId m_planning = 0;
    ActionId m_sampling = 0;
    QList<PlannedJob> m_sampled;

    QWidget* m_countingPart = nullptr;
    PlainLabel* m_countingText = nullptr;
    QProgressBar* m_countingBar = nullptr;
    QWidget* m_planPart = nullptr;
    QRadioButton* m_reset = nullptr;
    QRadioButton* m_keep = nullptr;
    QCheckBox* m_first = nullptr;
    SampleView* m_view = nullptr;
    QDialogButtonBox* m_buttons = nullptr;
    QPushButton* m_retry = nullptr;
    QPushButton* m_sample = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace drover::ui
