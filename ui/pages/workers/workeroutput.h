// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workervalues.h"

#include <QWidget>

#include <optional>

class QPlainTextEdit;
class QToolButton;

namespace drover::ui {

class PlainLabel;

//! What a local worker says and does, line by line; of one job or of all. Follows the end until somebody
//! scrolls up.
class WorkerOutput final : public QWidget {
    Q_OBJECT
public:
    explicit WorkerOutput(QWidget* parent = nullptr);

    //! Everything of one worker, oldest first; in the place of what was shown.
    void show(const QList<WorkerLine>& lines);
    void append(const QList<WorkerLine>& lines);
    //! None: of all jobs.
    void setJob(const std::optional<JobId>& job);
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    //! The lines of all jobs are wanted again.
    void allWanted();

private:
    [[nodiscard]] bool isShown(const WorkerLine& line) const;
    void rebuild();

    QList<WorkerLine> m_lines;
    std::optional<JobId> m_job;
    PlainLabel* m_title;
    QToolButton* m_all;
    QPlainTextEdit* m_text;
};

//! Keeps the newest of a worker's lines.
void keepNewest(QList<WorkerLine>& lines);

} // namespace drover::ui
