// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QStringView>

namespace drover::cli {

//! A JSON string of UTF-8 bytes; what is not UTF-8 becomes U+FFFD.
[[nodiscard]] QByteArray jsonString(QByteArrayView utf8);
[[nodiscard]] QByteArray jsonString(QStringView text);
[[nodiscard]] QByteArray jsonBool(bool value);

//! A JSON object with its members in the order in which they were added; values are JSON already, so that bytes of
//! jobs are spliced in untouched.
class JsonObject {
public:
    JsonObject& raw(QByteArrayView name, QByteArrayView json);
    JsonObject& text(QByteArrayView name, QByteArrayView value) { return raw(name, jsonString(value)); }
    JsonObject& text(QByteArrayView name, QStringView value) { return raw(name, jsonString(value)); }
    JsonObject& number(QByteArrayView name, qint64 value) { return raw(name, QByteArray::number(value)); }
    JsonObject& real(QByteArrayView name, double value, int digits) { return raw(name, QByteArray::number(value, 'f', digits)); }
    JsonObject& flag(QByteArrayView name, bool value) { return raw(name, jsonBool(value)); }

    [[nodiscard]] QByteArray done() const { return '{' + m_members + '}'; }

private:
    QByteArray m_members;
};

//! A JSON array, the same way.
class JsonArray {
public:
    JsonArray& raw(QByteArrayView json);
    [[nodiscard]] QByteArray done() const { return '[' + m_items + ']'; }

private:
    QByteArray m_items;
};

} // namespace drover::cli
