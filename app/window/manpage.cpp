// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "manpage.h"

#include "cli/roff.h"

#include <QCommandLineOption>
#include <QStringList>

namespace drover {

using cli::roff;

namespace {
QByteArray names(const QCommandLineOption& option)
{
    QByteArrayList bold;
    const QStringList all = option.names();
    for (const QString& name : all)
        bold << "\\fB" + roff((name.size() == 1 ? "-" : "--") + name.toUtf8()) + "\\fR";
    return bold.join(", ");
}

QByteArray entry(const QCommandLineOption& option)
{
    QByteArray text = ".TP\n" + names(option);
    if (!option.valueName().isEmpty())
        text += " \\fI" + roff(option.valueName().toUtf8()) + "\\fR";
    text += '\n' + roff(option.description().toUtf8());
    const QStringList defaults = option.defaultValues();
    if (!defaults.isEmpty())
        text += " Default: " + roff(defaults.join(QLatin1Char(' ')).toUtf8()) + '.';
    return text + '\n';
}
} // namespace

QByteArray windowManPage(const QList<QCommandLineOption>& options)
{
    QByteArray text =
        ".TH DROVER\\-WINDOW 1 \"" DROVER_RELEASE_DATE "\" \"drover " DROVER_VERSION "\" \"User Commands\"\n"
        ".SH NAME\ndrover\\-window \\- dashboard for BullMQ queues on Redis\n"
        ".SH SYNOPSIS\n.B drover\\-window\n.RI [ options ]\n"
        ".SH DESCRIPTION\n.B drover\\-window\nshows what every queue is doing, explains why jobs fail, "
        "retries them safely and runs them on this machine. Without options it opens Drover's own, embedded "
        "Redis.\n"
        ".SH OPTIONS\n";
    for (const QCommandLineOption& option : options)
        text += entry(option);
    return text
        + ".SH ENVIRONMENT\n.TP\n.B DROVER_REDIS_URL\nWhere Redis is when there is no "
          "\\fB\\-\\-connect\\fR; the place for a URL with a password, which other people's process lists "
          "do not show.\n"
          ".SH EXIT STATUS\n.TP\n.B 0\nthe window was closed\n.TP\n.B 2\na picture could not be made\n"
          ".TP\n.B 64\nthe command line was not understood\n"
          ".SH SEE ALSO\n.BR drover (1)\n";
}

} // namespace drover
