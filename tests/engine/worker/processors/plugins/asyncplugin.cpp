// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include <worker/processors/processorplugin.h>

#include <QObject>
#include <QPromise>
#include <QTimer>

#include <stdexcept>

//! Holds no thread: timers of the worker's I/O thread end the jobs.
class AsyncPlugin final : public QObject, public DroverProcessorPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID DroverProcessorPluginIid)
    Q_INTERFACES(DroverProcessorPlugin)
public:
    drover::PluginProcessor makeProcessor() override
    {
        return [](const std::shared_ptr<drover::JobContext>& context) {
            auto promise = std::make_shared<QPromise<drover::JobOutcome>>();
            promise->start();
            QTimer::singleShot(20, [promise, context] {
                if (context->job().name == "throws")
                    promise->setException(std::make_exception_ptr(std::runtime_error("too late")));
                else
                    promise->addResult(drover::JobOutcome(context->job().data));
                promise->finish();
            });
            return promise->future();
        };
    }
};

#include "asyncplugin.moc"
