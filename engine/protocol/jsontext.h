// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/joboptions.h"

#include <QByteArrayList>

#include <optional>
#include <vector>

//! JSON texts as bytes: checked, indexed, cut and joined, never parsed into a tree and dumped again. Every
//! function takes any bytes, needs memory for the nesting depth only, and runs in linear time. What is valid
//! is what JSON.parse takes (RFC 8259), and the text must be UTF-8.
namespace drover::json {

enum class Type : quint8 { Invalid, Null, Boolean, Number, String, Array, Object };

//! One member of an object, as views into the text.
struct Member {
    QByteArrayView key; //!< with its quotes and escapes
    QByteArrayView value; //!< without surrounding white space
};

//! The text is one JSON value with nothing but white space around it.
[[nodiscard]] bool isValid(QByteArrayView text);
//! The byte at which the text stops being one JSON value: where a person looks for the mistake. Nothing = it is
//! valid.
[[nodiscard]] std::optional<qsizetype> errorAt(QByteArrayView text);
//! Of the value that starts the text; looks at its first byte only.
[[nodiscard]] Type type(QByteArrayView text);
//! Members in order, duplicates included; empty optional when the text is no valid object.
[[nodiscard]] std::optional<std::vector<Member>> members(QByteArrayView object);
//! Elements in order; empty optional when the text is no valid array.
[[nodiscard]] std::optional<std::vector<QByteArrayView>> elements(QByteArrayView array);
//! The value of a member; of duplicates the last one, as JSON.parse has it. Empty view = not there.
[[nodiscard]] QByteArrayView value(QByteArrayView object, QByteArrayView key);
//! Follows keys and array indexes ("user", "tags", "0"); empty view = not there.
[[nodiscard]] QByteArrayView at(QByteArrayView text, const QByteArrayList& path);

//! The text of a JSON string as UTF-8; lone surrogates become U+FFFD. Empty optional when it is no string.
[[nodiscard]] std::optional<QByteArray> decodeString(QByteArrayView string);
//! A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] QByteArray encodeString(QByteArrayView utf8);
[[nodiscard]] QByteArray encodeString(QStringView text);
//! A finite double; empty optional for anything else.
[[nodiscard]] std::optional<double> decodeNumber(QByteArrayView number);
//! As JavaScript writes it: whole numbers without fraction, shortest digits that read back the same.
[[nodiscard]] QByteArray encodeNumber(double value);

//! A copy of the object in which `key` has `value` (JSON): the last member of that name is replaced, or one
//! is appended. All other bytes stay.
[[nodiscard]] std::optional<JsonText> withMember(
    QByteArrayView object, QByteArrayView key, QByteArrayView value);
//! A copy of the object without any member of that name.
[[nodiscard]] std::optional<JsonText> withoutMember(QByteArrayView object, QByteArrayView key);

//! Line breaks and indentation for people; tokens, their order and digits stay. Text that is not JSON is
//! returned as it is.
[[nodiscard]] QByteArray pretty(QByteArrayView text, int indent = 2);
//! Without white space between tokens. Text that is not JSON is returned as it is.
[[nodiscard]] QByteArray compact(QByteArrayView text);

//! Builds an object member by member, in order.
class ObjectWriter final {
public:
    //! `value` is JSON and is spliced as it is.
    ObjectWriter& raw(QByteArrayView key, QByteArrayView value);
    ObjectWriter& string(QByteArrayView key, QByteArrayView utf8);
    ObjectWriter& number(QByteArrayView key, double value);
    ObjectWriter& integer(QByteArrayView key, qint64 value);
    ObjectWriter& boolean(QByteArrayView key, bool value);
    //! As raw(), with a key that is a JSON string already, e.g. Member::key.
    ObjectWriter& member(QByteArrayView quotedKey, QByteArrayView value);
    //! The object; the writer is empty afterwards.
    [[nodiscard]] JsonText take();

private:
    JsonText m_text = "{";
};

} // namespace drover::json
