// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

#include <QScrollArea>

class QPlainTextEdit;
class QVBoxLayout;

namespace drover::ui {

class Card;
class EmptyState;
class PlainLabel;

//! Everything about one job, read whole: reason and stack traces, what a retry would do, data and options
//! exactly as stored (folded lines are for the eye only; copying takes the stored bytes), timeline, log.
class JobInspector final : public QWidget {
    Q_OBJECT
public:
    explicit JobInspector(QWidget* parent = nullptr);

    void showNothing();
    void showLoading(const JobId& job);
    void showJob(const JobSnapshot& snapshot);
    //! The job that is shown or on its way; empty = none.
    [[nodiscard]] const JobId& job() const { return m_job; }

Q_SIGNALS:
    void copied();

private:
    struct Section {
        Card* card;
        PlainLabel* heading;
        PlainLabel* note;
        QPlainTextEdit* text;
    };
    Section addSection(QVBoxLayout* layout, const QString& heading, bool copyable);
    void fill(Section& section, const QString& text, const QString& note, const QByteArray& exact);
    void fillHead(const JobDetail& detail);
    void fillFailure(const Job& job);
    void fillPlan(const JobDetail& detail);
    void fillTimeline(const Job& job);
    void showError(const Error& error);

    JobId m_job;
    EmptyState* m_empty;
    QScrollArea* m_scroll;
    PlainLabel* m_id;
    PlainLabel* m_name;
    PlainLabel* m_state;
    PlainLabel* m_when;
    Section m_failure;
    Section m_plan;
    Section m_data;
    Section m_result;
    Section m_options;
    Section m_timeline;
    Section m_log;
};

} // namespace drover::ui
