// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/errorreporter_p.h"

#include "core/logging_p.h"

#include <algorithm>

namespace drover {
namespace {

constexpr qsizetype mostCauses = 64;

//! Errors differ in ids and numbers; what is left without digits names the cause.
QString causeOf(const Error& error)
{
    QString cause = QString::number(static_cast<int>(error.code)) + QLatin1Char(' ') + error.message.left(60);
    const QString job = error.context.value(QStringLiteral("jobId")).toString();
    if (!job.isEmpty())
        cause.remove(job);
    cause.removeIf([](QChar letter) { return letter.isDigit(); });
    return cause;
}

} // namespace

ErrorReporter::ErrorReporter(const Clock& clock, std::function<void(const Error&)> tell)
    : m_clock(clock)
    , m_tell(std::move(tell))
{
}

void ErrorReporter::report(Error error)
{
    const Milliseconds now = m_clock.monotonic();
    const QString cause = causeOf(error);
    if (m_causes.size() >= mostCauses && !m_causes.contains(cause))
        m_causes.removeIf(
            [now](const auto& entry) { return now - entry.value().toldAt >= Milliseconds(1000); });
    const auto known = m_causes.find(cause);
    if (known != m_causes.end() && now - known->toldAt < Milliseconds(1000)) {
        ++known->heldBack;
        return;
    }
    if (known != m_causes.end() && known->heldBack > 0)
        error.context.insert(QStringLiteral("repeated"), known->heldBack);
    m_causes.insert(cause, {now, 0});
    qCWarning(logWorker).noquote() << errorName(error.code) << error.message;
    m_tell(error);
}

ErrorBackoff::ErrorBackoff(Milliseconds longest)
    : m_longest(std::clamp(longest, first, Milliseconds(20'000)))
{
}

Milliseconds ErrorBackoff::next(ReplyClass cause)
{
    const Milliseconds bound =
        cause == ReplyClass::Stop ? m_longest : std::min(m_longest, Milliseconds(4000));
    const Milliseconds wait = std::min(m_next, bound);
    m_next = std::min(m_next * 2, m_longest);
    return wait;
}

} // namespace drover
