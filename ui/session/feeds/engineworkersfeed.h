// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/enginehost.h"
#include "session/feeds/workersfeed.h"

#include <map>
#include <set>

namespace drover::ui {

//! Workers of a session; local ones run in the engine's LocalWorkers.
class EngineWorkersFeed final : public WorkersFeed {
    Q_OBJECT
public:
    explicit EngineWorkersFeed(EngineHost& host, KeyStore* keys = nullptr, QObject* parent = nullptr);

    void readListeners(QObject* context, Answer<ListenersSnapshot> answer) override;
    [[nodiscard]] QList<LocalWorkerFacts> workers() const override;
    int start(const LocalWorkerSpec& spec, const QString& definition) override;
    void stop(int worker, bool atOnce) override;
    void setConcurrency(int worker, int concurrency) override;
    void cancelJob(int worker, const JobId& job) override;

private:
    EngineHost& m_host;
    KeyStore* m_keys;
    std::map<int, LocalWorkerFacts> m_workers;
    std::set<int> m_withoutKeys; //!< begun, while the keychain is asked
    int m_last = 0;
};

} // namespace drover::ui
