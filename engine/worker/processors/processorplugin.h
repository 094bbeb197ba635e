// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/processor.h"

#include <QtPlugin>

#include <functional>
#include <memory>
#include <variant>

namespace drover {

//! Runs a job on a thread of the worker's pool and may block (see poolProcessor).
using BlockingJobFunction = std::function<JobOutcome(JobContext&)>;
//! Starts a job and returns at once; called on the worker's I/O thread (see asyncProcessor).
using AsyncJobFunction = std::function<QFuture<JobOutcome>(std::shared_ptr<JobContext>)>;
//! What a plugin runs its jobs with: a lambda of one of the two shapes converts by itself.
using PluginProcessor = std::variant<BlockingJobFunction, AsyncJobFunction>;

//! Sizes of what crosses the border. They differ when a plugin was built with the headers of another Drover.
inline constexpr quint64 pluginLayout =
    quint64(sizeof(Job)) << 32 | quint64(sizeof(JobFailure)) << 16 | quint64(sizeof(PluginProcessor));

} // namespace drover

//! The version after the slash is raised whenever DroverProcessorPlugin or JobContext change.
#define DroverProcessorPluginIid "io.github.drover.Drover.ProcessorPlugin/1"

//! What a Qt plugin implements to run the jobs of a worker (`drover work QUEUE --plugin LIB`). Needs Qt Core
//! and this header, no library of Drover.
//!
//! A plugin is code inside of the program that loads it, with all its rights: nothing holds it back, and one
//! that crashes takes the program with it. It stays loaded until the program ends. Standard output belongs to
//! the program; what a job has to tell goes into its log.
class DroverProcessorPlugin {
public:
    DroverProcessorPlugin() = default;
    DroverProcessorPlugin(const DroverProcessorPlugin&) = delete;
    DroverProcessorPlugin& operator=(const DroverProcessorPlugin&) = delete;
    virtual ~DroverProcessorPlugin() = default;

    //! Not to be overridden: says which headers the plugin was built with.
    [[nodiscard]] virtual quint64 layout() const { return drover::pluginLayout; }
    //! Called once for each worker that starts, for one after the other, on a thread that loads plugins; the
    //! plugin itself lives on the main thread. What it throws is why the worker does not start; what the
    //! function throws later, of any type, fails the job. Jobs run at the same time, as many as the worker's
    //! concurrency: the function guards what they share.
    [[nodiscard]] virtual drover::PluginProcessor makeProcessor() = 0;
};

Q_DECLARE_INTERFACE(DroverProcessorPlugin, DroverProcessorPluginIid)
