// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/engineworkersfeed.h"

#include "core/clock.h"
#include "session/enginecore.h"
#include "session/feeds/fieldciphers.h"
#include "session/localworkers.h"

namespace drover::ui {

EngineWorkersFeed::EngineWorkersFeed(EngineHost& host, KeyStore* keys, QObject* parent)
    : WorkersFeed(parent)
    , m_host(host)
    , m_keys(keys)
{
    const LocalWorkers* local = host.core()->workers();
    connect(local, &LocalWorkers::changed, this, [this](const LocalWorkerFacts& facts) {
        m_workers[facts.worker] = facts;
        Q_EMIT changed(facts);
    });
    connect(local, &LocalWorkers::lines, this, &WorkersFeed::lines);
}

void EngineWorkersFeed::readListeners(QObject* context, Answer<ListenersSnapshot> answer)
{
    const auto mark = [this, answer = std::move(answer)](const Result<ListenersSnapshot>& read) {
        if (!read) {
            answer(read);
            return;
        }
        ListenersSnapshot snapshot = *read;
        markOwn(snapshot.workers, workers(), snapshot.readAt);
        answer(snapshot);
    };
    m_host.ask<ListenersSnapshot>(
        context,
        [](EngineCore& core) {
            return readWorkers(core.connection(), core.queues())
                .then(&core, [](const Result<WorkerList>& list) {
                    if (!list)
                        return Result<ListenersSnapshot>(list.error());
                    ListenersSnapshot snapshot;
                    snapshot.known = list->known;
                    snapshot.reason = list->reason;
                    snapshot.readAt = Clock::system().now().count();
                    for (const WorkerInfo& worker : list->workers)
                        snapshot.workers.append({worker, false});
                    return Result<ListenersSnapshot>(snapshot);
                });
        },
        mark);
}

QList<LocalWorkerFacts> EngineWorkersFeed::workers() const
{
    QList<LocalWorkerFacts> all;
    for (const auto& [number, facts] : m_workers)
        all.append(facts);
    return all;
}

int EngineWorkersFeed::start(const LocalWorkerSpec& spec, const QString& definition)
{
    const int number = ++m_last;
    // Known from now on, also when the window closes before the engine has answered.
    LocalWorkerFacts facts;
    facts.worker = number;
    facts.definition = definition;
    facts.spec = spec;
    facts.state = LocalWorkerState::Starting;
    m_workers[number] = facts;
    m_withoutKeys.insert(number);
    withLiveCipher(m_keys, spec.queue, this, [=, this](const Result<LiveCipher::Ptr>& cipher) {
        if (m_withoutKeys.erase(number) == 0)
            return; // stopped meanwhile
        m_host.post([=](EngineCore& core) {
            core.workers()->start(number, spec, definition, cipher, core.downError());
        });
    });
    Q_EMIT changed(facts);
    return number;
}

void EngineWorkersFeed::stop(int worker, bool atOnce)
{
    if (m_withoutKeys.erase(worker) > 0) {
        m_workers[worker].state = LocalWorkerState::Stopped;
        Q_EMIT changed(m_workers[worker]);
        return;
    }
    m_host.post([=](EngineCore& core) { core.workers()->stop(worker, atOnce); });
}

void EngineWorkersFeed::setConcurrency(int worker, int concurrency)
{
    const auto known = m_workers.find(worker);
    if (known == m_workers.end())
        return;
    // At once: whoever types a number must not see the old one come back meanwhile.
    known->second.spec.concurrency = concurrency;
    m_host.post([=](EngineCore& core) { core.workers()->setConcurrency(worker, concurrency); });
    Q_EMIT changed(known->second);
}

void EngineWorkersFeed::cancelJob(int worker, const JobId& job)
{
    m_host.post([=](EngineCore& core) { core.workers()->cancelJob(worker, job); });
}

} // namespace drover::ui
