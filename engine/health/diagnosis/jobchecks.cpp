// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/diagnosis/jobsnapshot_p.h"

#include <algorithm>
#include <cmath>

namespace drover {
namespace {

constexpr qint64 clocksDiffer = 2000; //!< ms; as much as the health rule about clocks lets pass

std::optional<qint64> number(const JobFields& fields, const char* name)
{
    const auto found = fields.constFind(name);
    if (found == fields.cend())
        return std::nullopt;
    bool isNumber = false;
    const double value = found->toDouble(&isNumber); // a timestamp of npm may have a fraction
    return isNumber ? std::optional(std::llround(value)) : std::nullopt;
}

QByteArray placesOf(const JobSnapshot& job)
{
    QByteArrayList names;
    for (const JobState state : job.places) {
        const QLatin1StringView name = stateName(state);
        names.append(QByteArray(name.data(), name.size()));
    }
    std::sort(names.begin(), names.end());
    return names.join(", ");
}

bool isFinished(const JobSnapshot& job)
{
    return job.isIn(JobState::Completed) || job.isIn(JobState::Failed);
}

std::optional<QByteArray> faultOfFields(const JobSnapshot& job)
{
    for (const auto& [state, score] : job.scores) {
        if (state != JobState::Completed && state != JobState::Failed)
            continue;
        if (auto fault = faultOfEnd(job.fields, state, score, job.hasReason))
            return fault;
    }
    return std::nullopt;
}

std::optional<QByteArray> faultOfFamily(const Suspicion& suspicion, const JobSnapshot& job)
{
    if (suspicion.other.isEmpty()) {
        if (!job.isIn(JobState::Completed) || job.dependencies == 0)
            return std::nullopt;
        return "is completed, yet waits for " + QByteArray::number(job.dependencies) + " children";
    }
    const bool isOrphan = job.isHash && !isFinished(job) && !job.otherExists
        && job.fields.value("parentKey") == suspicion.other;
    return isOrphan ? std::optional("its parent " + suspicion.other + " does not exist") : std::nullopt;
}

bool isUnbegunIteration(const JobSnapshot& job)
{
    return job.isIn(JobState::Delayed) && !job.fields.contains("ats");
}

//! What is wrong, if it is.
std::optional<QByteArray> when(bool isWrong, QByteArray text)
{
    return isWrong ? std::optional(std::move(text)) : std::nullopt;
}

} // namespace

std::optional<QByteArray> faultOfTimes(const JobFields& fields)
{
    const auto added = number(fields, "timestamp");
    const auto begun = number(fields, "processedOn");
    const auto finished = number(fields, "finishedOn");
    if (added && begun && *added > *begun + clocksDiffer)
        return "begun " + QByteArray::number(*added - *begun) + " ms before it was added";
    if (begun && finished && *begun > *finished + clocksDiffer)
        return "finished " + QByteArray::number(*begun - *finished) + " ms before it was begun";
    return std::nullopt;
}

std::optional<QByteArray> faultOfEnd(const JobFields& fields, JobState state, double score, bool hasReason)
{
    const auto finished = number(fields, "finishedOn");
    if (!finished)
        return QByteArrayLiteral("is finished without finishedOn");
    if (std::llround(score) != *finished)
        return "stands at " + QByteArray::number(std::llround(score)) + ", finishedOn says "
            + QByteArray::number(*finished);
    if (state == JobState::Failed && !hasReason)
        return QByteArrayLiteral("failed without a reason");
    // Versions before 5 count otherwise: only where both counters are there they can be compared.
    const auto made = number(fields, "atm");
    const auto started = number(fields, "ats");
    if (made && started && *made > *started)
        return QByteArray::number(*made) + " attempts made, " + QByteArray::number(*started) + " started";
    if (state == JobState::Completed && started && made.value_or(0) < 1)
        return QByteArrayLiteral("completed without an attempt made");
    return std::nullopt;
}

std::optional<QByteArray> confirmed(const Suspicion& suspicion, const JobSnapshot& job)
{
    switch (suspicion.invariant) {
    case Invariant::OnePlace:
        return when(job.places.size() > 1, "is in " + placesOf(job));
    case Invariant::HasData:
        return when(!job.isHash && !job.places.empty(), "is in " + placesOf(job) + ", its data is gone");
    case Invariant::HasPlace:
        return when(job.isHash && job.fields.contains("timestamp") && job.places.empty(),
            QByteArrayLiteral("has data, and is in no state"));
    case Invariant::OwnedKeys:
        return when(!job.isHash && job.attachments.contains(suspicion.other),
            "its :" + suspicion.other + " is left, its data is gone");
    case Invariant::ActiveLocks:
        return when(job.isLocked && !job.isIn(JobState::Active),
            job.places.empty() ? QByteArrayLiteral("is locked, and not active")
                               : "is locked, and in " + placesOf(job));
    case Invariant::ActiveMarks:
        return when(job.isMarked && !job.isIn(JobState::Active),
            QByteArrayLiteral("is marked as stalled, and not active"));
    case Invariant::EndsThere:
        if (suspicion.other.isEmpty())
            return when(job.isHash && !job.isIn(JobState::Completed),
                "its last event says completed, it is in " + placesOf(job));
        return when(
            job.isIn(JobState::Completed), QByteArrayLiteral("is completed, and no event has told so"));
    case Invariant::TimesInOrder:
        return faultOfTimes(job.fields);
    case Invariant::SoundFields:
        return faultOfFields(job);
    case Invariant::Family:
        return faultOfFamily(suspicion, job);
    case Invariant::OneNext:
        return when(isUnbegunIteration(job) && job.otherIsDelayed,
            "of the scheduler " + job.fields.value("rjk") + ", which also has " + suspicion.other);
    case Invariant::Deduplication:
        return when(!job.isHash && job.deduplicatesTo == suspicion.other && job.deduplicationTtl == -1,
            "deduplicates to the job " + suspicion.other + ", which is gone");
    case Invariant::EndsOnce:
    case Invariant::Marker:
    case Invariant::Counter:
        break; // are not about what one job is at a moment
    }
    return std::nullopt;
}

} // namespace drover
