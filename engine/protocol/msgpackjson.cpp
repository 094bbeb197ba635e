// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/jsontext.h"
#include "protocol/msgpack.h"

namespace drover {

namespace {

bool pack(MsgPackWriter& out, QByteArrayView text, int depth);

bool packArray(MsgPackWriter& out, QByteArrayView text, int depth)
{
    const auto elements = json::elements(text);
    if (!elements)
        return false;
    out.array(static_cast<quint32>(elements->size()));
    for (const QByteArrayView element : *elements) {
        if (!pack(out, element, depth - 1))
            return false;
    }
    return true;
}

bool packObject(MsgPackWriter& out, QByteArrayView text, int depth)
{
    const auto members = json::members(text);
    if (!members)
        return false;
    out.map(static_cast<quint32>(members->size()));
    for (const json::Member& member : *members) {
        const auto key = json::decodeString(member.key);
        if (!key || !pack(out.str(*key), member.value, depth - 1))
            return false;
    }
    return true;
}

bool packNumber(MsgPackWriter& out, QByteArrayView text)
{
    const auto number = json::decodeNumber(text);
    if (number)
        out.number(*number);
    return number.has_value();
}

// `depth`: how many levels of containers may still follow, which bounds the recursion.
bool pack(MsgPackWriter& out, QByteArrayView text, int depth)
{
    switch (json::type(text)) {
    case json::Type::Null:
        out.nil();
        return true;
    case json::Type::Boolean:
        out.boolean(text == "true");
        return true;
    case json::Type::Number:
        return packNumber(out, text);
    case json::Type::String: {
        const auto string = json::decodeString(text);
        if (string)
            out.str(*string);
        return string.has_value();
    }
    case json::Type::Array:
        return depth > 0 && packArray(out, text, depth);
    case json::Type::Object:
        return depth > 0 && packObject(out, text, depth);
    case json::Type::Invalid:
        break;
    }
    return false;
}

} // namespace

bool MsgPackWriter::json(QByteArrayView text)
{
    MsgPackWriter value;
    if (!json::isValid(text) || !pack(value, text.trimmed(), maxJsonDepth))
        return false;
    raw(value.m_bytes);
    return true;
}

} // namespace drover
