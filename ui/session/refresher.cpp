// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/refresher.h"

#include "core/clock.h"

namespace drover::ui {

Refresher::Refresher(QObject* parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { ask(false); });
}

void Refresher::setInterval(std::chrono::milliseconds interval)
{
    m_interval = interval;
    m_timer.stop();
    if (m_active && !m_waiting && m_interval.count() > 0)
        m_timer.start(m_interval);
}

void Refresher::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    m_timer.stop();
    if (m_active && !m_waiting)
        ask(false);
    else
        m_again = m_active;
}

void Refresher::refreshNow()
{
    if (m_waiting)
        m_again = true;
    else if (m_active)
        ask(true);
}

void Refresher::answered()
{
    if (!m_waiting)
        return;
    m_waiting = false;
    if (!m_active)
        return;
    if (m_again) {
        ask(true);
        return;
    }
    if (m_interval.count() <= 0)
        return;
    const std::chrono::milliseconds took(Clock::system().monotonic().count() - m_askedAt);
    m_timer.start(std::max(m_interval, took * 10));
}

void Refresher::ask(bool byHand)
{
    m_timer.stop();
    m_byHand = byHand;
    m_waiting = true;
    m_again = false;
    m_askedAt = Clock::system().monotonic().count();
    Q_EMIT due();
}

} // namespace drover::ui
