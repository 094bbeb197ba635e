// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"

#include <QStringView>

#include <optional>

namespace drover {

//! "250ms", "30s", "5m", "2h", "7d"; a bare number counts in `bareUnit`. Not negative, fractions allowed
//! ("1.5h"). Empty optional for anything else and for what does not fit.
[[nodiscard]] std::optional<Milliseconds> parseDuration(
    QStringView text, Milliseconds bareUnit = Milliseconds{1});

} // namespace drover
