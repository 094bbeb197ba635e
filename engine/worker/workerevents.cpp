// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/workerevents_p.h"

namespace drover {

WorkerEvents::WorkerEvents(Worker& facade)
    : m_facade(facade)
    , m_queue(std::make_shared<CallQueue>(&facade, Milliseconds(1)))
{
}

void WorkerEvents::post(UniqueFunction<void(Worker&)> happening)
{
    m_queue->post([this, happening = std::move(happening)]() mutable { happening(m_facade); });
}

} // namespace drover
