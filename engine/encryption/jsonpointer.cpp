// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/jsonpointer.h"

#include "protocol/jsontext.h"

#include <algorithm>

namespace drover {
namespace {

constexpr qsizetype longestIndex = 18; // digits that fit into a qsizetype

std::optional<QByteArray> unescaped(const QByteArray& step)
{
    QByteArray result = step;
    for (qsizetype at = step.indexOf('~'); at >= 0; at = step.indexOf('~', at + 1)) {
        const char next = at + 1 < step.size() ? step[at + 1] : '\0';
        if (next != '0' && next != '1')
            return std::nullopt;
    }
    return result.replace("~1", "/").replace("~0", "~");
}

//! Of an array; digits without a leading zero.
std::optional<size_t> indexOf(const QByteArray& step)
{
    const bool isNumber = !step.isEmpty() && step.size() <= longestIndex
        && std::all_of(step.cbegin(), step.cend(), [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber || (step.size() > 1 && step.front() == '0'))
        return std::nullopt;
    return static_cast<size_t>(step.toULongLong());
}

//! The values at one step within each of `values`, in the order of the text.
std::vector<QByteArrayView> below(const std::vector<QByteArrayView>& values, const QByteArray& step)
{
    std::vector<QByteArrayView> found;
    for (const QByteArrayView value : values) {
        if (json::type(value) == json::Type::Array) {
            const auto index = indexOf(step);
            const auto elements = json::elements(value);
            if (index && elements && *index < elements->size())
                found.push_back(elements->at(*index));
            continue;
        }
        for (const json::Member& member : json::members(value).value_or(std::vector<json::Member>())) {
            if (json::decodeString(member.key) == step)
                found.push_back(member.value);
        }
    }
    return found;
}

QByteArrayView withoutSpace(QByteArrayView text)
{
    return text.trimmed(); // JSON's white space is among what this takes, and nothing else is in valid JSON
}

} // namespace

std::optional<QByteArrayList> parseJsonPointer(QByteArrayView pointer)
{
    QByteArrayList steps;
    if (pointer.isEmpty())
        return steps;
    const QByteArray text = pointer.toByteArray();
    if (!text.startsWith('/') || !text.isValidUtf8())
        return std::nullopt;
    for (const QByteArray& part : text.mid(1).split('/')) {
        const std::optional<QByteArray> step = unescaped(part);
        if (!step)
            return std::nullopt;
        steps << *step;
    }
    return steps;
}

Result<JsonText> replacedAt(const JsonText& text, const QByteArrayList& steps, const Replacement& replacement)
{
    std::vector<QByteArrayView> values{withoutSpace(text)};
    for (const QByteArray& step : steps)
        values = below(values, step);
    JsonText result;
    const char* done = text.cbegin();
    for (const QByteArrayView value : values) {
        const Result<std::optional<JsonText>> replaced = replacement(value);
        if (!replaced)
            return replaced.error();
        if (!*replaced)
            continue;
        result.append(QByteArrayView(done, value.data()));
        result.append(**replaced);
        done = value.data() + value.size();
    }
    result.append(QByteArrayView(done, text.cend()));
    return result;
}

} // namespace drover
