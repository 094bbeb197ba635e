// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/jsontext.h"

#include "protocol/jsonscanner_p.h"

namespace drover::json {

bool isValid(QByteArrayView text)
{
    return !errorAt(text);
}

std::optional<qsizetype> errorAt(QByteArrayView text)
{
    Scanner scanner(text);
    if (scanner.scanValue()) {
        scanner.skipSpace();
        if (scanner.atEnd())
            return std::nullopt;
    }
    return scanner.at() - text.data();
}

Type type(QByteArrayView text)
{
    Scanner scanner(text);
    scanner.skipSpace();
    switch (scanner.peek()) {
    case '{':
        return Type::Object;
    case '[':
        return Type::Array;
    case '"':
        return Type::String;
    case 't':
    case 'f':
        return Type::Boolean;
    case 'n':
        return Type::Null;
    case '-':
        return Type::Number;
    default:
        return scanner.peek() >= '0' && scanner.peek() <= '9' ? Type::Number : Type::Invalid;
    }
}

std::optional<std::vector<Member>> members(QByteArrayView object)
{
    std::vector<Member> result;
    const auto add = [&result](QByteArrayView key, QByteArrayView value) { result.push_back({key, value}); };
    if (!forEachMember(object, add))
        return std::nullopt;
    return result;
}

std::optional<std::vector<QByteArrayView>> elements(QByteArrayView array)
{
    std::vector<QByteArrayView> result;
    Scanner scanner(array);
    scanner.skipSpace();
    if (!scanner.skip('['))
        return std::nullopt;
    scanner.skipSpace();
    if (!scanner.skip(']')) {
        do {
            scanner.skipSpace();
            const char* const start = scanner.at();
            if (!scanner.scanValue())
                return std::nullopt;
            result.emplace_back(start, scanner.at());
            scanner.skipSpace();
        } while (scanner.skip(','));
        if (!scanner.skip(']'))
            return std::nullopt;
    }
    scanner.skipSpace();
    return scanner.atEnd() ? std::optional(std::move(result)) : std::nullopt;
}

QByteArrayView value(QByteArrayView object, QByteArrayView key)
{
    QByteArrayView found;
    const auto look = [&found, key](QByteArrayView name, QByteArrayView value) {
        if (keyEquals(name, key))
            found = value;
    };
    return forEachMember(object, look) ? found : QByteArrayView();
}

QByteArrayView at(QByteArrayView text, const QByteArrayList& path)
{
    for (const QByteArray& step : path) {
        if (type(text) != Type::Array) {
            text = value(text, step);
            continue;
        }
        bool number = false;
        const qsizetype index = step.toLongLong(&number);
        const auto list = elements(text);
        const bool inside = number && list && index >= 0 && index < static_cast<qsizetype>(list->size());
        text = inside ? list->at(static_cast<size_t>(index)) : QByteArrayView();
    }
    return path.isEmpty() && !isValid(text) ? QByteArrayView() : text;
}

std::optional<JsonText> withMember(QByteArrayView object, QByteArrayView key, QByteArrayView value)
{
    QByteArrayView replaced;
    bool empty = true;
    const auto look = [&](QByteArrayView name, QByteArrayView old) {
        empty = false;
        if (keyEquals(name, key))
            replaced = old;
    };
    if (!forEachMember(object, look))
        return std::nullopt;
    const qsizetype brace = object.lastIndexOf('}');
    const qsizetype start = replaced.isNull() ? brace : replaced.data() - object.data();
    JsonText result;
    result.reserve(object.size() + key.size() + value.size() + 4);
    result.append(object.first(start));
    if (replaced.isNull()) {
        if (!empty)
            result.append(',');
        result.append(encodeString(key)).append(':');
    }
    result.append(value);
    return result.append(object.sliced(start + replaced.size()));
}

std::optional<JsonText> withoutMember(QByteArrayView object, QByteArrayView key)
{
    ObjectWriter kept;
    bool found = false;
    const auto copy = [&](QByteArrayView name, QByteArrayView value) {
        if (keyEquals(name, key))
            found = true;
        else
            kept.member(name, value);
    };
    if (!forEachMember(object, copy))
        return std::nullopt;
    return found ? kept.take() : object.toByteArray();
}

} // namespace drover::json
