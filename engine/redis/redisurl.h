// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "redis/connectionoptions.h"

namespace drover {

//! `redis://user:pw@host:port/db`, `rediss://...`, `unix:///path?db=0` (also `redis+unix://`),
//! percent-encoding and IPv6 hosts included. Query: `db`, and for TLS `ca`, `cert`, `key`, `servername`.
//! BadInput says which part is wrong.
[[nodiscard]] Result<ConnectionOptions> parseRedisUrl(const QString& url);

//! Nothing leaves this computer on the way there.
[[nodiscard]] bool isOnThisComputer(const ConnectionOptions& options);

//! The URL without the password, for people and logs.
[[nodiscard]] QString displayUrl(const ConnectionOptions& options);

//! How the activity log, the trash and the history name a connection: the same in every program, language
//! and folder, so that what one of them wrote is found by the others.
[[nodiscard]] QString recordedName(const ConnectionOptions& options, bool embedded);

} // namespace drover
