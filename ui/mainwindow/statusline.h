// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

#include <QTimer>
#include <QWidget>

class QPushButton;

namespace drover::ui {

class PlainLabel;

//! State, latency, age of the data, memory, and what Drover itself costs.
class StatusLine final : public QWidget {
    Q_OBJECT
public:
    explicit StatusLine(QWidget* parent = nullptr);

    void setLink(const LinkFacts& link);
    void setReadAt(qint64 readAt);
    //! Another connection is shown, whose data were read then (0 = not yet).
    void startOver(qint64 readAt);
    //! How it stands with writes: only what can be unlocked says so here. Times are ms since the epoch.
    void setLock(bool canUnlock, qint64 unlockedUntil);
    void setInterval(std::chrono::milliseconds interval);
    [[nodiscard]] QString stateText() const;
    //! Shows whether production is locked or how long it is not; asks for the other.
    [[nodiscard]] QPushButton* lockButton() const { return m_lock; }
    [[nodiscard]] QPushButton* retryButton() const { return m_retry; }

Q_SIGNALS:
    void retryWanted();
    void lockWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void update();
    void updateLock(qint64 now);

    LinkFacts m_link;
    qint64 m_readAt = 0;
    std::chrono::milliseconds m_interval{5000};
    QTimer m_clock;
    QWidget* m_dot;
    PlainLabel* m_state;
    QPushButton* m_retry;
    QPushButton* m_lock;
    qint64 m_unlockedUntil = 0;
    PlainLabel* m_age;
    PlainLabel* m_memory;
    PlainLabel* m_commands;
};

} // namespace drover::ui
