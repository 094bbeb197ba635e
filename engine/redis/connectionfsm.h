// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "redis/command.h"
#include "redis/connectionoptions.h"
#include "redis/connectionstate.h"
#include "redis/reply.h"
#include "redis/serverinfo.h"

#include <functional>
#include <optional>
#include <vector>

namespace drover {

//! Delay before try number `attempt` (1 = the first after a failure) to connect again. `random` is in [0, 1).
[[nodiscard]] Milliseconds retryDelay(const RetryOptions& options, int attempt, double random);

//! The life of a connection without I/O: told what happened, it answers what to do next. Pure but for the
//! random source that is handed in; a thin shell (RedisConnection) carries the steps out, in order.
class ConnectionFsm final {
public:
    enum class Phase : quint8 { Closed, Connecting, Handshake, Ready, Waiting, Refused };

    struct Step {
        enum class Kind : quint8 {
            OpenSocket, //!< connect, TLS included; answers with connected() or failed()
            DropSocket, //!< abort it and forget what it still says
            Send, //!< write `commands`; each reply comes back by handshakeReply()
            StartTimer, //!< call timeout() after `delay`; replaces a running timer
            StopTimer,
            BecomeReady, //!< commands may flow
            Lose, //!< a ready connection is gone: say connectionLost, settle what is under way
            FailedTry, //!< a try to connect failed or was refused: settle what waits
            Warn, //!< tell `error`, go on
            TellState, //!< the phase changed to `phase`
        };
        Kind kind = Kind::TellState;
        Phase phase = Phase::Closed; //!< when the step was made; it may have moved on since
        Milliseconds delay{0};
        std::vector<Command> commands;
        std::optional<Error> error;
    };
    using Steps = std::vector<Step>;

    //! What people are told about a phase.
    [[nodiscard]] static ConnectionState stateOf(Phase phase);

    ConnectionFsm(const ConnectionOptions& options, std::function<double()> random);

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] int attempt() const { return m_attempt; }
    [[nodiscard]] const std::optional<Error>& lastError() const { return m_lastError; }
    [[nodiscard]] const ServerInfo& serverInfo() const { return m_serverInfo; }
    //! No try has failed since open(): callers may still wait for the first handshake.
    [[nodiscard]] bool isFirstTry() const
    {
        return m_phase != Phase::Closed && m_attempt == 0 && !m_wasReady;
    }

    [[nodiscard]] Steps open();
    [[nodiscard]] Steps close();
    [[nodiscard]] Steps retryNow();
    //! Socket and TLS are up.
    [[nodiscard]] Steps connected();
    //! The reply of the next handshake command.
    [[nodiscard]] Steps handshakeReply(const Reply& reply);
    //! The socket failed or closed, the answer made no sense, a deadline passed. A certificate that is
    //! refused (ErrorCode::Tls with context "refused") waits for a person.
    [[nodiscard]] Steps failed(Error error);
    //! The timer of StartTimer rang.
    [[nodiscard]] Steps timeout();

private:
    enum class Question : quint8 { Auth, Select, SetName, Info };

    [[nodiscard]] Step step(Step::Kind kind) const;
    [[nodiscard]] Step startTimer(Milliseconds delay) const;
    [[nodiscard]] Steps connectNow();
    [[nodiscard]] Steps handshake();
    [[nodiscard]] Steps refuse(Error error);
    [[nodiscard]] Steps backOff(Error error);
    [[nodiscard]] Steps becomeReady(const Reply& info);
    [[nodiscard]] std::vector<Step> warnings() const;

    ConnectionOptions m_options;
    std::function<double()> m_random;
    Phase m_phase = Phase::Closed;
    int m_attempt = 0;
    bool m_wasReady = false;
    std::optional<Error> m_lastError;
    std::vector<Question> m_questions;
    ServerInfo m_serverInfo;
};

} // namespace drover
