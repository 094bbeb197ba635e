// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/workersfeed.h"

#include <QTimer>

namespace drover::ui {

//! Workers without an engine: notes what it was asked; the test plays what they tell.
class FakeWorkersFeed final : public WorkersFeed {
    Q_OBJECT
public:
    using WorkersFeed::WorkersFeed;

    Result<ListenersSnapshot> listeners = ListenersSnapshot();
    bool isObedient = true; //!< false: who is told to stop is only noted, and stops when the test says so
    QList<LocalWorkerSpec> started;
    QList<std::pair<int, bool>> stopped;
    QList<std::pair<int, int>> concurrencies;
    QList<std::pair<int, JobId>> cancelled;

    void readListeners(QObject* context, Answer<ListenersSnapshot> answer) override
    {
        QTimer::singleShot(0, context, [this, answer = std::move(answer)] { answer(listeners); });
    }
    [[nodiscard]] QList<LocalWorkerFacts> workers() const override { return m_workers; }
    int start(const LocalWorkerSpec& spec, const QString& definition) override
    {
        started.append(spec);
        LocalWorkerFacts facts;
        facts.worker = static_cast<int>(started.size());
        facts.definition = definition;
        facts.spec = spec;
        facts.state = LocalWorkerState::Running;
        m_workers.append(facts);
        QTimer::singleShot(0, this, [this, facts] { Q_EMIT changed(facts); });
        return facts.worker;
    }
    void stop(int worker, bool atOnce) override
    {
        stopped.append({worker, atOnce});
        if (!isObedient)
            return;
        LocalWorkerFacts facts = m_workers.at(worker - 1);
        facts.state = LocalWorkerState::Stopped;
        QTimer::singleShot(0, this, [this, facts] { tell(facts); });
    }
    void setConcurrency(int worker, int concurrency) override
    {
        concurrencies.append({worker, concurrency});
        LocalWorkerFacts facts = m_workers.at(worker - 1);
        facts.spec.concurrency = concurrency;
        tell(facts);
    }
    void cancelJob(int worker, const JobId& job) override { cancelled.append({worker, job}); }

    void tell(const LocalWorkerFacts& facts)
    {
        m_workers[facts.worker - 1] = facts;
        Q_EMIT changed(facts);
    }
    void say(const QList<WorkerLine>& portion) { Q_EMIT lines(portion); }

private:
    QList<LocalWorkerFacts> m_workers;
};

} // namespace drover::ui
