// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/productiongate.h"

#include <algorithm>
#include <utility>

namespace drover {

ProductionGate::ProductionGate(std::unique_ptr<WriteGate> passOn, const Clock& clock)
    : m_passOn(std::move(passOn))
    , m_clock(clock)
{
}

ProductionGate::~ProductionGate()
{
    lock();
}

void ProductionGate::unlock(Milliseconds time)
{
    lock();
    WriteIntent intent;
    intent.action = QStringLiteral("unlock");
    intent.details = {{QStringLiteral("minutes"), static_cast<double>(time.count()) / 60000}};
    const Result<qint64> record = next().begin(intent);
    const std::lock_guard guard(m_mutex);
    m_record = record ? *record : -1;
    m_wallEnd = m_clock.now() + time;
    m_monotonicEnd = m_clock.monotonic() + time;
    m_isUnlocked = true;
}

void ProductionGate::lock()
{
    qint64 record = -1;
    {
        const std::lock_guard guard(m_mutex);
        m_isUnlocked = false;
        record = std::exchange(m_record, -1);
    }
    if (record >= 0)
        next().finish(record, {});
}

Milliseconds ProductionGate::left() const
{
    const std::lock_guard guard(m_mutex);
    return leftNow();
}

Milliseconds ProductionGate::leftNow() const
{
    if (!m_isUnlocked)
        return Milliseconds(0);
    const Milliseconds left = std::min(m_wallEnd - m_clock.now(), m_monotonicEnd - m_clock.monotonic());
    return std::max(left, Milliseconds(0));
}

Result<qint64> ProductionGate::begin(const WriteIntent& intent)
{
    if (const Status allowed = mayGoOn(); !allowed)
        return allowed.error();
    return next().begin(intent);
}

Status ProductionGate::mayGoOn() const
{
    if (left() > Milliseconds(0))
        return Done{};
    return Error{ErrorCode::ReadOnly, QStringLiteral("this connection is production and locked"),
        {{QStringLiteral("gate"), QStringLiteral("production")}}};
}

void ProductionGate::finish(qint64 record, const QVariantMap& outcome, const Error* error)
{
    next().finish(record, outcome, error);
}

} // namespace drover
