// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/findings.h"

#include "cli/console.h"
#include "cli/context.h"
#include "cli/textformat.h"

namespace drover::cli {
namespace {

QString marked(const Finding& finding, bool colours)
{
    const QString word = QString(severityName(finding.severity)).leftJustified(9);
    switch (finding.severity) {
    case Severity::Ok:
        return coloured(word, Colour::Green, colours);
    case Severity::Info:
        return coloured(word, Colour::Blue, colours);
    case Severity::Warning:
        return coloured(word, Colour::Yellow, colours);
    case Severity::Critical:
        return coloured(word, Colour::Red, colours);
    }
    return word;
}

} // namespace

void printFindings(Console& console, const std::vector<Finding>& findings, Severity explained)
{
    for (const Finding& finding : findings) {
        const QString queue = finding.evidence.value(QStringLiteral("queue")).toString();
        console.line(marked(finding, console.colours()) + finding.rule
            + (queue.isEmpty() ? QString() : QStringLiteral(" [%1]").arg(printable(queue)))
            + QStringLiteral(": ") + printable(finding.title));
        if (finding.severity < explained)
            continue;
        for (const QString& detail : finding.evidence.value(QStringLiteral("details")).toStringList())
            console.line(QString(9, QLatin1Char(' ')) + printable(detail));
        if (!finding.why.isEmpty())
            console.line(QString(9, QLatin1Char(' ')) + printable(finding.why));
        for (const QString& fix : finding.fix)
            console.line(QString(9, QLatin1Char(' ')) + QStringLiteral("fix: ") + printable(fix));
    }
}

int exitCodeOf(const std::vector<Finding>& findings)
{
    const Severity severity = worst(findings);
    if (severity == Severity::Critical)
        return ExitCritical;
    return severity == Severity::Warning ? ExitWarnings : ExitDone;
}

} // namespace drover::cli
