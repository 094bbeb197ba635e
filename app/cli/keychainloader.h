// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

class QObject;

namespace drover {
class SecretStore;
}

namespace drover::cli {

//! The operating system's keychain. Its library is loaded only here, because it brings D-Bus along, which a
//! worker has no use for; where it cannot be, every call ends as Unavailable.
[[nodiscard]] SecretStore* loadKeychain(QObject* parent);

//! The same, loaded when it is first asked for something: most people encrypt nothing.
[[nodiscard]] SecretStore* lazyKeychain(QObject* parent);

//! A keychain that is not there.
[[nodiscard]] SecretStore* noKeychain(QObject* parent);

} // namespace drover::cli
