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
//! Arguments as one line that splitCommand() takes apart again.
[[nodiscard]] QString joinCommand(const QString& program, const QStringList& arguments);
//! As QProcess::splitCommand(), but `""` is an empty argument instead of none.
[[nodiscard]] QStringList splitCommand(const QString& line);
//! What a person typed for a worker of the spec's kind: a program with arguments, a file, or a simulation.
void setProgram(LocalWorkerSpec& spec, const QString& typed);

} // namespace drover::ui
