// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "encryption/keystore.h"

#include <QJsonObject>

namespace drover {

//! {"queues": {"bull:mail": {"fields": [..], "formerFields": [..], "keys": [{"id", "made"}]}}}. Nothing when
//! a member is not what it should be: to guess here would be to write clear text.
[[nodiscard]] std::optional<std::vector<QueueEncryption>> encryptionFromJson(const QJsonObject& object);

//! Sets one queue; what else stands in the object stays.
void encryptionToJson(const QueueEncryption& queue, QJsonObject& object);

} // namespace drover
