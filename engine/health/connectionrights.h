// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/command.h"
#include "redis/reply.h"

#include <QByteArray>
#include <QByteArrayList>

#include <optional>
#include <vector>

namespace drover {

//! What the connected user may do, as far as that can be learnt without changing anything.
struct ConnectionRights {
    QByteArray user; //!< ACL WHOAMI; empty = the server does not tell
    QByteArrayList
        missingReads; //!< commands that showing queues needs and that are refused; "~bull:*" = the keys
    QByteArrayList missingWrites; //!< of those that working on queues needs; only when writesAreKnown
    bool writesAreKnown = false; //!< the user may ask (ACL DRYRUN, Redis 7)
    bool mayRunScripts = false; //!< each change of a queue is one
    bool mayListClients = false; //!< else nobody knows who listens
    bool mayReadConfig = false; //!< else some of the server's fitness stays unknown
    bool mayScan = false; //!< else queues are not found by themselves

    [[nodiscard]] bool mayRead() const { return missingReads.isEmpty(); }
    //! Empty = not known.
    [[nodiscard]] std::optional<bool> mayWrite() const;

    bool operator==(const ConnectionRights&) const = default;
};

//! Questions about rights and what the answers mean. Plain reads of a key that does not exist, a script that
//! does not exist, and ACL DRYRUN: nothing is changed, whatever the answers are.
class RightsProbe final {
public:
    //! `prefix` is the queues'. Without `withScripts` the script is not asked for (read-only connections).
    RightsProbe(QByteArray prefix, bool withScripts);

    [[nodiscard]] std::vector<Command> questions() const;
    void take(const std::vector<Reply>& replies);
    //! About writes: to be asked once the first answers named the user; empty when it is not known.
    [[nodiscard]] std::vector<Command> dryRuns() const;
    void takeDryRuns(const std::vector<Reply>& replies);

    [[nodiscard]] const ConnectionRights& rights() const { return m_rights; }

private:
    const QByteArray m_prefix;
    const bool m_withScripts;
    ConnectionRights m_rights;
};

} // namespace drover
