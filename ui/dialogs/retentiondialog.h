// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/retention.h"
#include "session/retentionkeeper.h"
#include "session/session.h"

#include <QDialog>
#include <QHash>

class QComboBox;
class QPushButton;
class QVBoxLayout;

namespace drover::ui {

class KeepEdit;
class NoticeBar;
class PlainLabel;
class TextBlock;

//! What is kept of a queue's finished jobs, as samples of them tell; a policy for them, what it would remove,
//! and on request its application now or from time to time.
class RetentionDialog final : public QDialog {
    Q_OBJECT
public:
    RetentionDialog(Session& session, RetentionKeeper& keeper, const QueueId& queue,
        const Clock& clock = Clock::system(), QWidget* parent = nullptr);

    void done(int result) override;
    [[nodiscard]] KeepEdit* completedField() const { return m_states.value(JobState::Completed).keep; }
    [[nodiscard]] KeepEdit* failedField() const { return m_states.value(JobState::Failed).keep; }
    [[nodiscard]] QComboBox* everyField() const { return m_every; }
    [[nodiscard]] QPushButton* applyButton() const { return m_apply; }
    //! Of what is kept now.
    [[nodiscard]] QString factsText(JobState state) const;
    //! Of what the policy would remove.
    [[nodiscard]] QString planText(JobState state) const;
    [[nodiscard]] QString code() const;
    //! When it ran last and runs next.
    [[nodiscard]] QString scheduleText() const;

Q_SIGNALS:
    //! The policy is to be applied now to so many jobs: one request for each state.
    void applyWanted(const QList<drover::ui::ActionRequest>& requests, qint64 jobs);
    //! Everything was read and counted.
    void settled();

private:
    struct State {
        PlainLabel* facts = nullptr;
        QVBoxLayout* names = nullptr;
        KeepEdit* keep = nullptr;
        PlainLabel* plan = nullptr;
        std::optional<RetentionPlan> planned;
        quint64 counting = 0; //!< number of the newest count
    };
    void build();
    void buildState(QVBoxLayout& layout, JobState state);
    void buildPolicy(QVBoxLayout& layout);
    void buildSchedule(QVBoxLayout& layout);
    void read();
    void showReport(const RetentionReport& report);
    void showNames(State& part, const StateRetention& state);
    void onPolicy();
    void count(JobState state);
    void updateButtons();
    void updateSchedule();
    void updateCode();
    void remember();
    void apply();
    [[nodiscard]] RetentionPolicy policy() const;
    [[nodiscard]] qint64 removable() const;

    Session& m_session;
    RetentionKeeper& m_keeper;
    QueueId m_queue;
    const Clock& m_clock;
    QHash<JobState, State> m_states;
    QTimer m_typing;
    QTimer m_tick; //!< the words of the schedule age
    NoticeBar* m_notice;
    TextBlock* m_code;
    QComboBox* m_every;
    PlainLabel* m_schedule;
    QPushButton* m_apply;
};

} // namespace drover::ui
