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

//! Why does nothing move in this queue? One verdict with its evidence, then what else holds it back.
class WhyDialog final : public QDialog {
    Q_OBJECT
public:
    WhyDialog(HealthFeed& feed, const QueueId& queue, QWidget* parent = nullptr);

    //! Of the card at the top; empty while nothing is read, and when nothing holds the queue back.
    [[nodiscard]] QString verdict() const;
    [[nodiscard]] EmptyState* nothing() const { return m_nothing; }
    [[nodiscard]] QPushButton* againButton() const { return m_again; }

Q_SIGNALS:
    //! There is something to see, be it an error.
    void answered();

private:
    void ask();
    void show(const std::vector<Finding>& findings);
    void showError(const Error& error);
    void addHeading(const QString& text);
    void addCard(const Finding& finding);

    HealthFeed& m_feed;
    QueueId m_queue;
    QStackedWidget* m_body;
    EmptyState* m_nothing;
    QWidget* m_waiting;
    QWidget* m_list = nullptr; //!< of cards; made anew by each answer
    QPushButton* m_again;
};

} // namespace drover::ui
