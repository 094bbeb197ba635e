// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QLatin1StringView>
#include <QStringView>

#include <optional>

namespace drover {

//! What a connection is for the person who looks at it; decides colour, letter and caution.
enum class Environment : quint8 { Unspecified, Development, Staging, Production };

//! "unspecified", "development", "staging", "production".
[[nodiscard]] QLatin1StringView environmentName(Environment environment);
[[nodiscard]] std::optional<Environment> environmentFromName(QStringView name);

} // namespace drover
