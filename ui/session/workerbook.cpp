// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workerbook.h"

#include <QUuid>

#include <algorithm>

namespace drover::ui {

void WorkerBook::set(const QList<LocalWorkerDefinition>& definitions, const LocalWorkerSpec& defaults)
{
    m_definitions = definitions;
    m_defaults = defaults;
    Q_EMIT changed();
}

QList<LocalWorkerDefinition> WorkerBook::ofQueue(const QueueId& queue) const
{
    QList<LocalWorkerDefinition> found;
    std::copy_if(m_definitions.cbegin(), m_definitions.cend(), std::back_inserter(found),
        [&queue](const LocalWorkerDefinition& definition) { return definition.spec.queue == queue; });
    return found;
}

std::optional<LocalWorkerDefinition> WorkerBook::find(const QString& id) const
{
    const auto found = std::find_if(m_definitions.cbegin(), m_definitions.cend(),
        [&id](const LocalWorkerDefinition& definition) { return definition.id == id; });
    return found == m_definitions.cend() ? std::nullopt : std::optional(*found);
}

LocalWorkerDefinition WorkerBook::blank(const QueueId& queue) const
{
    LocalWorkerDefinition definition{QUuid::createUuid().toString(QUuid::WithoutBraces), m_defaults};
    definition.spec.queue = queue;
    return definition;
}

void WorkerBook::put(const LocalWorkerDefinition& definition)
{
    const auto known = std::find_if(m_definitions.begin(), m_definitions.end(),
        [&definition](const LocalWorkerDefinition& each) { return each.id == definition.id; });
    if (known == m_definitions.end())
        m_definitions.append(definition);
    else if (*known == definition)
        return;
    else
        *known = definition;
    tell();
}

void WorkerBook::remove(const QString& id)
{
    if (m_definitions.removeIf([&id](const LocalWorkerDefinition& each) { return each.id == id; }) > 0)
        tell();
}

void WorkerBook::tell()
{
    Q_EMIT changed();
    Q_EMIT edited(m_definitions);
}

} // namespace drover::ui
