// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "worker/processor.h"

#include <QString>

#include <memory>

namespace drover {

//! Loads a Qt plugin that implements DroverProcessorPlugin (worker/processors/processorplugin.h) and has it
//! make the processor of one worker. It runs code of the library and waits for the disk: not on a thread that
//! paints. The library stays loaded until the program ends.
//!
//! NotFound: no such file. BadInput: no Qt plugin, one for something else, built for another version of the
//! interface, with other headers or a newer Qt, a symbol that nobody has, one that was built anew after it
//! was loaded, one that throws instead of making a processor; the message says which and what to do.
[[nodiscard]] Result<std::shared_ptr<Processor>> loadPluginProcessor(const QString& file);

} // namespace drover
