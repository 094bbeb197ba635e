// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/command.h"

#include <QStringBuilder>

#include <algorithm>
#include <array>
#include <charconv>

namespace drover {

namespace {

// A line of RESP that announces a number: "$40\r\n".
class NumberLine final {
public:
    NumberLine(char kind, qsizetype number)
    {
        m_text[0] = kind;
        char* const end = std::to_chars(m_text.data() + 1, m_text.data() + m_text.size() - 2, number).ptr;
        end[0] = '\r';
        end[1] = '\n';
        m_size = end + 2 - m_text.data();
    }
    [[nodiscard]] QByteArrayView text() const { return {m_text.data(), m_size}; }

private:
    std::array<char, 24> m_text;
    qsizetype m_size;
};

qsizetype digitsOf(qsizetype number)
{
    qsizetype digits = 1;
    for (; number >= 10; number /= 10)
        ++digits;
    return digits;
}

char* put(char* to, QByteArrayView text)
{
    return std::copy(text.begin(), text.end(), to);
}

// By hand, because hiredis prints every length by sprintf: a third of what a worker spent on a job.
QByteArray format(std::span<const QByteArrayView> arguments)
{
    constexpr qsizetype frame = 5; // "$" and two line ends
    const NumberLine head('*', static_cast<qsizetype>(arguments.size()));
    qsizetype size = head.text().size();
    for (const QByteArrayView argument : arguments)
        size += frame + digitsOf(argument.size()) + argument.size();
    QByteArray bytes(size, Qt::Uninitialized);
    char* to = put(bytes.data(), head.text());
    for (const QByteArrayView argument : arguments) {
        to = put(to, NumberLine('$', argument.size()).text());
        to = put(to, argument);
        to = put(to, "\r\n");
    }
    return bytes;
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
