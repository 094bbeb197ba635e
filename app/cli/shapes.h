// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/jobstate.h"
#include "queue/massaction.h"
#include "queue/queuereader.h"

#include <QByteArrayList>

//! The JSON that scripts rely on, as far as the engine does not make it itself.
namespace drover::cli {

//! Items are JSON already.
[[nodiscard]] QByteArray jsonArray(const QByteArrayList& items);
[[nodiscard]] QByteArray jsonStrings(const QByteArrayList& texts);
[[nodiscard]] QByteArray jsonBytes(QLatin1StringView text);
//! {"waiting":0,...,"paused":0}
[[nodiscard]] QByteArray countsToJson(const JobCounts& counts);
//! {"matched","done","skipped":[{"id","reason"}]} and `plan` of a dry run.
[[nodiscard]] QByteArray massReportToJson(const MassReport& report);
//! {"count","prevTS","prevCount","data":[..]}
[[nodiscard]] QByteArray seriesToJson(const QueueMetrics::Series& series);

} // namespace drover::cli
