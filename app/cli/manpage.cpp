// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/helptext.h"
#include "cli/roff.h"

namespace drover::cli {
namespace {

QByteArray manOption(const OptionSpec& option)
{
    QByteArray text = ".TP\n\\fB" + roff("--" + option.name) + "\\fR";
    if (!option.placeholder.isEmpty())
        text += " \\fI" + roff(option.placeholder) + "\\fR";
    text += '\n' + roff(option.help);
    if (!option.choices.isEmpty())
        text += ": " + roff(option.choices.join(", "));
    return text + '\n';
}

QByteArray manCommand(const CommandSpec& command)
{
    QByteArray text = ".SS \"" + roff(usageLine(command)) + "\"\n" + roff(command.summary) + ".\n";
    for (const QByteArray& paragraph : command.description.split('\n')) {
        if (!paragraph.isEmpty())
            text += ".PP\n" + roff(paragraph) + '\n';
    }
    for (const OptionSpec& option : command.options)
        text += manOption(option);
    text += ".PP\nExamples:\n.PP\n.nf\n";
    for (const QByteArray& example : command.examples)
        text += roff(example) + '\n';
    return text + ".fi\n";
}

} // namespace

QByteArray manPage()
{
    QByteArray text =
        ".TH DROVER 1 \"" DROVER_RELEASE_DATE "\" \"drover " DROVER_VERSION "\" \"User Commands\"\n"
        ".SH NAME\ndrover \\- watch, repair and run BullMQ queues\n"
        ".SH SYNOPSIS\n.B drover\n.RI [ VERB ]\n.RI [ options ]\n"
        ".SH DESCRIPTION\nWithout a verb the window opens. With a verb \\fBdrover\\fR does one thing with "
        "the "
        "queues on a Redis server, prints text for people or, with \\fB\\-\\-json\\fR, JSON, and ends.\n"
        ".SH COMMON OPTIONS\n";
    for (const OptionSpec& option : commonOptions())
        text += manOption(option);
    text += ".SH VERBS\n";
    for (const CommandSpec& command : commandTable())
        text += manCommand(command);
    return text
        + ".SH ENVIRONMENT\n.TP\n.B DROVER_REDIS_URL\nWhere Redis is when there is no "
          "\\fB\\-\\-connect\\fR.\n"
          ".TP\n.B NO_COLOR\nNo colours, when it is set.\n"
          ".SH EXIT STATUS\n.TP\n.B 0\ndone\n.TP\n.B 1\ndone, with warnings or failures\n.TP\n.B 2\ncould "
          "not: no "
          "connection, bad input\n.TP\n.B 3\ncritical findings\n.TP\n.B 64\nthe command line was not "
          "understood\n.TP\n.B "
          "130\nended by a second signal\n"
          ".SH SEE ALSO\n.BR drover\\-window (1)\n";
}

} // namespace drover::cli
