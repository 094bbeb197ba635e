// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/jsonlayout.h"

namespace drover::ui {

namespace {
constexpr int deepest = 200;

void newLine(QByteArray& out, int depth)
{
    out += '\n';
    out.append(depth * 2, ' ');
}

//! The index behind the string that starts at `at`, -1 when it does not end.
qsizetype endOfString(const QByteArray& json, qsizetype at)
{
    for (qsizetype i = at + 1; i < json.size(); ++i) {
        if (json.at(i) == '\\')
            ++i;
        else if (json.at(i) == '"')
            return i + 1;
    }
    return -1;
}

qsizetype skipSpace(const QByteArray& json, qsizetype at)
{
    while (at < json.size() && QByteArrayView(" \t\r\n").contains(json.at(at)))
        ++at;
    return at;
}
} // namespace

QByteArray layOutJson(const QByteArray& json)
{
    QByteArray out;
    out.reserve(json.size() * 3 / 2);
    int depth = 0;
    for (qsizetype i = 0; i < json.size();) {
        const char c = json.at(i);
        if (c == '"') {
            const qsizetype end = endOfString(json, i);
            if (end < 0)
                return json;
            out += QByteArrayView(json).sliced(i, end - i);
            i = end;
            continue;
        }
        ++i;
        if (c == '{' || c == '[') {
            const qsizetype next = skipSpace(json, i);
            out += c;
            if (next < json.size() && json.at(next) == (c == '{' ? '}' : ']')) {
                out += json.at(next);
                i = next + 1;
                continue;
            }
            if (++depth > deepest)
                return json;
            newLine(out, depth);
        } else if (c == '}' || c == ']') {
            if (--depth < 0)
                return json;
            newLine(out, depth);
            out += c;
        } else if (c == ',') {
            out += c;
            newLine(out, depth);
        } else if (c == ':') {
            out += ": ";
        } else if (!QByteArrayView(" \t\r\n").contains(c)) {
            out += c;
        }
    }
    return depth == 0 ? out : json;
}

} // namespace drover::ui
