// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processors/pluginprocessor.h"

#include "worker/processors/processorplugin.h"
#include "worker/thrown_p.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QHash>
#include <QJsonObject>
#include <QPluginLoader>
#include <QPromise>
#include <QThread>
#include <QThreadPool>
#include <QVersionNumber>

namespace drover {
namespace {

Error refusal(const QString& sentence)
{
    return {ErrorCode::BadInput, sentence, {}};
}

//! What the exception says that is being caught.
QString thrownText()
{
    return QString::fromUtf8(failureOfThrown(std::current_exception()).message);
}

//! What the file says about itself; read without running anything of it.
Status checkMetaData(const QFileInfo& file, const QPluginLoader& loader)
{
    static const QString ours = QStringLiteral(DroverProcessorPluginIid);
    const QString family = ours.left(ours.indexOf(QLatin1Char('/')) + 1);
    const QJsonObject metaData = loader.metaData();
    const QString iid = metaData.value(QLatin1StringView("IID")).toString();
    if (iid.isEmpty())
        return refusal(
            QStringLiteral("%1 is no Qt plugin: %2").arg(file.fileName(), loader.errorString().trimmed()));
    const int version = metaData.value(QLatin1StringView("version")).toInt();
    const QVersionNumber builtWith(version >> 16, version >> 8 & 0xff);
    const QVersionNumber running = QVersionNumber::fromString(QLatin1StringView(qVersion()));
    if (builtWith.majorVersion() != running.majorVersion()
        || builtWith.minorVersion() > running.minorVersion())
        return refusal(
            QStringLiteral("%1 was built with Qt %2, here runs Qt %3: build it with that one or an older one")
                .arg(file.fileName(), builtWith.toString(), running.toString()));
    if (!iid.startsWith(family))
        return refusal(QStringLiteral("%1 is a Qt plugin, but no DroverProcessorPlugin (its interface is %2)")
                           .arg(file.fileName(), iid));
    if (iid != ours)
        return refusal(QStringLiteral(
            "%1 was built for version %2 of DroverProcessorPlugin, this Drover has version %3: build it anew")
                           .arg(file.fileName(), iid.mid(family.size()), ours.mid(family.size())));
    return Done{};
}

//! The plugin of the library, which is loaded when it is not yet: its static objects and the plugin's
//! constructor run.
Result<DroverProcessorPlugin*> instantiate(const QFileInfo& file, QPluginLoader& loader)
{
    QObject* root = nullptr;
    try {
        root = loader.instance();
    } catch (...) {
        return refusal(QStringLiteral("%1 threw while it was loaded: %2").arg(file.fileName(), thrownText()));
    }
    if (root == nullptr)
        return refusal(
            QStringLiteral("%1 cannot be loaded: %2").arg(file.fileName(), loader.errorString().trimmed()));
    if (root->thread() == QThread::currentThread())
        root->moveToThread(QCoreApplication::instance()->thread()); // this one has no event loop and may end
    auto* plugin = qobject_cast<DroverProcessorPlugin*>(root);
    if (plugin == nullptr)
        return refusal(
            QStringLiteral("%1 does not name DroverProcessorPlugin in Q_INTERFACES").arg(file.fileName()));
    if (plugin->layout() != pluginLayout)
        return refusal(QStringLiteral("%1 was built with the headers of another Drover: build it anew")
                           .arg(file.fileName()));
    return plugin;
}

struct Loaded {
    QPluginLoader* loader = nullptr;
    QDateTime savedAt; //!< of the file when it was loaded
};

//! The plugin of a file. Loaders of what is loaded are kept until the process ends, on purpose: without one
//! Qt would delete the plugin at exit, while jobs that do not end still run in it.
Result<DroverProcessorPlugin*> pluginOf(const QFileInfo& file)
{
    static auto* const known = new QHash<QString, Loaded>; // of the one thread that loads
    const QString path = file.canonicalFilePath();
    if (const auto found = known->constFind(path); found != known->constEnd()) {
        if (found->savedAt == file.lastModified())
            return instantiate(file, *found->loader);
        return refusal(
            QStringLiteral("%1 was built anew after it was loaded: start the program anew to use it")
                .arg(file.fileName()));
    }
    auto loader = std::make_unique<QPluginLoader>(path);
    if (const Status sound = checkMetaData(file, *loader); !sound)
        return sound.error();
    // A function that nobody has is told now, instead of ending the program in the middle of a job.
    loader->setLoadHints(QLibrary::ResolveAllSymbolsHint | QLibrary::PreventUnloadHint);
    Result<DroverProcessorPlugin*> plugin = instantiate(file, *loader);
    if (loader->isLoaded())
        known->insert(path, {loader.release(), file.lastModified()});
    return plugin;
}

std::shared_ptr<Processor> processorOf(const BlockingJobFunction& function)
{
    return function ? poolProcessor(function) : nullptr;
}

std::shared_ptr<Processor> processorOf(const AsyncJobFunction& function)
{
    return function ? asyncProcessor(function) : nullptr;
}

ProcessorResult load(const QFileInfo& info)
{
    if (!info.exists())
        return Error{ErrorCode::NotFound, QStringLiteral("no such file: %1").arg(info.filePath()), {}};
    if (!info.isFile() || !info.isReadable())
        return refusal(QStringLiteral("%1 is no file that can be read").arg(info.filePath()));
    const Result<DroverProcessorPlugin*> plugin = pluginOf(info);
    if (!plugin)
        return plugin.error();
    try {
        const PluginProcessor made = (*plugin)->makeProcessor();
        auto processor = std::visit([](const auto& function) { return processorOf(function); }, made);
        if (processor)
            return processor;
    } catch (...) {
        return refusal(
            QStringLiteral("%1 could not make its processor: %2").arg(info.fileName(), thrownText()));
    }
    return refusal(QStringLiteral("%1 made an empty processor").arg(info.fileName()));
}

//! One thread, so that plugins are loaded one after the other. Never ended: a plugin that does not come back
//! would keep the program from ending.
QThreadPool& loaderThread()
{
    static auto* const pool = [] {
        auto* made = new QThreadPool;
        made->setMaxThreadCount(1);
        made->setObjectName(QStringLiteral("drover-plugins"));
        return made;
    }();
    return *pool;
}

} // namespace

QFuture<ProcessorResult> loadPluginProcessor(const QString& file)
{
    auto promise = std::make_shared<QPromise<ProcessorResult>>();
    promise->start();
    loaderThread().start([promise, path = QFileInfo(file).absoluteFilePath()] {
        promise->addResult(load(QFileInfo(path)));
        promise->finish();
    });
    return promise->future();
}

} // namespace drover
