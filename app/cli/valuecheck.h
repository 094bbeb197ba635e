// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/commandspec.h"
#include "core/clock.h"

#include <QString>

#include <optional>

namespace drover::cli {

//! `250ms 30s 5m 2h 7d`; a bare number counts in `bareUnit`. Nothing for anything else and for what
//! overflows.
[[nodiscard]] std::optional<Milliseconds> parseDuration(
    QByteArrayView text, Milliseconds bareUnit = Milliseconds(1));

//! What is wrong with a value, as the end of a sentence; empty = nothing.
[[nodiscard]] QString checkValue(ValueKind kind, const QByteArrayList& choices, const QByteArray& value);

} // namespace drover::cli
