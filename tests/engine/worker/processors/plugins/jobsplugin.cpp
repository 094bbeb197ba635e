// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include <worker/processors/processorplugin.h>

#include <QObject>
#include <QSemaphore>

#include <stdexcept>

namespace {

//! The answer is what the job's name asks for.
drover::JobOutcome run(drover::JobContext& context)
{
    using Kind = drover::JobFailure::Kind;
    const QByteArray& name = context.job().name;
    if (name == "throws")
        throw std::runtime_error("no such table");
    if (name == "throws text")
        throw QString::fromUtf8("grüße");
    if (name == "fails")
        return drover::JobFailure{Kind::Failed, "no luck", "here"};
    if (name == "unrecoverable")
        return drover::JobFailure{Kind::Unrecoverable, "never again", {}};
    if (name == "waits for the end") {
        QSemaphore end;
        const std::stop_callback onStop(context.stopToken(), [&end] { end.release(); });
        end.acquire();
        return drover::JobFailure{Kind::Failed, "stopped: " + context.stopReason(), {}};
    }
    if (name == "tells") {
        context.log("first");
        context.log("second of " + context.job().id);
        context.updateProgress("{\"share\":0.50}");
        context.updateData("{\"seen\":true}");
    }
    return "{\"data\":" + context.job().data
        + ",\"attempt\":" + QByteArray::number(context.job().attemptsStarted) + '}';
}

} // namespace

class JobsPlugin final : public QObject, public DroverProcessorPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID DroverProcessorPluginIid)
    Q_INTERFACES(DroverProcessorPlugin)
public:
    drover::PluginProcessor makeProcessor() override { return &run; }
};

#include "jobsplugin.moc"
