// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "faultqueue.h"
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
//! beside each other, so that the whole matrix takes as long as its longest outage: none waits in a way that
//! would hold up the proxies of the others.
class OutageCell final : public QObject {
    Q_OBJECT
public:
    OutageCell(OutageKind kind, int outageMs, bool isBusy, QObject* parent = nullptr);

    [[nodiscard]] QString name() const;
    [[nodiscard]] bool isBusy() const { return m_isBusy; }
    //! Starts Redis, proxy and worker.
    [[nodiscard]] bool start();
    [[nodiscard]] bool isReady() const;
    [[nodiscard]] QString workerErrors() const { return QString::fromUtf8(m_worker.errorText()); }
    //! Jobs go in; the outage begins by itself, a busy cell's amid its work, an idle one's when it blocks.
    void load();
    //! Jobs that waited when the outage began; -1 before.
    [[nodiscard]] qint64 waitedAtStart() const { return m_waitedAtStart; }
    [[nodiscard]] bool isOver() const { return m_isOver; }
    //! Every job added so far is completed.
    [[nodiscard]] bool isDone();
    //! From Redis' return to the first job begun after it; -1 before.
    [[nodiscard]] qint64 recoveryMs() const { return m_recoveryMs; }
    //! The promise: the back-off of that moment and a second.
    [[nodiscard]] qint64 promisedMs() const;
    //! Problems left behind, one a line; empty = none.
    [[nodiscard]] QByteArray problems();

private:
    void beginWhenReady();
    void beginOutage();
    void endOutage();

    OutageKind m_kind;
    int m_outageMs;
    bool m_isBusy;
    RedisFixture m_redis{{.appendOnly = true}};
    FaultQueue m_queue{m_redis, "outage"};
    std::unique_ptr<FaultProxy> m_proxy;
    DroverProcess m_worker;
    QTimer m_watch;
    QElapsedTimer m_sinceReturn;
    qint64 m_waitedAtStart = -1;
    int m_refills = 0;
    qint64 m_recoveryMs = -1;
    bool m_isOver = false;
    bool m_isDone = false;
};

} // namespace drover::test
