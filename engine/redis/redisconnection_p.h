// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/connectionfsm.h"
#include "redis/errorthrottle_p.h"
#include "redis/redisconnection.h"
#include "redis/requestqueue_p.h"
#include "redis/respreader_p.h"
#include "redis/silencerule_p.h"
#include "redis/transport_p.h"

#include <QElapsedTimer>
#include <QTimer>

namespace drover {

//! The shell around ConnectionFsm: carries out its steps with a Transport, timers and the request queue.
class RedisConnection::Private final {
public:
    Private(RedisConnection* owner, ConnectionOptions connectionOptions, ConnectionRole connectionRole);

    //! Steps that arise while others are being carried out wait for their turn.
    void carryOut(ConnectionFsm::Steps steps);
    void onFailed(Error error);
    void flushSoon();
    void failSoon(RequestQueue::Delivery delivery);
    void failSoon(RequestQueue::Deliveries deliveries);
    //! Tells what failSoon() has collected; false when there was nothing.
    [[nodiscard]] bool deliver();
    //! Ends every request, also those that handlers make meanwhile.
    void failAllNow(const Error& error);
    void tell(const Error& error);
    void dropSocket();

    //! Why the command is not taken: forbidden by read-only, or not connected and not allowed to wait.
    [[nodiscard]] std::optional<Error> refusal(const Command& command) const;
    [[nodiscard]] std::optional<Error> notNow() const;

    RedisConnection* q;
    ConnectionOptions options;
    ConnectionRole role;
    ConnectionFsm fsm;
    RequestQueue requests;
    QTimer fsmTimer;
    quint64 sent = 0;

private:
    void carryOut(ConnectionFsm::Step& step);
    void becomeReady();
    void lose();
    void settleFailedTry();
    void openSocket();
    void onReadable();
    void onMemoryFull();
    //! False when the owner is gone or the socket was changed meanwhile.
    [[nodiscard]] bool read(QByteArrayView bytes);
    [[nodiscard]] bool handle(Reply reply);
    void flush();
    void armWatchdog();
    void checkSilence();
    void ping();
    [[nodiscard]] std::optional<int> maxRetries() const;
    [[nodiscard]] bool queuesOffline() const { return role != ConnectionRole::Queue; }

    ErrorThrottle m_throttle;
    RespReader m_reader;
    std::unique_ptr<Transport> m_transport;
    QTimer m_watchdog;
    SilenceRule m_silence;
    QTimer m_silenceTimer;
    QElapsedTimer m_lastProgress;
    qint64 m_bytesWithoutProgress = 0;
    QByteArray m_firstBytes;
    RequestQueue::Deliveries m_failures;
    std::deque<ConnectionFsm::Step> m_steps;
    quint64 m_generation = 0; // of the socket
    bool m_isCarryingOut = false;
    bool m_isFlushPosted = false;
    bool m_isDeliveryPosted = false;
    bool m_isPinging = false;
};

} // namespace drover
