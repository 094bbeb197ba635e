// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "redis/connectionoptions.h"

#include <QString>

namespace drover::ui {

//! What a person pasted as the address of a Redis.
struct PastedAddress {
    ConnectionOptions options; //!< with the password
    QByteArray prefix; //!< of the queues' keys; empty = not said
    QString preview; //!< which variables were understood, secrets masked; empty where it was one address
};

//! A URL, host:port, the arguments of redis-cli -u, or lines of an .env file: REDIS_URL, or REDIS_HOST,
//! REDIS_PORT, REDIS_PASSWORD and what else belongs to them. BadInput says which part is wrong.
[[nodiscard]] Result<PastedAddress> readPasted(const QString& pasted);

//! The address in what a person pasted: a URL, a `REDIS_URL="..."` line of an .env file (with or without
//! `export`, among other lines), the arguments of redis-cli -u, or host:port alone, which becomes redis://.
//! Blanks around it go; a text in which nothing looks like an address comes back trimmed.
[[nodiscard]] QString addressIn(const QString& pasted);

} // namespace drover::ui
