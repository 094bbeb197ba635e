// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "redis/reply.h"

namespace drover {

//! The error that a reply stands for which is not what was asked for.
[[nodiscard]] Error replyError(const Reply& reply);
//! An error that concerns more than one key: a missing right, a server that loads. A key of another type, in
//! contrast, is only a damaged key.
[[nodiscard]] bool isRefusal(const Reply& reply);

} // namespace drover
