// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "profiles/connectionprofile.h"

#include <QJsonObject>

namespace drover {

//! BadInput names the member that cannot be read. Members that are not there keep their defaults.
[[nodiscard]] Result<ConnectionProfile> profileFromJson(const QJsonObject& object);

//! Writes the profile over `object`; members that we do not know stay.
void profileToJson(const ConnectionProfile& profile, QJsonObject& object);

} // namespace drover
