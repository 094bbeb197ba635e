// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workervalues.h"

#include <QTimer>
#include <QWidget>

#include <functional>

namespace drover::ui {

class NoticeBar;

//! Counts down while local workers end their jobs before the window or a connection closes, on whatever page
//! one is, and offers not to wait.
class ClosingCountdown final : public QWidget {
    Q_OBJECT
public:
    //! `workers` tells those that are waited for.
    explicit ClosingCountdown(std::function<QList<LocalWorkerFacts>()> workers, QWidget* parent = nullptr);

    //! Shows how it stands, from now on once a second until nobody is waited for.
    void follow();
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    //! The running jobs shall go back to waiting now.
    void atOnceWanted();

private:
    void update();

    std::function<QList<LocalWorkerFacts>()> m_workers;
    NoticeBar* m_notice;
    QTimer m_clock;
};

} // namespace drover::ui
