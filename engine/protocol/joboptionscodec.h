// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/joboptions.h"

#include <QStringList>

namespace drover {

//! Reads what a person or program wrote, long names (JobsOptions in bullmq): `{"delay":500,"attempts":3}`.
//! BadInput (context "option") for a wrong type, for what JSON cannot be, and for names that BullMQ does not
//! know.
[[nodiscard]] Result<JobOptions> parseJobOptions(QByteArrayView json);
//! Reads `removeOnComplete` in any of its forms: true, false, a count, {"count","age","limit"}.
[[nodiscard]] Result<KeepJobs> parseKeepJobs(QByteArrayView json);
//! The shortest form: true, false or a count where that says everything.
[[nodiscard]] JsonText keepJobsToJson(const KeepJobs& keep);
//! Reads the `opts` field of a stored job: short names, whatever an older version or another port wrote.
//! Members of unexpected type go to `extra` and are named in `damaged`.
[[nodiscard]] JobOptions decodeJobOptions(QByteArrayView stored, QStringList* damaged = nullptr);

//! As long-named JSON, in a fixed order, absent where unset.
[[nodiscard]] JsonText jobOptionsToJson(const JobOptions& options);
//! Rewrites stored options to long names, values byte for byte, order kept.
[[nodiscard]] JsonText longOptionNames(QByteArrayView stored);
//! The MessagePack map for the add scripts, equal in meaning to what npm packs: short names, `attempts`
//! always there, jobId included. A repeatJobKey in `extra` is packed too, as for schedulers; adds pass it as
//! an argument of its own instead (class Job).
[[nodiscard]] QByteArray packJobOptions(const JobOptions& options);
//! The MessagePack map `keepJobs` of moveToFinished; nothing set = keep all ({count: -1}).
[[nodiscard]] QByteArray packKeepJobs(const KeepJobs& keep);

//! `options` over `defaults` (Queue.addJob): member by member at the top level, jobId never inherited.
[[nodiscard]] JobOptions mergedJobOptions(const JobOptions& defaults, const JobOptions& options);

//! `stored` options with the members of `changes` (long names, as a person writes them) in the place of the
//! old ones; null takes a member out. All other bytes stay. BadInput (context "option") as for an added job,
//! and for options that mean nothing after adding: jobId, timestamp, parent, deduplication, ...; delay and
//! priority live in the job and its set, and have scripts of their own.
[[nodiscard]] Result<JsonText> changedJobOptions(QByteArrayView stored, QByteArrayView changes);

//! Everything that upstream's client refuses before it sends a job (Job.validateOptions, Queue.addJob), and
//! `data` that is not JSON. BadInput with upstream's sentence.
[[nodiscard]] Status validateJob(QByteArrayView name, QByteArrayView data, const JobOptions& options);
//! Not empty, no ':' (class QueueBase).
[[nodiscard]] Status validateQueueName(QByteArrayView name);

} // namespace drover
