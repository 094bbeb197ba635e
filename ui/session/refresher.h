// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>

namespace drover::ui {

//! When to ask again: an interval after the last answer, never while one is due, never while hidden; slower
//! by itself when an answer takes more than a tenth of the interval.
class Refresher final : public QObject {
    Q_OBJECT
public:
    explicit Refresher(QObject* parent = nullptr);

    [[nodiscard]] std::chrono::milliseconds interval() const { return m_interval; }
    //! The question that is due or waits for its answer was asked for by refreshNow().
    [[nodiscard]] bool isByHand() const { return m_byHand; }

    //! 0 = only by hand.
    void setInterval(std::chrono::milliseconds interval);
    //! Shown: asks at once. Hidden: stops.
    void setActive(bool active);
    //! Asks now; while an answer is due, right after it.
    void refreshNow();
    //! The answer has come (or failed).
    void answered();

Q_SIGNALS:
    //! Ask; then call answered().
    void due();

private:
    void ask(bool byHand);

    QTimer m_timer;
    std::chrono::milliseconds m_interval{5000};
    qint64 m_askedAt = 0;
    bool m_active = false;
    bool m_waiting = false;
    bool m_again = false;
    bool m_byHand = false;
};

} // namespace drover::ui
