// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/command.h"

#include <QVarLengthArray>

#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace drover {

namespace {

QByteArray format(std::span<const QByteArrayView> arguments)
{
    QVarLengthArray<const char*, 32> texts;
    QVarLengthArray<size_t, 32> lengths;
    for (const QByteArrayView argument : arguments) {
        texts.append(argument.isNull() ? "" : argument.data());
        lengths.append(static_cast<size_t>(argument.size()));
    }
    char* bytes = nullptr;
    const auto length =
        redisFormatCommandArgv(&bytes, static_cast<int>(texts.size()), texts.data(), lengths.data());
    const std::unique_ptr<char, decltype(&std::free)> owner(bytes, &std::free);
    return length > 0 ? QByteArray(bytes, static_cast<qsizetype>(length)) : QByteArray();
}

// Commands whose first argument is part of the name.
bool isContainer(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 12> containers{"ACL", "CLIENT", "CLUSTER", "COMMAND",
        "CONFIG", "DEBUG", "FUNCTION", "LATENCY", "MEMORY", "OBJECT", "SCRIPT", "SLOWLOG"};
    return std::ranges::find(containers, name) != containers.end();
}

// The bulk that starts at `at` of RESP bytes; moves `at` behind it.
QByteArrayView bulkAt(QByteArrayView bytes, qsizetype& at)
{
    const qsizetype lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0)
        return {};
    const qsizetype length = bytes.sliced(at + 1, lineEnd - at - 1).toLongLong();
    const QByteArrayView bulk = bytes.sliced(lineEnd + 2, length);
    at = lineEnd + 2 + length + 2;
    return bulk;
}

} // namespace

Command::Command(std::initializer_list<QByteArrayView> arguments, Repeat repeat)
    : Command(std::span(arguments.begin(), arguments.size()), repeat)
{
}

Command::Command(std::span<const QByteArrayView> arguments, Repeat repeat)
    : m_bytes(format(arguments))
    , m_repeat(repeat)
{
}

QByteArray Command::name() const
{
    const QByteArrayView bytes(m_bytes);
    qsizetype at = bytes.indexOf("\r\n") + 2;
    if (at < 2)
        return {};
    QByteArray name = bulkAt(bytes, at).toByteArray().toUpper();
    if (isContainer(name) && at < bytes.size())
        name += ' ' + bulkAt(bytes, at).toByteArray().toUpper();
    return name;
}

} // namespace drover
