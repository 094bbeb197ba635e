// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"

#include <algorithm>
#include <array>

namespace drover {

namespace {

constexpr int priorityLimit = (1 << 21) - 1;

Error refused(const QString& option, const QString& message)
{
    return {ErrorCode::BadInput, message, {{QStringLiteral("option"), option}}};
}

// What `${parseInt(id, 10)}` === id says in JavaScript: whole numbers as JavaScript writes them, and "NaN".
bool isIntegerText(const QByteArray& id)
{
    const QByteArrayView digits = id.startsWith('-') ? QByteArrayView(id).sliced(1) : QByteArrayView(id);
    const bool onlyDigits = !digits.isEmpty()
        && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    return id == "NaN" || (onlyDigits && json::encodeNumber(id.toDouble()) == id);
}

std::optional<Error> jobIdError(const JobId& id)
{
    const QString option = QStringLiteral("jobId");
    if (id == "0" || id.startsWith("0:"))
        return refused(option, QStringLiteral("JobId cannot be '0' or start with '0:'"));
    if (isIntegerText(id))
        return refused(option, QStringLiteral("Custom Id cannot be integers"));
    // Three parts: the ids of a scheduler's jobs.
    const auto colons = id.count(':');
    if (colons != 0 && colons != 2)
        return refused(option, QStringLiteral("Custom Id cannot contain :"));
    return std::nullopt;
}

// As JavaScript's `if (value)` has it.
bool isTruthy(QByteArrayView value)
{
    switch (json::type(value)) {
    case json::Type::Invalid:
    case json::Type::Null:
        return false;
    case json::Type::Boolean:
        return value == "true";
    case json::Type::Number:
        return json::decodeNumber(value) != 0.0;
    case json::Type::String:
        return value.size() > 2;
    default:
        return true;
    }
}

std::optional<Error> parentPolicyError(const JsonText& extra)
{
    QStringList used;
    for (const char* const policy : {"removeDependencyOnFailure", "failParentOnFailure",
             "continueParentOnFailure", "ignoreDependencyOnFailure"}) {
        if (isTruthy(json::value(extra, policy)))
            used.append(QString::fromLatin1(policy));
    }
    if (used.size() < 2)
        return std::nullopt;
    return refused(used.first(),
        QStringLiteral("The following options cannot be used together: %1")
            .arg(used.join(QStringLiteral(", "))));
}

std::optional<Error> priorityError(int priority)
{
    // As upstream, whose sentence says more than it checks: negative numbers pass and sort before all others.
    if (priority <= priorityLimit)
        return std::nullopt;
    return refused(
        QStringLiteral("priority"), QStringLiteral("Priority should be between 0 and %1").arg(priorityLimit));
}

std::optional<Error> deduplicationError(const JsonText& extra)
{
    const QByteArrayView deduplication = json::value(extra, "deduplication");
    if (!isTruthy(deduplication))
        return std::nullopt;
    const QString option = QStringLiteral("deduplication");
    if (!isTruthy(json::value(deduplication, "id")))
        return refused(option, QStringLiteral("Deduplication id must be provided"));
    if (json::type(json::value(deduplication, "id")) != json::Type::String)
        return refused(option, QStringLiteral("Deduplication id must be text"));
    if (isTruthy(json::value(extra, "parent")))
        return refused(option, QStringLiteral("Deduplication and parent options cannot be used together"));
    return std::nullopt;
}

// Upstream builds a key from whatever is there; without both parts it names no job.
std::optional<Error> parentError(const JsonText& extra)
{
    const QByteArrayView parent = json::value(extra, "parent");
    if (!isTruthy(parent))
        return std::nullopt;
    for (const char* const part : {"id", "queue"}) {
        const QByteArrayView value = json::value(parent, part);
        if (json::type(value) != json::Type::String || !isTruthy(value))
            return refused(QStringLiteral("parent"),
                QStringLiteral("Parent needs id and queue (\"prefix:name\") as text"));
    }
    return std::nullopt;
}

std::optional<Error> optionsError(const JobOptions& options)
{
    std::optional<Error> error = parentPolicyError(options.extra);
    if (!error && options.jobId && !options.jobId->isEmpty())
        error = jobIdError(*options.jobId);
    if (!error && options.priority)
        error = priorityError(*options.priority);
    if (!error)
        error = deduplicationError(options.extra);
    if (!error)
        error = parentError(options.extra);
    if (!error && !json::value(options.extra, "debounce").isEmpty())
        error = refused(QStringLiteral("debounce"),
            QStringLiteral("Debounce option has been removed. Use deduplication option instead"));
    if (!error && options.backoff && options.backoff->jitter
        && (*options.backoff->jitter < 0 || *options.backoff->jitter > 1))
        error = refused(QStringLiteral("backoff"), QStringLiteral("Jitter should be between 0 and 1"));
    return error;
}

} // namespace

Status validateJob(QByteArrayView name, QByteArrayView data, const JobOptions& options)
{
    if (!json::isValid(data))
        return refused(QStringLiteral("data"), QStringLiteral("Job data is not JSON"));
    if (options.sizeLimit.value_or(0) != 0 && data.size() > *options.sizeLimit)
        return refused(QStringLiteral("sizeLimit"),
            QStringLiteral("The size of job %1 exceeds the limit %2 bytes")
                .arg(QString::fromUtf8(name), QString::number(*options.sizeLimit)));
    if (std::optional<Error> error = optionsError(options))
        return *error;
    return Done{};
}

Status validateQueueName(QByteArrayView name)
{
    if (name.isEmpty())
        return refused(QStringLiteral("queue"), QStringLiteral("Queue name must be provided"));
    if (name.contains(':'))
        return refused(QStringLiteral("queue"), QStringLiteral("Queue name cannot contain :"));
    return Done{};
}

} // namespace drover
