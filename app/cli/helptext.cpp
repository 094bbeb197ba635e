// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/helptext.h"

#include <algorithm>

namespace drover::cli {
namespace {

constexpr qsizetype lineWidth = 80;
constexpr qsizetype helpColumn = 26;

QByteArray wrapped(const QByteArray& text, qsizetype indent, qsizetype firstColumn)
{
    QByteArray result;
    qsizetype column = firstColumn;
    for (const QByteArray& word : text.split(' ')) {
        if (column > indent && column + word.size() + 1 > lineWidth) {
            result += '\n' + QByteArray(indent, ' ');
            column = indent;
        } else if (column > indent) {
            result += ' ';
            ++column;
        }
        result += word;
        column += word.size();
    }
    return result;
}

QByteArray entry(const QByteArray& term, const QByteArray& help)
{
    QByteArray line = "  " + term;
    if (line.size() + 2 > helpColumn)
        line += '\n' + QByteArray(helpColumn, ' ');
    else
        line = line.leftJustified(helpColumn);
    return line + wrapped(help, helpColumn, helpColumn) + '\n';
}

QByteArray optionHelp(const OptionSpec& option)
{
    const QByteArray choices = option.choices.isEmpty() ? QByteArray() : ": " + option.choices.join(", ");
    return entry(
        "--" + option.name + (option.placeholder.isEmpty() ? QByteArray() : ' ' + option.placeholder),
        option.help + choices);
}

QByteArray optionList(const std::vector<OptionSpec>& options)
{
    QByteArray text;
    for (const OptionSpec& option : options)
        text += optionHelp(option);
    return text;
}

} // namespace

QByteArray usageLine(const CommandSpec& command)
{
    QByteArray line = "drover " + command.name;
    for (const ArgumentSpec& argument : command.arguments)
        line += argument.optional ? QByteArray(" [" + argument.name + (argument.repeated ? "...]" : "]"))
                                  : QByteArray(' ' + argument.name);
    return line + (command.options.empty() ? "" : " [options]");
}

QByteArray overviewHelp()
{
    QByteArray text = "Drover watches, repairs and runs BullMQ queues.\n\n"
                      "Usage: drover                 open the window\n"
                      "       drover VERB [options]\n\nVerbs:\n";
    for (const CommandSpec& command : commandTable())
        text += entry(command.name, command.summary);
    text += "\nOptions of every verb:\n" + optionList(commonOptions());
    text += "\nWithout a verb:\n" + entry("--version", "print the version")
        + entry("--man", "print the manual page in man's format")
        + entry("--completion SHELL", "print completion for bash, zsh or fish");
    return text
        + "\nExit codes: 0 done, 1 done with warnings or failures, 2 could not, 3 critical findings, 64 "
          "usage.\n"
          "`drover VERB --help` tells more.\n";
}

QByteArray commandHelp(const CommandSpec& command)
{
    QByteArray text = "Usage: " + usageLine(command) + "\n\n" + command.summary + ".\n";
    for (const QByteArray& paragraph : command.description.split('\n')) {
        if (!paragraph.isEmpty())
            text += '\n' + wrapped(paragraph, 0, 0) + '\n';
    }
    if (!command.arguments.empty()) {
        text += "\nArguments:\n";
        for (const ArgumentSpec& argument : command.arguments) {
            text += entry(argument.name,
                argument.help
                    + (argument.choices.isEmpty() ? QByteArray() : ": " + argument.choices.join(", ")));
        }
    }
    if (!command.options.empty())
        text += "\nOptions:\n" + optionList(command.options);
    text += "\nOptions of every verb:\n" + optionList(commonOptions()) + "\nExamples:\n";
    for (const QByteArray& example : command.examples)
        text += "  " + example + '\n';
    return text;
}

} // namespace drover::cli
