// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/processors/processoutput.h"

#include <QObject>

namespace drover::cli {

class Console;

//! Shows what processors write to their own stderr and stdout, on our standard error: our standard output
//! belongs to the happenings. Pieces become whole lines with the job's id in front.
class ChildOutput final : public QObject {
    Q_OBJECT
public:
    explicit ChildOutput(Console& console);

    //! May be called on any thread, and after this object is gone.
    [[nodiscard]] OutputHandler handler();
    //! The same without standard output, which is the job's result.
    [[nodiscard]] OutputHandler errorHandler();

private:
    void show(const ProcessOutput& output);

    Console& m_console;
};

} // namespace drover::cli
