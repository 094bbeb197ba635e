// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/activitylog.h"

#include <QString>

namespace drover::ui {

// An entry of the activity log for people. Pure.

//! "Retried", "Paused", ...; the word itself for actions that have no name here.
[[nodiscard]] QString actionWord(const QString& action);
//! What was asked: "job 17", "failed jobs of one cause, attempts reset", ...
[[nodiscard]] QString askedWords(const ActivityEntry& entry);
//! What became of it: "301 done, 2 skipped", "refused: ReadOnly", "still running", ...
[[nodiscard]] QString outcomeWords(const ActivityEntry& entry);
//! Everything in lines, for the details pane: before and after stand in a line each.
[[nodiscard]] QString entryDetails(const ActivityEntry& entry);
//! One JSON object without a line end: the export, and what is copied.
[[nodiscard]] QByteArray entryJson(const ActivityEntry& entry);
//! The batch of the trash that holds what the entry removed; 0 = none.
[[nodiscard]] qint64 trashBatchOf(const ActivityEntry& entry);

} // namespace drover::ui
