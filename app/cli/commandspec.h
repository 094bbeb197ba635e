// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <vector>

namespace QCoro {
template <typename T>
class Task;
}

namespace drover::cli {

class Context;

//! Runs a verb; the value is the program's exit code.
using CommandFunction = QCoro::Task<int> (*)(Context&);

//! What a value has to look like; checked before anything is done.
enum class ValueKind : quint8 {
    Flag, //!< no value
    Text,
    Number, //!< a whole number >= 0
    Signed, //!< a whole number
    Duration, //!< 250ms 30s 5m 2h 7d; bare = milliseconds
    Grace, //!< a duration whose bare number is seconds
    Json,
    JsonObject,
    State, //!< a state's word
    Path,
    Choice, //!< one of `choices`
    Choices, //!< several of `choices`, with commas
};

struct OptionSpec {
    QByteArray name; //!< without the dashes
    QByteArray placeholder; //!< of the value, for help
    ValueKind kind = ValueKind::Flag;
    QByteArray help;
    QByteArrayList choices = {};
    bool repeated = false;
    bool takesRest = false; //!< the value and all that follows belong to it (`--exec`)
};

struct ArgumentSpec {
    QByteArray name;
    QByteArray help;
    bool optional = false;
    ValueKind kind = ValueKind::Text;
    QByteArrayList choices = {};
    bool repeated = false; //!< the last one: any number of them
};

//! A verb: parsing, help, man page and completion all come from here.
struct CommandSpec {
    QByteArray name;
    QByteArray summary; //!< one line, no full stop
    QByteArray description; //!< paragraphs separated by an empty line
    std::vector<ArgumentSpec> arguments;
    std::vector<OptionSpec> options;
    QByteArrayList examples;
    CommandFunction run = nullptr;

    [[nodiscard]] const OptionSpec* option(QByteArrayView optionName) const;
};

//! All verbs in the order in which help shows them.
[[nodiscard]] const std::vector<CommandSpec>& commandTable();
//! Options that every verb takes.
[[nodiscard]] const std::vector<OptionSpec>& commonOptions();
[[nodiscard]] const CommandSpec* findCommand(QByteArrayView name);
[[nodiscard]] const OptionSpec* findCommonOption(QByteArrayView name);

} // namespace drover::cli
