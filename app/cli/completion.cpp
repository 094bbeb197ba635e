// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/helptext.h"

namespace drover::cli {
namespace {

QByteArray quoted(QByteArray text)
{
    return '\'' + text.replace('\'', "'\\''") + '\'';
}

bool isFile(const OptionSpec& option)
{
    return option.kind == ValueKind::Path || option.takesRest;
}

QByteArrayList optionWords(const std::vector<OptionSpec>& options)
{
    QByteArrayList words;
    for (const OptionSpec& option : options)
        words << "--" + option.name;
    return words;
}

//! Lines of a `case` over "the option before the cursor".
QByteArray bashValues(const QByteArray& verb, const std::vector<OptionSpec>& options)
{
    QByteArray text;
    for (const OptionSpec& option : options) {
        const QByteArray pattern = "        " + verb + ":--" + option.name + ") ";
        if (!option.choices.isEmpty())
            text += pattern + "COMPREPLY=($(compgen -W '" + option.choices.join(' ')
                + "' -- \"$cur\")); return ;;\n";
        else if (isFile(option))
            text += pattern + "COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n";
        else if (option.kind != ValueKind::Flag)
            text += pattern + "return ;;\n";
    }
    return text;
}

QByteArray bashScript()
{
    QByteArrayList verbs;
    QByteArray values = bashValues("*", commonOptions());
    QByteArray words;
    for (const CommandSpec& command : commandTable()) {
        verbs << command.name;
        values += bashValues(command.name, command.options);
        words += "        " + command.name + ") words='" + optionWords(command.options).join(' ');
        for (const ArgumentSpec& argument : command.arguments)
            words += argument.choices.isEmpty() ? QByteArray() : ' ' + argument.choices.join(' ');
        words += "' ;;\n";
    }
    return "_drover() {\n"
           "    local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} verb= word words=\n"
           "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "        case \" "
        + verbs.join(' ')
        + " \" in *\" $word \"*) verb=$word; break ;; esac\n"
          "    done\n"
          "    case \"$verb:$previous\" in\n"
        + values
        + "    esac\n"
          "    case \"$verb\" in\n"
          "        '') words='"
        + verbs.join(' ') + " --version --man --completion' ;;\n" + words + "    esac\n"
        + "    COMPREPLY=($(compgen -W \"$words " + optionWords(commonOptions()).join(' ')
        + "\" -- \"$cur\"))\n}\ncomplete -F _drover drover\n";
}

QByteArray zshOption(const OptionSpec& option)
{
    // Brackets and colons have a meaning inside a spec of _arguments.
    QByteArray help = option.help;
    help.replace('[', "\\[").replace(']', "\\]").replace(':', "\\:");
    QByteArray spec = (option.repeated ? "*--" : "--") + option.name + '[' + help + ']';
    if (option.kind != ValueKind::Flag)
        spec += ':' + option.placeholder.toLower().replace(':', "\\:") + ':';
    if (!option.choices.isEmpty())
        spec += '(' + option.choices.join(' ') + ')';
    else if (isFile(option))
        spec += "_files";
    return ' ' + quoted(spec);
}

QByteArray zshScript()
{
    QByteArray text =
        "#compdef drover\n_drover() {\n    local context state line\n    local -a verbs\n    verbs=(\n";
    for (const CommandSpec& command : commandTable())
        text += "        " + quoted(command.name + ':' + command.summary) + '\n';
    text += "    )\n    local -a common\n    common=(";
    for (const OptionSpec& option : commonOptions())
        text += zshOption(option);
    text += ")\n    _arguments -C \"$common[@]\" '1:verb:->verb' '*::argument:->rest'\n"
            "    case $state in\n    verb) _describe verb verbs ;;\n    rest)\n        case $words[1] in\n";
    for (const CommandSpec& command : commandTable()) {
        text += "        " + command.name + ") _arguments \"$common[@]\"";
        for (const OptionSpec& option : command.options)
            text += zshOption(option);
        for (const ArgumentSpec& argument : command.arguments) {
            text += ' '
                + quoted((argument.optional ? "::" : ":") + argument.name.toLower() + ':'
                    + (argument.choices.isEmpty() ? QByteArray() : '(' + argument.choices.join(' ') + ')'));
        }
        text += " ;;\n";
    }
    return text + "        esac ;;\n    esac\n}\n_drover \"$@\"\n";
}

QByteArray fishOption(const QByteArray& condition, const OptionSpec& option)
{
    QByteArray text = "complete -c drover" + condition + " -l " + option.name + " -d " + quoted(option.help);
    if (!option.choices.isEmpty())
        text += " -x -a " + quoted(option.choices.join(' '));
    else if (option.kind != ValueKind::Flag)
        text += isFile(option) ? " -r -F" : " -x";
    return text + '\n';
}

QByteArray fishScript()
{
    QByteArray text = "complete -c drover -f\n";
    for (const OptionSpec& option : commonOptions())
        text += fishOption({}, option);
    for (const CommandSpec& command : commandTable()) {
        text += "complete -c drover -n __fish_use_subcommand -a " + command.name + " -d "
            + quoted(command.summary) + '\n';
        const QByteArray condition = " -n '__fish_seen_subcommand_from " + command.name + '\'';
        for (const ArgumentSpec& argument : command.arguments) {
            if (!argument.choices.isEmpty())
                text += "complete -c drover" + condition + " -a " + quoted(argument.choices.join(' ')) + '\n';
        }
        for (const OptionSpec& option : command.options)
            text += fishOption(condition, option);
    }
    return text;
}

} // namespace

QByteArray completionScript(const QByteArray& shell)
{
    if (shell == "bash")
        return bashScript();
    if (shell == "zsh")
        return zshScript();
    if (shell == "fish")
        return fishScript();
    return {};
}

} // namespace drover::cli
