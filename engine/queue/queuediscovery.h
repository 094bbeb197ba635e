// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/queueid.h"

#include <QByteArrayList>
#include <QMap>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace drover {

class RedisConnection;

struct DiscoveryOptions {
    QByteArrayList prefixes = {QByteArrayLiteral("bull")}; //!< empty = queues of every prefix
    int batch = 1000; //!< SCAN COUNT

    bool operator==(const DiscoveryOptions&) const = default;
};

struct DiscoveryReport {
    qint64 queues = 0; //!< found under the prefixes asked for
    qint64 keysRead = 0; //!< names that Redis sent
    qint64 scans = 0; //!< SCAN calls
    QMap<QByteArray, int> otherPrefixes; //!< prefix -> queues under it, of prefixes not asked for
    std::optional<Error> error; //!< the scan ended early; what was found before stays valid

    bool operator==(const DiscoveryReport&) const = default;
};

//! `prefix:name:meta` as a queue's identity: the name is what stands between the last two colons. Nothing for
//! other keys, for keys of a relay (`prefix::relay:...`) and for nameless queues.
[[nodiscard]] std::optional<QueueId> queueOfMetaKey(const QByteArray& key);

//! Finds queues by walking the key space with SCAN ... MATCH *:meta TYPE hash: every queue that has ever been
//! added to has a meta hash. Plain reads only. Thread-affine; borrows the connection.
class QueueDiscovery final : public QObject {
    Q_OBJECT
public:
    explicit QueueDiscovery(RedisConnection& connection, QObject* parent = nullptr);
    ~QueueDiscovery() override;

    //! Begins anew; a running scan is dropped without finished().
    void start(DiscoveryOptions options = {});
    //! Ends a running scan; finished() comes with ErrorCode::Cancelled.
    void cancel();
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    //! New queues, each once per scan, as they are found.
    void found(const std::vector<drover::QueueId>& queues);
    void finished(const drover::DiscoveryReport& report);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover

Q_DECLARE_METATYPE(drover::DiscoveryReport)
