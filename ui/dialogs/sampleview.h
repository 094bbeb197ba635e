// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/samplewatch.h"

#include <QWidget>

class QGridLayout;

namespace drover::ui {

class Card;
class PlainLabel;

//! A few jobs that were retried as a sample, each with what has become of it, and the verdict.
class SampleView final : public QWidget {
    Q_OBJECT
public:
    explicit SampleView(WritesFeed& writes, QWidget* parent = nullptr);

    //! They are on their way back to waiting.
    void showRetrying(const QList<PlannedJob>& jobs);
    void watch(const QueueId& queue, const QList<PlannedJob>& jobs, int workers);

    [[nodiscard]] bool isSettled() const { return m_watch.isSettled(); }
    [[nodiscard]] int failedAgain() const { return m_watch.count(SampleOutcome::Failed); }
    [[nodiscard]] QString verdict() const;

Q_SIGNALS:
    void changed();

private:
    struct Row {
        PlainLabel* outcome;
        PlainLabel* job;
        PlainLabel* reason;
    };
    void makeRows(const QList<PlannedJob>& jobs);
    void update();

    SampleWatch m_watch;
    int m_workers = -1;
    PlainLabel* m_title;
    Card* m_card;
    QGridLayout* m_grid;
    PlainLabel* m_verdict;
    QList<Row> m_rows;
};

} // namespace drover::ui
