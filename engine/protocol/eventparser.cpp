// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/eventparser.h"

namespace drover {

namespace {

bool isText(const Reply& reply)
{
    return reply.kind == Reply::Kind::Bulk || reply.kind == Reply::Kind::Simple;
}

bool isPair(const Reply& reply)
{
    return reply.kind == Reply::Kind::Array && reply.items.size() == 2;
}

} // namespace

std::optional<StreamEntry> parseStreamEntry(const Reply& reply)
{
    if (!isPair(reply) || !isText(reply.items[0]) || reply.items[1].kind != Reply::Kind::Array)
        return std::nullopt;
    const std::vector<Reply>& flat = reply.items[1].items;
    StreamEntry entry{reply.items[0].text, {}, {}};
    entry.fields.reserve(flat.size() / 2);
    for (size_t i = 0; i + 1 < flat.size(); i += 2) {
        if (!isText(flat[i]) || !isText(flat[i + 1]))
            return std::nullopt;
        if (flat[i].text == "event" && entry.event.isEmpty())
            entry.event = flat[i + 1].text;
        else
            entry.fields.emplace_back(flat[i].text, flat[i + 1].text);
    }
    return entry;
}

std::vector<StreamEntry> parseStreamRange(const Reply& reply)
{
    std::vector<StreamEntry> entries;
    entries.reserve(reply.items.size());
    for (const Reply& item : reply.items) {
        if (std::optional<StreamEntry> entry = parseStreamEntry(item))
            entries.push_back(std::move(*entry));
    }
    return entries;
}

std::vector<StreamEntries> parseStreamRead(const Reply& reply)
{
    std::vector<StreamEntries> streams;
    for (const Reply& item : reply.items) {
        if (isPair(item) && isText(item.items[0]))
            streams.push_back({item.items[0].text, parseStreamRange(item.items[1])});
    }
    return streams;
}

} // namespace drover
