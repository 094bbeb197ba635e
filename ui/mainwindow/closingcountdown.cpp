// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/closingcountdown.h"

#include "core/clock.h"
#include "util/formatting.h"
#include "widgets/noticebar.h"

#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace drover::ui {

ClosingCountdown::ClosingCountdown(std::function<QList<LocalWorkerFacts>()> workers, QWidget* parent)
    : QWidget(parent)
    , m_workers(std::move(workers))
    , m_notice(new NoticeBar)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_notice);
    m_clock.setInterval(1s);
    connect(&m_clock, &QTimer::timeout, this, &ClosingCountdown::update);
    connect(m_notice, &NoticeBar::actionTriggered, this, &ClosingCountdown::atOnceWanted);
    // Who has read it need not see it every second again.
    connect(m_notice, &NoticeBar::dismissed, &m_clock, &QTimer::stop);
    setVisible(false);
}

void ClosingCountdown::follow()
{
    m_clock.start();
    update();
}

QString ClosingCountdown::text() const
{
    return m_notice->text();
}

void ClosingCountdown::update()
{
    const QList<LocalWorkerFacts> workers = m_workers();
    setVisible(!workers.isEmpty());
    if (workers.isEmpty()) {
        m_clock.stop();
        return;
    }
    const qint64 now = Clock::system().now().count();
    int jobs = 0;
    qint64 left = 0;
    for (const LocalWorkerFacts& worker : workers) {
        jobs += static_cast<int>(worker.running.size());
        // Until it says so itself, it has just been told.
        const bool isTold = worker.state == LocalWorkerState::Stopping;
        left = std::max(left, isTold ? worker.stopBy - now : worker.spec.grace.count());
    }
    if (jobs == 0)
        m_notice->show(Card::Mood::Warn, tr("The local workers are ending."));
    else if (left > 0)
        m_notice->show(Card::Mood::Warn,
            tr("%n running job(s) may go on for %1.", "before local workers stop; a duration", jobs)
                .arg(formatAge(left + 999)),
            tr("What has not ended by then goes back to waiting."), tr("Hand back now"));
    else
        m_notice->show(
            Card::Mood::Warn, tr("%n running job(s) go back to waiting.", "local workers stop", jobs));
}

} // namespace drover::ui
