// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/work/workoptions.h"

#include "cli/valuecheck.h"
#include "protocol/joboptionscodec.h"

#include <QStandardPaths>

#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace drover::cli {
namespace {

Error badInput(const QString& message)
{
    return {ErrorCode::BadInput, message, {}};
}

Result<WorkSetup::Kind> kindOf(const Arguments& arguments)
{
    using Kind = WorkSetup::Kind;
    constexpr std::array<std::pair<const char*, Kind>, 4> choices{
        {{"exec", Kind::Exec}, {"node", Kind::Node}, {"plugin", Kind::Plugin}, {"simulate", Kind::Simulate}}};
    std::optional<Kind> chosen;
    for (const auto& [option, kind] : choices) {
        if (!arguments.has(option))
            continue;
        if (chosen)
            return badInput(QStringLiteral("--%1 is one way too many to run the jobs; leave out all but one.")
                                .arg(QLatin1StringView(option)));
        chosen = kind;
    }
    if (!chosen)
        return badInput(QStringLiteral(
            "Say how to run the jobs: one of --exec CMD, --node FILE, --plugin LIB, --simulate SPEC."));
    return *chosen;
}

//! A number of an option that has to lie between 1 and what an int holds.
Result<int> positive(const Arguments& arguments, const char* option, int fallback)
{
    const qint64 value = arguments.number(option, fallback);
    if (value < 1 || value > std::numeric_limits<int>::max())
        return badInput(QStringLiteral("--%1: it has to be at least 1.").arg(QLatin1StringView(option)));
    return int(value);
}

Status applyRetention(const Arguments& arguments, const char* option, std::optional<KeepJobs>& target)
{
    if (!arguments.has(option))
        return Done{};
    const Result<KeepJobs> keep = parseKeepJobs(arguments.text(option));
    if (!keep)
        return badInput(QStringLiteral("--%1: %2").arg(QLatin1StringView(option), keep.error().message));
    target = *keep;
    return Done{};
}

Status applyNumbers(const Arguments& arguments, WorkerOptions& options)
{
    const Result<int> concurrency = positive(arguments, "concurrency", 1);
    if (!concurrency)
        return concurrency.error();
    options.concurrency = *concurrency;
    options.maxStalledCount = int(arguments.number("max-stalled", options.maxStalledCount));
    options.metricsPoints = int(arguments.number("metrics", 0));
    if (!arguments.has("max-started"))
        return Done{};
    const Result<int> started = positive(arguments, "max-started", 1);
    if (!started)
        return started.error();
    options.maxStartedAttempts = *started;
    return Done{};
}

Status applyTimes(const Arguments& arguments, WorkerOptions& options)
{
    options.lockDuration = arguments.duration("lock-duration", options.lockDuration);
    options.stalledInterval = arguments.duration("stalled-interval", options.stalledInterval);
    options.drainDelay = arguments.duration("drain-delay", options.drainDelay);
    for (const char* option : {"lock-duration", "stalled-interval", "drain-delay"}) {
        if (arguments.has(option) && arguments.duration(option, {}) <= Milliseconds(0))
            return badInput(
                QStringLiteral("--%1: it has to be longer than nothing.").arg(QLatin1StringView(option)));
    }
    return Done{};
}

Status applyLimiter(const Arguments& arguments, WorkerOptions& options)
{
    if (!arguments.has("limiter"))
        return Done{};
    options.limiter = parseLimiter(arguments.text("limiter"));
    if (!options.limiter)
        return badInput(QStringLiteral("--limiter: it has to look like 100/1s."));
    return Done{};
}

} // namespace

std::optional<RateLimit> parseLimiter(const QByteArray& text)
{
    const qsizetype slash = text.indexOf('/');
    bool ok = false;
    const int max = text.left(slash).toInt(&ok);
    const std::optional<Milliseconds> duration = parseDuration(QByteArrayView(text).sliced(slash + 1));
    if (slash < 0 || !ok || max < 1 || !duration || *duration <= Milliseconds(0))
        return {};
    return RateLimit{max, *duration};
}

Result<WorkSetup> workSetup(const Arguments& arguments)
{
    WorkSetup setup;
    const Result<WorkSetup::Kind> kind = kindOf(arguments);
    if (!kind)
        return kind.error();
    setup.kind = *kind;
    setup.worker.name = arguments.text("name");
    // One folder for all of Drover's workers: whoever starts next gives back what a killed one held.
    setup.worker.journalDir = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + QStringLiteral("/drover/journal");
    setup.worker.skipStalledCheck = arguments.has("no-stalled-check");
    setup.worker.skipLockRenewal = arguments.has("no-lock-renewal");
    setup.grace = arguments.duration("grace", setup.grace);
    setup.untilEmpty = arguments.has("until-empty");
    setup.control = arguments.has("control");
    for (const Status& status : {applyNumbers(arguments, setup.worker), applyTimes(arguments, setup.worker),
             applyLimiter(arguments, setup.worker),
             applyRetention(arguments, "remove-on-complete", setup.worker.removeOnComplete),
             applyRetention(arguments, "remove-on-fail", setup.worker.removeOnFail)}) {
        if (!status)
            return status.error();
    }
    return setup;
}

} // namespace drover::cli
