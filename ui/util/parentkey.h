// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/queueid.h"

#include <optional>
#include <utility>

namespace drover::ui {

//! "bull:mail:42" as queue and job; none when it is no such key. A prefix may hold colons, queue names and
//! ids do not. Pure.
[[nodiscard]] std::optional<std::pair<QueueId, JobId>> splitJobKey(const QByteArray& key);

} // namespace drover::ui
