// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "worker/processor.h"

#include <QFuture>
#include <QString>

#include <memory>

namespace drover {

using ProcessorResult = Result<std::shared_ptr<Processor>>;

//! Loads a Qt plugin that implements DroverProcessorPlugin (worker/processors/processorplugin.h) and has it
//! make the processor of one worker, on a thread of its own. The library stays loaded until the program ends.
//!
//! NotFound: no such file. BadInput: no Qt plugin, one for something else, built for another version of the
//! interface, with other headers or a newer Qt, a symbol that nobody has, one that was built anew after it
//! was loaded, one that throws instead of making a processor; the message says which and what to do.
[[nodiscard]] QFuture<ProcessorResult> loadPluginProcessor(const QString& file);

} // namespace drover
