// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

namespace drover::cli {

//! What went wrong in words for a person, and what can be done about it.
struct Explanation {
    QString sentence;
    QString remedy; //!< may be empty
};

//! `where` is the connection without its password, e.g. "redis://127.0.0.1:6379/0"; may be empty.
[[nodiscard]] Explanation explain(const Error& error, const QString& where);

//! {"error":{"code","message","context"}}
[[nodiscard]] QByteArray errorToJson(const Error& error);

} // namespace drover::cli
