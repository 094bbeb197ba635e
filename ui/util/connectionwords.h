// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jsonfile.h"
#include "health/connectiontest.h"
#include "profiles/connectionprofile.h"
#include "profiles/credentials.h"
#include "util/words.h"

namespace drover::ui {

//! Words about connections: their tests, their passwords, their files.

//! "Find the host", "Log in", ...
[[nodiscard]] QString stepTitle(ConnectionStep step);
//! What a step found, or why it failed and what helps. Empty while it waits.
[[nodiscard]] ErrorWords stepWords(
    const ConnectionTestReport& report, ConnectionStep step, const QByteArrayList& prefixes);
//! The whole test in one sentence.
[[nodiscard]] QString testVerdict(const ConnectionTestReport& report);

//! What is wrong with a URL; `error` is of parseRedisUrl().
[[nodiscard]] QString urlFaultWords(const Error& error);
[[nodiscard]] QString profileFaultWords(const ProfileFault& fault);

//! Where a password is kept: "In the keychain", "Asked each time", ...
[[nodiscard]] QString secretKindWords(SecretSource::Kind kind);
//! Where the password of a connection is now: "Stored in the keychain", "For this session", ...
[[nodiscard]] QString secretPlaceWords(const ConnectionProfile& profile, bool isKeptForSession);
//! Why the keychain did not do what was asked, and what a person can do.
[[nodiscard]] ErrorWords keychainWords(SecretState state, const QString& message);
//! Why a person is asked for a password, beyond "it is needed"; empty sentence when that is all.
[[nodiscard]] ErrorWords askReasonWords(const ConnectionProfile& profile, const CredentialOutcome& outcome);

[[nodiscard]] QString environmentWords(Environment environment);

//! What a person has to know about a file of Drover's after a start; empty sentence = nothing. `what`:
//! "settings", "connections", in a sentence.
[[nodiscard]] ErrorWords fileWords(const JsonFileContent& file, const QString& path, const QString& what);

} // namespace drover::ui
