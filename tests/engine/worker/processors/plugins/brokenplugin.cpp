// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT

// Built several times, each with one defect.
#include <worker/processors/processorplugin.h>

#include <QObject>

#include <stdexcept>

#ifdef DEFECT_OTHER_VERSION
#define IID_HERE "io.github.drover.Drover.ProcessorPlugin/99"
#else
#define IID_HERE DroverProcessorPluginIid
#endif

#ifdef DEFECT_NO_SYMBOL
int definedNowhere(int value);
#endif

class BrokenPlugin final : public QObject, public DroverProcessorPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID IID_HERE)
#ifndef DEFECT_NO_INTERFACE
    Q_INTERFACES(DroverProcessorPlugin)
#endif
public:
#ifdef DEFECT_CONSTRUCTOR_THROWS
    BrokenPlugin()
    {
        throw std::runtime_error("no licence file");
    }
#endif
#ifdef DEFECT_OTHER_LAYOUT
    quint64 layout() const override
    {
        return drover::pluginLayout + 8;
    }
#endif
    drover::PluginProcessor makeProcessor() override
    {
#ifdef DEFECT_MAKE_THROWS
        throw std::runtime_error("no database");
#endif
#ifdef DEFECT_NO_SYMBOL
        return [](drover::JobContext& context) -> drover::JobOutcome {
            return QByteArray::number(definedNowhere(context.job().attemptsMade));
        };
#else
        return drover::PluginProcessor();
#endif
    }
};

#include "brokenplugin.moc"
