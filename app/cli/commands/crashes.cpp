// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "crash/crashreports.h"
#include "protocol/jsontext.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace drover::cli {

QCoro::Task<int> runCrashes(Context& context)
{
    const CrashReports kept;
    (void)kept.takeNew(u"drover"_s); // who looks need not be told
    const QStringList files = kept.files();
    const bool discards = context.arguments().has("discard");
    QJsonArray reports;
    for (const QString& file : files) {
        const QString time = CrashReports::timeOf(file).toString(Qt::ISODate);
        if (discards)
            QFile::remove(file);
        if (context.json())
            reports.append(QJsonObject{{u"file"_s, file}, {u"time"_s, time}, {u"discarded"_s, discards}});
        else if (!context.arguments().has("show"))
            context.console().line((time + u"  "_s + file).toUtf8());
    }
    if (context.json())
        context.console().line(QJsonDocument(reports).toJson(QJsonDocument::Compact));
    else if (files.isEmpty())
        context.console().note(u"There is no report of a crash."_s);
    else if (context.arguments().has("show"))
        context.console().line(CrashReports::read(files.first()).trimmed());
    co_return ExitDone;
}

} // namespace drover::cli
