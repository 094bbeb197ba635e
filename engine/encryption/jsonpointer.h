// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/joboptions.h"

#include <QByteArrayList>

#include <functional>
#include <optional>

//! JSON pointers (RFC 6901) over JSON text that keeps its bytes.
namespace drover {

//! The steps of "/card/number"; none for "", which is the whole text. Nothing when it is no JSON pointer.
[[nodiscard]] std::optional<QByteArrayList> parseJsonPointer(QByteArrayView pointer);

//! What shall stand in the place of a value; nothing = it stays.
using Replacement = std::function<Result<std::optional<JsonText>>(QByteArrayView value)>;

//! The text with the value at the pointer replaced; every other byte stays, and so does a text in which there
//! is none. Where a key is there twice, each of its values is asked for: a reader may take either. The first
//! error ends it.
[[nodiscard]] Result<JsonText> replacedAt(
    const JsonText& text, const QByteArrayList& steps, const Replacement& replacement);

} // namespace drover
