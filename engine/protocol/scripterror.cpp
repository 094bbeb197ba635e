// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/scripterror.h"

#include <array>

namespace drover {

namespace {

// Upstream's sentences in the order of its codes -1 .. -11; {job} {parent} {state} {command} are filled in.
constexpr std::array messages{
    "Missing key for job {job}. {command}",
    "Missing lock for job {job}. {command}",
    "Job {job} is not in the {state} state. {command}",
    "Job {job} has pending dependencies. {command}",
    "Missing key for parent job {parent}. {command}",
    "Lock mismatch for job {job}. Cmd {command} from {state}",
    "The parent job {parent} cannot be replaced. {command}",
    "Job {job} belongs to a job scheduler and cannot be removed directly. {command}",
    "Cannot complete job {job} because it has at least one failed child. {command}",
    "Cannot create job scheduler iteration - job ID already exists. {command}",
    "Cannot create job scheduler iteration - current and next time slots already have jobs. {command}",
};
static_assert(messages.size() == static_cast<size_t>(ErrorCode::SchedulerJobSlotsBusy) + 1);

// One pass over the sentence, so that an id that looks like a placeholder stays as it is.
QString filled(QLatin1StringView sentence, const ScriptCall& call)
{
    const std::array<std::pair<QLatin1StringView, QByteArrayView>, 4> values{{
        {QLatin1StringView("{job}"), call.jobId},
        {QLatin1StringView("{parent}"), call.parentKey},
        {QLatin1StringView("{state}"), call.state},
        {QLatin1StringView("{command}"), call.command},
    }};
    QString result;
    for (qsizetype at = 0; at < sentence.size();) {
        bool replaced = false;
        for (const auto& [placeholder, value] : values) {
            if (!sentence.mid(at).startsWith(placeholder))
                continue;
            result += QString::fromUtf8(value);
            at += placeholder.size();
            replaced = true;
            break;
        }
        if (!replaced)
            result += sentence.at(at++);
    }
    return result;
}

QVariantMap context(qint64 code, const ScriptCall& call)
{
    QVariantMap result{{QStringLiteral("script"), code}};
    const auto put = [&](const QString& name, QByteArrayView value) {
        if (!value.isEmpty())
            result.insert(name, QString::fromUtf8(value));
    };
    put(QStringLiteral("command"), call.command);
    put(QStringLiteral("jobId"), call.jobId);
    put(QStringLiteral("parentKey"), call.parentKey);
    put(QStringLiteral("state"), call.state);
    return result;
}

} // namespace

Error scriptError(qint64 code, const ScriptCall& call)
{
    if (code < 0 && code >= -static_cast<qint64>(messages.size())) {
        const auto index = static_cast<size_t>(-code - 1);
        return {static_cast<ErrorCode>(index), filled(QLatin1StringView(messages.at(index)), call),
            context(code, call)};
    }
    return {ErrorCode::Server,
        QStringLiteral("Unknown code %1 error for %2. %3")
            .arg(QString::number(code), QString::fromUtf8(call.jobId), QString::fromUtf8(call.command)),
        context(code, call)};
}

} // namespace drover
