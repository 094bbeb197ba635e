// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "health/connectionrights.h"
#include "redis/connectionoptions.h"
#include "redis/serverinfo.h"
#include "redis/tlsfacts.h"

#include <QByteArrayList>
#include <QMap>
#include <QObject>
#include <QStringList>

#include <array>
#include <memory>
#include <optional>

namespace drover {

//! The steps of a test, in order.
enum class ConnectionStep : quint8 {
    Resolve, //!< the host's name
    Connect, //!< TCP, or the unix socket
    Tls,
    Auth,
    Select,
    Ping,
    Version,
    Rights,
    Eviction, //!< maxmemory-policy
    Prefixes, //!< which queues are there
};
inline constexpr size_t connectionStepCount = static_cast<size_t>(ConnectionStep::Prefixes) + 1;

enum class StepState : quint8 {
    Waiting,
    Running,
    Good,
    Doubtful, //!< it works, but a person should know; see the report's facts
    Failed, //!< see error; the steps behind it stay Waiting
    Skipped, //!< nothing to do: no name to resolve, no TLS, no password, database 0
};

struct StepReport {
    StepState state = StepState::Waiting;
    double milliseconds = 0;
    std::optional<Error> error; //!< of Failed; of Doubtful where a reply was the reason

    bool operator==(const StepReport&) const = default;
};

//! What a test has learnt. A value.
struct ConnectionTestReport {
    std::array<StepReport, connectionStepCount> steps;
    bool isFinished = false;
    QStringList addresses; //!< of the host
    QString peer; //!< the one that answered
    std::optional<TlsFacts> tls;
    double latency = -1; //!< ms, median of some PINGs
    ServerInfo server; //!< fields are left out
    ConnectionRights rights;
    QByteArray evictionPolicy; //!< empty = not known
    QMap<QByteArray, int> prefixes; //!< prefix -> queues under it
    bool hasSeenAllKeys = false;

    [[nodiscard]] const StepReport& step(ConnectionStep step) const
    {
        return steps.at(static_cast<size_t>(step));
    }
    //! The step that failed.
    [[nodiscard]] std::optional<ConnectionStep> failedStep() const;
    [[nodiscard]] bool hasDoubts() const;
    //! Queues under these prefixes.
    [[nodiscard]] int queuesUnder(const QByteArrayList& wanted) const;

    bool operator==(const ConnectionTestReport&) const = default;
};

struct ConnectionTestOptions {
    ConnectionOptions connection; //!< with the password
    QByteArrayList prefixes{QByteArrayLiteral("bull")};
    bool isReadOnly = false; //!< nothing but plain reads is sent, so that scripts stay unknown
};

//! Connects step by step on a socket of its own and says how each step went, with its time. Plain reads only.
//! Ends with finished(), exactly once, also after cancel(). Thread-affine; start it once; delete it by
//! deleteLater().
class ConnectionTest final : public QObject {
    Q_OBJECT
public:
    explicit ConnectionTest(ConnectionTestOptions options, QObject* parent = nullptr);
    ~ConnectionTest() override;

    void start();
    //! The running step fails as Cancelled.
    void cancel();
    [[nodiscard]] const ConnectionTestReport& report() const;

Q_SIGNALS:
    //! A step began or ended.
    void progressed(const drover::ConnectionTestReport& report);
    void finished(const drover::ConnectionTestReport& report);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover

Q_DECLARE_METATYPE(drover::ConnectionTestReport)
