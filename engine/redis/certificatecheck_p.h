// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "redis/connectionoptions.h"

#include <QList>
#include <QSslCertificate>
#include <QSslError>

#include <optional>

namespace drover {

//! Why the certificate that a server shows is not taken; nothing when it is. `found` is what the TLS library
//! has against it. Pure but for the time.
//!
//! Without a pin all of that counts, and the host must stand among the certificate's alternative names: a
//! common name alone is not enough, as for every client of today. With a pin (see tlsfacts.h) the certificate
//! must be that very one; who signed it and what names stand in it do not matter then, but its dates still
//! do.
//!
//! The error is Tls with context {"refused", "problem", "reasons", "fingerprint", "subject", "issuer",
//! "expires"} and, where a pin is at fault, "pinned". Problems: "expired", "not-yet-valid", "host-name",
//! "common-name", "self-signed", "unknown-authority", "pin", "other".
[[nodiscard]] std::optional<Error> certificateFault(
    const QSslCertificate& certificate, const QList<QSslError>& found, const ConnectionOptions& options);

//! The name that the server has to prove: TlsOptions::serverName, or the host.
[[nodiscard]] QString nameToVerify(const ConnectionOptions& options);

} // namespace drover
