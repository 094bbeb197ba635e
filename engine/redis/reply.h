// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <vector>

namespace drover {

//! One answer of Redis as a value. Errors of the server are replies too: the caller decides what they mean.
struct Reply {
    enum class Kind : quint8 { Nil, Integer, Simple, Bulk, Array, Error };

    Kind kind = Kind::Nil;
    qint64 integer = 0;
    QByteArray text; //!< of Simple, Bulk and Error
    std::vector<Reply> items; //!< of Array

    [[nodiscard]] bool isNil() const noexcept { return kind == Kind::Nil; }
    [[nodiscard]] bool isError() const noexcept { return kind == Kind::Error; }
    [[nodiscard]] bool isArray() const noexcept { return kind == Kind::Array; }
    [[nodiscard]] bool isInteger() const noexcept { return kind == Kind::Integer; }
    //! Bulk or simple (status) text.
    [[nodiscard]] bool isText() const noexcept { return kind == Kind::Bulk || kind == Kind::Simple; }
    //! The number of an Integer, or of a text that is one; `fallback` otherwise.
    [[nodiscard]] qint64 toInteger(qint64 fallback = 0) const;

    bool operator==(const Reply&) const = default;
};

} // namespace drover
