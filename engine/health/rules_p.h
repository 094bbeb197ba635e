// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "health/healthrules.h"

namespace drover {

// The server's rules by subject; each adds one finding for every rule of its subject.
void judgePersistence(const ServerFacts& facts, std::vector<Finding>& findings); //!< P1
void judgeMemory(const ServerFacts& facts, std::vector<Finding>& findings); //!< P2
void judgeServerItself(const ServerFacts& facts, std::vector<Finding>& findings); //!< version, role
void judgeLoad(const ServerFacts& facts, std::vector<Finding>& findings); //!< growth, replicas, slow log
void judgeAccess(const ServerFacts& facts, std::vector<Finding>& findings); //!< password, TLS
void judgeConnection(const ServerFacts& facts, std::vector<Finding>& findings); //!< P3, P4

//! What is in a queue and will not move by itself; only what is worth knowing.
void judgeTraps(const QueueFacts& facts, std::vector<Finding>& findings);

//! What a queue keeps, and how old it is.
void judgeKept(const QueueFacts& facts, std::vector<Finding>& findings);

//! A finding with the queue's name as its first evidence.
[[nodiscard]] Finding aboutQueue(
    const QueueFacts& facts, QString rule, Severity severity, QString title, QString why, QStringList fix);
//! Jobs that a worker could take now.
[[nodiscard]] qint64 readyJobs(const QueueFacts& facts);

//! A line of INFO as it is; empty when the server does not say.
[[nodiscard]] QByteArray infoText(const ServerFacts& facts, const char* field);
[[nodiscard]] std::optional<qint64> infoNumber(const ServerFacts& facts, const char* field);
//! A setting, or nothing when CONFIG GET is not allowed.
[[nodiscard]] std::optional<QByteArray> setting(const ServerFacts& facts, const char* name);
//! What the evidence says in the place of a setting that cannot be read.
[[nodiscard]] QString unknownSetting();

} // namespace drover
