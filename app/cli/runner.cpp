// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/runner.h"

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/helptext.h"
#include "cli/startwindow.h"
#include "core/openfiles.h"
#include "core/thrown.h"
#include "crash/crashhandler.h"
#include "crash/crashreports.h"
#include "crash/guarded.h"
#include "logging/logsetup.h"

#include <QCoreApplication>

#include <cerrno>
#include <unistd.h>

namespace drover::cli {
namespace {

QCoro::Task<> drive(Context& context, int& exitCode)
{
    try {
        exitCode = co_await context.arguments().command->run(context);
    } catch (...) { // nobody would end the program
        logThrown("a verb");
        exitCode = context.fail({ErrorCode::Server, QString::fromUtf8(describeThrown().text), {}});
    }
    Console& console = context.console();
    console.flush();
    // Whatever the verb thinks: its output is not where it was wanted.
    if (const std::optional<Error> lost = console.writeError())
        exitCode = context.fail(*lost);
    QCoreApplication::exit();
}

//! Everything to the log file; on standard error only warnings of verbs that stay, as the others end with a
//! sentence about what went wrong anyway.
LogOptions logOptions(const Arguments& arguments)
{
    const QByteArrayList staying{"work", "demo", "events", "redis"};
    const QByteArray usual = staying.contains(arguments.command->name) ? "warning" : "off";
    LogOptions options;
    options.stderrLevel =
        LogSetup::levelFromName(QString::fromUtf8(arguments.text("log-level", usual)), LogLevel::Warning);
    return options;
}

//! Once for each time that the command line crashed.
void tellCrashes(Console& console)
{
    for (const QString& file : CrashReports().takeNew(QStringLiteral("drover")))
        console.note(QStringLiteral("drover crashed at %1; `drover crashes --show` prints what was noted, %2")
                         .arg(CrashReports::timeOf(file).toString(Qt::ISODate), file));
}

int runVerb(Arguments arguments, int& argc, char** argv)
{
    Guarded<QCoreApplication> application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("drover"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DROVER_VERSION));
    const LogSetup logging(logOptions(arguments));
    installCrashHandler("drover");
    int exitCode = ExitFailed;
    Context context(std::move(arguments));
    if (const Status room = ensureOpenFiles(); !room)
        return context.fail(room.error());
    if (context.arguments().command->run != &runCrashes)
        tellCrashes(context.console());
    QMetaObject::invokeMethod(
        &context, [&] { drive(context, exitCode); }, Qt::QueuedConnection);
    QCoreApplication::exec();
    return exitCode;
}

//! Help and the other texts that need neither a verb nor Redis.
int printText(const QByteArray& text)
{
    return writeFully(STDOUT_FILENO, text) || errno == EPIPE ? ExitDone : ExitFailed;
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
