// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connectionhub.h"

#include <QPointer>

#include <algorithm>

namespace drover::ui {

ConnectionHub::ConnectionHub(Opener opener, QObject* parent)
    : QObject(parent)
    , m_opener(std::move(opener))
{
}

ConnectionHub::~ConnectionHub() = default;

void ConnectionHub::setCompleter(Completer completer)
{
    m_completer = std::move(completer);
}

ConnectionHub::Entry* ConnectionHub::find(const QString& id) const
{
    const auto found = std::find_if(
        m_entries.begin(), m_entries.end(), [&id](const auto& entry) { return entry->id == id; });
    return found == m_entries.end() ? nullptr : found->get();
}

void ConnectionHub::put(const QString& id, const EngineConfig& config)
{
    if (Entry* known = find(id)) {
        known->config = config;
    } else {
        m_entries.push_back(std::make_unique<Entry>());
        m_entries.back()->id = id;
        m_entries.back()->config = config;
    }
    Q_EMIT changed();
}

void ConnectionHub::remove(const QString& id)
{
    close(id);
    if (std::erase_if(m_entries, [&id](const auto& entry) { return entry->id == id; }) > 0)
        Q_EMIT changed();
}

QStringList ConnectionHub::ids() const
{
    QStringList ids;
    for (const auto& entry : m_entries)
        ids.append(entry->id);
    return ids;
}

bool ConnectionHub::knows(const QString& id) const
{
    return find(id) != nullptr;
}

ConnectionIdentity ConnectionHub::identity(const QString& id) const
{
    const Entry* entry = find(id);
    if (entry == nullptr)
        return {};
    return entry->session ? entry->session->identity() : entry->config.identity;
}

Session* ConnectionHub::session(const QString& id) const
{
    const Entry* entry = find(id);
    return entry == nullptr ? nullptr : entry->session.get();
}

const EngineConfig* ConnectionHub::openedWith(const QString& id) const
{
    const Entry* entry = find(id);
    return entry == nullptr || !entry->session ? nullptr : &entry->openedWith;
}

bool ConnectionHub::isOpening(const QString& id) const
{
    const Entry* entry = find(id);
    return entry != nullptr && entry->opening;
}

void ConnectionHub::open(const QString& id)
{
    Entry* entry = find(id);
    if (entry == nullptr || entry->opening)
        return;
    if (entry->session) {
        Q_EMIT opened(id, entry->session.get());
        return;
    }
    entry->opening = true;
    entry->openedWith = entry->config;
    if (!m_completer) {
        onCompleted(id, entry->config);
        return;
    }
    m_completer(id, entry->config, [guard = QPointer(this), id](const Result<EngineConfig>& config) {
        if (guard)
            guard->onCompleted(id, config);
    });
}

void ConnectionHub::onCompleted(const QString& id, const Result<EngineConfig>& config)
{
    Entry* entry = find(id);
    if (entry == nullptr || !std::exchange(entry->opening, false))
        return;
    if (!config) {
        Q_EMIT openFailed(id, config.error());
        return;
    }
    entry->session = m_opener(*config);
    Q_EMIT changed();
    Q_EMIT opened(id, entry->session.get());
}

void ConnectionHub::close(const QString& id)
{
    Entry* entry = find(id);
    if (entry == nullptr)
        return;
    entry->opening = false;
    if (!entry->session)
        return;
    Q_EMIT closing(id);
    entry->session.reset();
    Q_EMIT changed();
}

} // namespace drover::ui
