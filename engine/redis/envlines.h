// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "redis/connectionoptions.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace drover {

//! One variable that was understood, for a person to check.
struct EnvVariable {
    QString name;
    QString value; //!< of a URL without its password; empty where it is secret
    bool isSecret = false;

    bool operator==(const EnvVariable&) const = default;
};

//! What the variables of an .env file say of a Redis.
struct EnvAddress {
    ConnectionOptions options; //!< with the password
    QByteArray prefix; //!< of the queues' keys (BULL_PREFIX, BULLMQ_PREFIX, QUEUE_PREFIX); empty = not said
    std::vector<EnvVariable> used; //!< in the order of the lines
    QStringList
        unused; //!< names that are about a Redis, too, but another one or nothing that a connection has

    bool operator==(const EnvAddress&) const = default;
};

//! Reads lines such as `REDIS_URL="..."`, `export REDIS_HOST=h`, `REDIS_PORT: 6380` or `- REDIS_TLS=true`,
//! with quotes, comments and ${OTHER} variables of the same text. The first Redis that is named counts; its
//! other variables go with it (REDIS_HOST, REDIS_PORT, REDIS_PASSWORD, REDISHOST, QUEUE_REDIS_HOST, ...).
//! Nothing where no line names a Redis; BadInput, with the context of parseRedisUrl(), where a value makes no
//! sense. Pure.
[[nodiscard]] std::optional<Result<EnvAddress>> readEnvLines(const QString& text);

} // namespace drover
