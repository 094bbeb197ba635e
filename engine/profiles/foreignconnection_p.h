// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "profiles/profileimport.h"

#include <QJsonObject>

namespace drover {

//! One connection of RedisInsight, Another Redis Desktop Manager or RESP.app: they share most of their words.
//! Name, id and AlreadySaved are the caller's to settle.
[[nodiscard]] ImportedConnection foreignConnection(const QJsonObject& object);

} // namespace drover
