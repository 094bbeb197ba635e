// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/enginehost.h"

#include "session/enginecore.h"

using namespace Qt::StringLiterals;

namespace drover::ui {

EngineHost::EngineHost(EngineConfig config, QObject* parent)
    : QObject(parent)
    , m_core(new EngineCore(std::move(config)))
{
    m_thread.setObjectName(u"engine"_s);
    m_core->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_core, &QObject::deleteLater);
    m_thread.start();
}

EngineHost::~EngineHost()
{
    post([](EngineCore& core) { core.shutDown(); });
    m_thread.wait();
}

void EngineHost::post(Job job)
{
    QMetaObject::invokeMethod(
        m_core, [core = m_core, job = std::move(job)] { job(*core); }, Qt::QueuedConnection);
}

void EngineHost::adopt(QObject& helper)
{
    helper.moveToThread(&m_thread);
}

std::optional<Error> EngineHost::whyDown(EngineCore& core)
{
    if (core.isUp())
        return std::nullopt;
    return core.downError();
}

QObject* EngineHost::anchor(EngineCore& core)
{
    return &core;
}

void EngineHost::deliver(const QPointer<EngineHost>& host, std::function<void()> call)
{
    // The host outlives the engine thread, and only that thread comes here.
    if (host)
        QMetaObject::invokeMethod(host.data(), std::move(call), Qt::QueuedConnection);
}

} // namespace drover::ui
