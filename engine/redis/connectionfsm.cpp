// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/connectionfsm.h"

#include "redis/replyclass.h"

#include <algorithm>
#include <cmath>

namespace drover {

namespace {

using Kind = ConnectionFsm::Step::Kind;

void append(ConnectionFsm::Steps& steps, ConnectionFsm::Steps more)
{
    std::ranges::move(more, std::back_inserter(steps));
}

} // namespace

Milliseconds retryDelay(const RetryOptions& options, int attempt, double random)
{
    const double minimum = static_cast<double>(options.minimum.count());
    const double maximum = static_cast<double>(options.maximum.count());
    const double delay = std::max(std::min(std::pow(options.base, attempt), maximum), minimum);
    const double spread = delay * std::clamp(options.jitter, 0.0, 0.2);
    const double jittered =
        std::clamp(delay - spread + 2 * spread * random, minimum, std::max(minimum, maximum));
    return Milliseconds(std::llround(jittered));
}

ConnectionState ConnectionFsm::stateOf(Phase phase)
{
    switch (phase) {
    case Phase::Closed:
        return ConnectionState::Closed;
    case Phase::Connecting:
    case Phase::Handshake:
        return ConnectionState::Connecting;
    case Phase::Ready:
        return ConnectionState::Ready;
    case Phase::Waiting:
        return ConnectionState::Waiting;
    case Phase::Refused:
        return ConnectionState::Refused;
    }
    return ConnectionState::Closed;
}

ConnectionFsm::ConnectionFsm(const ConnectionOptions& options, std::function<double()> random)
    : m_options(options)
    , m_random(std::move(random))
{
}

ConnectionFsm::Step ConnectionFsm::step(Kind kind) const
{
    Step made;
    made.kind = kind;
    made.phase = m_phase;
    return made;
}

ConnectionFsm::Step ConnectionFsm::startTimer(Milliseconds delay) const
{
    Step timer = step(Kind::StartTimer);
    timer.delay = delay;
    return timer;
}

ConnectionFsm::Steps ConnectionFsm::open()
{
    if (m_phase != Phase::Closed)
        return {};
    m_attempt = 0;
    m_wasReady = false;
    m_lastError.reset();
    return connectNow();
}

ConnectionFsm::Steps ConnectionFsm::close()
{
    if (m_phase == Phase::Closed)
        return {};
    m_phase = Phase::Closed;
    return {step(Kind::StopTimer), step(Kind::DropSocket), step(Kind::TellState)};
}

ConnectionFsm::Steps ConnectionFsm::retryNow()
{
    if (m_phase != Phase::Waiting && m_phase != Phase::Refused)
        return {};
    return connectNow();
}

ConnectionFsm::Steps ConnectionFsm::connectNow()
{
    m_phase = Phase::Connecting;
    return {startTimer(m_options.connectTimeout), step(Kind::OpenSocket), step(Kind::TellState)};
}

ConnectionFsm::Steps ConnectionFsm::connected()
{
    if (m_phase != Phase::Connecting)
        return {};
    m_phase = Phase::Handshake;
    return handshake();
}

ConnectionFsm::Steps ConnectionFsm::handshake()
{
    Step send = step(Kind::Send);
    m_questions.clear();
    if (!m_options.password.isEmpty()) {
        m_questions.push_back(Question::Auth);
        if (m_options.user.isEmpty())
            send.commands.push_back(Command{"AUTH", m_options.password});
        else
            send.commands.push_back(Command{"AUTH", m_options.user.toUtf8(), m_options.password});
    }
    if (m_options.database != 0) {
        m_questions.push_back(Question::Select);
        send.commands.push_back(Command{"SELECT", QByteArray::number(m_options.database)});
    }
    if (!m_options.clientName.isEmpty()) {
        m_questions.push_back(Question::SetName);
        send.commands.push_back(Command{"CLIENT", "SETNAME", m_options.clientName});
    }
    m_questions.push_back(Question::Info);
    send.commands.push_back(Command{"INFO"});
    Steps steps{startTimer(m_options.connectTimeout)};
    steps.push_back(std::move(send));
    return steps;
}

ConnectionFsm::Steps ConnectionFsm::handshakeReply(const Reply& reply)
{
    if (m_phase != Phase::Handshake || m_questions.empty())
        return failed({ErrorCode::Server, QStringLiteral("a reply that nobody asked for"), {}});
    const Question question = m_questions.front();
    m_questions.erase(m_questions.begin());
    if (!reply.isError())
        return question == Question::Info ? becomeReady(reply) : Steps{};

    const ReplyClass replyClass = classifyReply(reply.text);
    const Error error = errorFromReply(reply);
    // A name is a courtesy, INFO a convenience: some providers forbid one or the other.
    const bool isOptional = question == Question::SetName || question == Question::Info;
    const bool isDenied = error.code == ErrorCode::Denied
        && error.context.value(QStringLiteral("reason")) != QStringLiteral("protected");
    if (isOptional && (replyClass == ReplyClass::Other || isDenied))
        return question == Question::Info ? becomeReady({}) : Steps{};
    if (replyClass == ReplyClass::Stop || question == Question::Auth)
        return replyClass == ReplyClass::Wait ? backOff(error) : refuse(error);
    return backOff(error);
}

ConnectionFsm::Steps ConnectionFsm::becomeReady(const Reply& info)
{
    m_serverInfo = ServerInfo::parse(info.text);
    if (m_serverInfo.isTooOld())
        return refuse({ErrorCode::Server,
            QStringLiteral("Redis %1 is too old: BullMQ needs 5.0.0 or newer")
                .arg(m_serverInfo.version.toString()),
            {{QStringLiteral("version"), m_serverInfo.version.toString()}}});
    if (m_serverInfo.fields.value("loading") == "1")
        return backOff({ErrorCode::Server, QStringLiteral("LOADING Redis is loading the dataset in memory"),
            {{QStringLiteral("class"), QStringLiteral("wait")},
                {QStringLiteral("reason"), QStringLiteral("loading")},
                {QStringLiteral("reply"), QStringLiteral("LOADING")}}});
    m_phase = Phase::Ready;
    m_attempt = 0;
    m_lastError.reset();
    Steps steps{step(Kind::StopTimer)};
    if (!m_wasReady)
        append(steps, warnings());
    m_wasReady = true;
    steps.push_back(step(Kind::BecomeReady));
    steps.push_back(step(Kind::TellState));
    return steps;
}

std::vector<ConnectionFsm::Step> ConnectionFsm::warnings() const
{
    Steps steps;
    const auto warn = [this, &steps](const QString& text, const QVariantMap& context) {
        Step warning = step(Kind::Warn);
        warning.error = Error{ErrorCode::Server, text, context};
        steps.push_back(std::move(warning));
    };
    if (m_serverInfo.isOutdated())
        warn(QStringLiteral("Redis %1 is older than 6.2.0, which BullMQ recommends")
                 .arg(m_serverInfo.version.toString()),
            {{QStringLiteral("warning"), QStringLiteral("version")}});
    const QByteArray policy = m_serverInfo.evictionPolicy;
    if (!policy.isEmpty() && policy != "noeviction")
        warn(QStringLiteral("eviction policy is %1; queues are only correct with noeviction")
                 .arg(QString::fromUtf8(policy)),
            {{QStringLiteral("warning"), QStringLiteral("eviction-policy")}});
    return steps;
}

ConnectionFsm::Steps ConnectionFsm::refuse(Error error)
{
    const bool wasReady = m_phase == Phase::Ready;
    m_phase = Phase::Refused;
    m_lastError = std::move(error);
    ++m_attempt;
    Steps steps{step(Kind::StopTimer), step(Kind::DropSocket)};
    if (wasReady)
        steps.push_back(step(Kind::Lose));
    steps.push_back(step(Kind::FailedTry));
    steps.push_back(step(Kind::TellState));
    return steps;
}

ConnectionFsm::Steps ConnectionFsm::backOff(Error error)
{
    const bool wasReady = m_phase == Phase::Ready;
    m_phase = Phase::Waiting;
    m_lastError = std::move(error);
    ++m_attempt;
    Steps steps{step(Kind::DropSocket), startTimer(retryDelay(m_options.retry, m_attempt, m_random()))};
    steps.push_back(step(wasReady ? Kind::Lose : Kind::FailedTry));
    steps.push_back(step(Kind::TellState));
    return steps;
}

ConnectionFsm::Steps ConnectionFsm::failed(Error error)
{
    if (m_phase == Phase::Closed || m_phase == Phase::Waiting || m_phase == Phase::Refused)
        return {};
    return error.context.value(QStringLiteral("refused")).toBool() ? refuse(std::move(error))
                                                                   : backOff(std::move(error));
}

ConnectionFsm::Steps ConnectionFsm::timeout()
{
    switch (m_phase) {
    case Phase::Waiting:
        return connectNow();
    case Phase::Connecting: {
        // A plain server waits for the rest of what looks like a command to it.
        if (m_options.tls.enabled && m_options.unixSocket.isEmpty())
            return backOff({ErrorCode::Tls,
                QStringLiteral("no answer to the TLS handshake: the server may not be using TLS"),
                {{QStringLiteral("hint"), QStringLiteral("the server may not be using TLS")}}});
        return backOff({ErrorCode::Timeout, QStringLiteral("no answer while connecting"), {}});
    }
    case Phase::Handshake:
        return backOff({ErrorCode::Timeout, QStringLiteral("no answer to the first commands"), {}});
    case Phase::Closed:
    case Phase::Ready:
    case Phase::Refused:
        break;
    }
    return {};
}

} // namespace drover
