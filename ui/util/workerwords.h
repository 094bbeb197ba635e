// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workervalues.h"

#include <QString>

namespace drover::ui {

//! "running", "stopped", "stopping, 8 s left", ...
[[nodiscard]] QString workerStateWord(const LocalWorkerFacts& facts, qint64 now = 0);
//! What runs the jobs: "processor.js", "python3 job.py", "simulated jobs".
[[nodiscard]] QString workerProgramWords(const LocalWorkerSpec& spec);
//! One line of a worker's output as it is shown.
[[nodiscard]] QString workerLineText(const WorkerLine& line);
//! Arguments as one line that QProcess::splitCommand() takes apart again.
[[nodiscard]] QString joinCommand(const QString& program, const QStringList& arguments);

} // namespace drover::ui
