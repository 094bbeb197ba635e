// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/droverprocess.h"
#include "support/faultproxy.h"
#include "support/redisfixture.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace drover::test {

//! How Redis goes away.
enum class OutageKind : quint8 { KillAndRestart, Freeze, Drop, Reset };

//! One cell of the outage matrix: a worker on a Redis of its own, which goes away and comes back. Cells run
//! beside each other, so that the whole matrix takes as long as its longest outage.
class OutageCell final : public QObject {
    Q_OBJECT
public:
    OutageCell(OutageKind kind, int outageMs, bool isBusy, QObject* parent = nullptr);

    [[nodiscard]] QString name() const;
    //! Starts Redis, proxy and worker.
    [[nodiscard]] bool start();
    [[nodiscard]] bool isReady() const;
    [[nodiscard]] QString workerErrors() const { return QString::fromUtf8(m_worker.errorText()); }
    //! Jobs go in; returns at once.
    void load();
    //! Some job was completed: the outage may begin.
    [[nodiscard]] bool isWorking();
    void beginOutage();
    [[nodiscard]] bool isOver() const { return m_isOver; }
    //! Every job added so far is completed.
    [[nodiscard]] bool isDone();
    //! From Redis' return to the first job completed after it; -1 before.
    [[nodiscard]] qint64 recoveryMs() const { return m_recoveryMs; }
    //! Problems left behind, one a line; empty = none.
    [[nodiscard]] QString problems();

private:
    void endOutage();
    void addJobs(int count);
    [[nodiscard]] qint64 completed();
    void watchRecovery();

    OutageKind m_kind;
    int m_outageMs;
    bool m_isBusy;
    RedisFixture m_redis;
    std::unique_ptr<FaultProxy> m_proxy;
    DroverProcess m_worker;
    QTimer m_watch;
    QElapsedTimer m_sinceReturn;
    qint64 m_added = 0;
    int m_completedLinesBefore = 0;
    qint64 m_recoveryMs = -1;
    bool m_isOver = false;
};

} // namespace drover::test
