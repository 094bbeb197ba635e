// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "interop/scriptedprocessor.h"

#include "protocol/job.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QThread>

namespace drover::test {

namespace {

QByteArray textOf(const QJsonValue& value)
{
    // An array of one without its brackets: documents hold no scalars.
    const auto list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
}

void sleepOrStop(JobContext& context, qint64 milliseconds)
{
    for (qint64 slept = 0; slept < milliseconds && !context.stopToken().stop_requested(); slept += 5)
        QThread::msleep(5);
}

JobOutcome behave(const QJsonObject& script, JobContext& context)
{
    for (const auto& row : script[QLatin1String("log")].toArray())
        context.log(row.toString().toUtf8()).waitForFinished();
    for (const auto& step : script[QLatin1String("progress")].toArray())
        context.updateProgress(textOf(step)).waitForFinished();
    if (script.contains(QLatin1String("updateData")))
        context.updateData(textOf(script[QLatin1String("updateData")])).waitForFinished();
    sleepOrStop(context, script[QLatin1String("sleep")].toInteger());
    if (script[QLatin1String("hang")].toBool())
        sleepOrStop(context, 3600 * 1000);
    const auto& job = context.job();
    if (script[QLatin1String("fail")].toBool()
        || job.attemptsMade < script[QLatin1String("failTimes")].toInt()) {
        JobFailure failure;
        failure.kind = script[QLatin1String("unrecoverable")].toBool() ? JobFailure::Kind::Unrecoverable
                                                                       : JobFailure::Kind::Failed;
        failure.message =
            script[QLatin1String("message")].toString(QStringLiteral("scripted failure")).toUtf8();
        return failure;
    }
    return script[QLatin1String("echo")].toBool() ? JobOutcome(job.data)
                                                  : JobOutcome(textOf(script[QLatin1String("value")]));
}

} // namespace

std::shared_ptr<Processor> scriptedProcessor(
    const QJsonObject& script, std::function<void(const Job&)> started)
{
    return poolProcessor([script, started](JobContext& context) {
        if (started)
            started(context.job());
        const auto named =
            script[QLatin1String("names")].toObject().value(QString::fromUtf8(context.job().name));
        return behave(named.isObject() ? named.toObject() : script, context);
    });
}

} // namespace drover::test
