// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/failuregroups.h"

#include "protocol/jsontext.h"
#include "queue/reasonscanner_p.h"

#include <algorithm>
#include <array>

namespace drover {
namespace {

constexpr qsizetype longestCause = 300;
constexpr qsizetype longestInput = 4096;

//! A text that carries its own stack: the cause ends where the frames begin.
QByteArrayView withoutFrames(QByteArrayView text)
{
    for (const QByteArrayView mark : {QByteArrayView("\n    at "), QByteArrayView("\nTraceback ")}) {
        if (const qsizetype at = text.indexOf(mark); at > 0)
            text = text.first(at);
    }
    return text;
}

//! Never in the middle of a UTF-8 character.
QByteArray shortened(QByteArray text)
{
    if (text.size() <= longestCause)
        return text;
    qsizetype end = longestCause;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    text.truncate(end);
    return text + "\u2026";
}

QByteArrayView fileName(QByteArrayView location)
{
    // "file:///srv/app/x.mjs:12:5" -> "x.mjs"
    for (int part = 0; part < 2; ++part) {
        const qsizetype colon = location.lastIndexOf(':');
        const QByteArrayView tail = colon < 0 ? QByteArrayView() : location.sliced(colon + 1);
        if (tail.isEmpty()
            || !std::all_of(tail.begin(), tail.end(), [](char c) { return c >= '0' && c <= '9'; }))
            break;
        location = location.first(colon);
    }
    const qsizetype slash = std::max(location.lastIndexOf('/'), location.lastIndexOf('\\'));
    return location.sliced(slash + 1);
}

bool isForeign(QByteArrayView frame)
{
    static constexpr std::array<QByteArrayView, 5> marks{
        "node_modules", "node:", "(internal/", "<anonymous>", "(native)"};
    return std::any_of(
        marks.begin(), marks.end(), [frame](QByteArrayView mark) { return frame.contains(mark); });
}

//! "async Object.run (/srv/app/x.js:3:4)" -> "Object.run (x.js)"
QByteArray readableFrame(QByteArrayView frame)
{
    if (frame.startsWith("async "))
        frame = frame.sliced(6);
    const qsizetype open = frame.lastIndexOf(" (");
    if (open < 0 || !frame.endsWith(')'))
        return fileName(frame).toByteArray();
    const QByteArrayView location = frame.sliced(open + 2, frame.size() - open - 3);
    return frame.first(open).toByteArray() + " (" + fileName(location).toByteArray() + ')';
}

//! `File "/srv/x.py", line 3, in run` -> "run (x.py)"
QByteArray pythonFrame(QByteArrayView line)
{
    const qsizetype close = line.indexOf("\", line ");
    const qsizetype function = line.lastIndexOf(", in ");
    if (close < 6 || function < close)
        return {};
    return line.sliced(function + 5).toByteArray() + " (" + fileName(line.sliced(6, close - 6)).toByteArray()
        + ')';
}

QByteArray frameOf(QByteArrayView trace)
{
    QByteArray first;
    QByteArray python;
    qsizetype at = 0;
    while (at < trace.size()) {
        qsizetype end = trace.indexOf('\n', at);
        if (end < 0)
            end = trace.size();
        const QByteArrayView line = trace.sliced(at, end - at).trimmed();
        at = end + 1;
        if (line.startsWith("File \""))
            python = pythonFrame(line); // the innermost call comes last
        if (!line.startsWith("at "))
            continue;
        if (!isForeign(line))
            return readableFrame(line.sliced(3));
        if (first.isEmpty())
            first = readableFrame(line.sliced(3));
    }
    return python.isEmpty() ? first : python;
}

} // namespace

QByteArray normalizeReason(QByteArrayView reason)
{
    return shortened(ReasonScanner(withoutFrames(reason.first(std::min(reason.size(), longestInput)))).run());
}

QByteArray topFrame(QByteArrayView stacktrace)
{
    const auto traces = json::elements(stacktrace);
    if (!traces || traces->empty())
        return {};
    return frameOf(json::decodeString(traces->back()).value_or(QByteArray()));
}

} // namespace drover
