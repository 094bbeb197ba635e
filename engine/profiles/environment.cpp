// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "profiles/environment.h"

#include <array>

namespace drover {

using namespace Qt::StringLiterals;

namespace {
constexpr std::array names{"unspecified"_L1, "development"_L1, "staging"_L1, "production"_L1};
static_assert(names.size() == static_cast<size_t>(Environment::Production) + 1);
} // namespace

QLatin1StringView environmentName(Environment environment)
{
    return names.at(static_cast<size_t>(environment));
}

std::optional<Environment> environmentFromName(QStringView name)
{
    for (size_t i = 0; i < names.size(); ++i) {
        if (name == names.at(i))
            return static_cast<Environment>(i);
    }
    return std::nullopt;
}

} // namespace drover
