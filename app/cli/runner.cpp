// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/runner.h"

#include "cli/console.h"
#include "cli/context.h"
#include "cli/helptext.h"
#include "cli/startwindow.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <iterator>

namespace drover::cli {
namespace {

QCoro::Task<> drive(Context& context, int& exitCode)
{
    exitCode = co_await context.arguments().command->run(context);
    QCoreApplication::exit();
}

//! What goes wrong is told in a sentence anyway; verbs that stay show warnings as they come.
void setUpLogging(const Arguments& arguments)
{
    const bool stays = arguments.command->name == "work" || arguments.command->name == "demo"
        || arguments.command->name == "events" || arguments.command->name == "redis";
    const QByteArray level = arguments.text("log-level", stays ? "warning" : "off");
    static constexpr const char* types[] {"debug", "info", "warning", "critical"};
    const qsizetype lowest = QByteArrayList {"debug", "info", "warning", "error", "off"}.indexOf(level);
    QStringList rules;
    for (qsizetype type = 0; type < qsizetype(std::size(types)); ++type) {
        rules << QStringLiteral("drover.*.%1=%2")
                     .arg(QLatin1StringView(types[type]), type >= lowest ? QStringLiteral("true") : QStringLiteral("false"));
    }
    QLoggingCategory::setFilterRules(rules.join(QLatin1Char('\n')));
    qSetMessagePattern(QStringLiteral("%{time HH:mm:ss.zzz} %{type} %{category}: %{message}"));
}

int runVerb(Arguments arguments, int& argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("drover"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DROVER_VERSION));
    setUpLogging(arguments);
    int exitCode = ExitFailed;
    Context context(std::move(arguments));
    QMetaObject::invokeMethod(
        &context, [&] { drive(context, exitCode); }, Qt::QueuedConnection);
    QCoreApplication::exec();
    return exitCode;
}

//! Help and the other texts that need neither a verb nor Redis.
int printText(const QByteArray& text)
{
    writeFully(1, text);
    return ExitDone;
}

int printCompletion(Console& console, const QByteArray& shell)
{
    const QByteArray script = completionScript(shell);
    if (!script.isEmpty())
        return printText(script);
    return reportUsage(console, {QStringLiteral("--completion is for bash, zsh or fish."), nullptr, false});
}

} // namespace

int run(int argc, char** argv)
{
    QByteArrayList words;
    for (int i = 1; i < argc; ++i)
        words << argv[i];
    Expected<Arguments, UsageError> parsed = parseArguments(words);
    Console console;
    if (!parsed)
        return reportUsage(console, parsed.error());
    if (parsed->version)
        return printText("drover " DROVER_VERSION "\n");
    if (parsed->help)
        return printText(parsed->command ? commandHelp(*parsed->command) : overviewHelp());
    if (parsed->man)
        return printText(manPage());
    if (!parsed->completion.isEmpty())
        return printCompletion(console, parsed->completion);
    if (!parsed->command)
        return startWindow(console, argv);
    return runVerb(std::move(*parsed), argc, argv);
}

} // namespace drover::cli
