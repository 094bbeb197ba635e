// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace drover {

//! What a Redis user is for. Each may do all of its work and nothing else.
enum class AccessRole : quint8 {
    Viewer, //!< looks at queues; may write nothing, also not by scripts
    Worker, //!< what BullMQ's classes need: workers, producers, flows, schedulers, in any language
    Operator, //!< both: retries, cleans and removes jobs by hand
};

//! The rules of a Redis user, made to be pasted.
struct AccessRules {
    QByteArrayList keys; //!< patterns, e.g. "%R~bull:*"
    QByteArrayList commands; //!< names as ACL wants them, e.g. "client|list"; sorted

    //! ACL SETUSER as one line, without a password: an existing user keeps its own, a new one cannot log in
    //! before it has got one.
    [[nodiscard]] QByteArray setUser(const QByteArray& user) const;
};

//! For the queues under these prefixes. Key patterns that allow reading alone exist since Redis 7:
//! `readPatterns` false makes rules for Redis 6, where a viewer is held back by its commands alone.
[[nodiscard]] AccessRules accessRules(
    AccessRole role, const QByteArrayList& prefixes, bool readPatterns = true);

} // namespace drover
