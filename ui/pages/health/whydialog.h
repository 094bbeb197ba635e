// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/finding.h"
#include "session/feeds/healthfeed.h"

#include <QDialog>

class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace drover::ui {

class EmptyState;
class PlainLabel;

//! Questions about one queue that findings answer. Why does nothing move? One verdict with its evidence, then
//! what else holds it back. Is everything sound? Each broken invariant with its jobs.
class WhyDialog final : public QDialog {
    Q_OBJECT
public:
    enum class Question : quint8 { WhyNothingMoves, IsAllSound };

    WhyDialog(HealthFeed& feed, const QueueId& queue, Question question, QWidget* parent = nullptr);

    //! Of the card at the top; empty while nothing is read, and when nothing holds the queue back.
    [[nodiscard]] QString verdict() const;
    [[nodiscard]] EmptyState* nothing() const { return m_nothing; }
    [[nodiscard]] QPushButton* againButton() const { return m_again; }
    //! How far the diagnosis is.
    [[nodiscard]] QString progressText() const;

Q_SIGNALS:
    //! There is something to see, be it an error.
    void answered();

private:
    void ask();
    void askWhy();
    void askSound();
    void showProgress(const DiagnosisProgress& progress);
    void answer(const Error* error, const std::vector<Finding>& findings);
    void show(const std::vector<Finding>& findings);
    void showError(const Error& error);
    void addHeading(const QString& text);
    void addCard(const Finding& finding);

    HealthFeed& m_feed;
    QueueId m_queue;
    Question m_question;
    QStackedWidget* m_body;
    EmptyState* m_nothing;
    QWidget* m_waiting;
    QWidget* m_list = nullptr; //!< of cards; made anew by each answer
    QPushButton* m_again;
    PlainLabel* m_progress;
    QString m_looked; //!< what the diagnosis has read
};

} // namespace drover::ui
