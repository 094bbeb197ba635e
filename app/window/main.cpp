// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "application.h"
#include "core/openfiles.h"
#include "crash/crashhandler.h"
#include "dialogs/aboutdialog.h"
#include "logging/logsetup.h"
#include "manpage.h"
#include "program.h"
#include "settings/settingsstore.h"
#include "style/icons.h"
#include "util/log.h"
#include "util/translations.h"
#include "windowoptions.h"

#include <QCommandLineParser>

#include <cstdio>
#include <cstring>

using namespace Qt::StringLiterals;

namespace {

//! What only prints needs no screen.
bool onlyPrints(const char* argument)
{
    return std::strcmp(argument, "-h") == 0 || std::strcmp(argument, "-v") == 0
        || std::strncmp(argument, "--help", 6) == 0 || std::strcmp(argument, "--version") == 0
        || std::strcmp(argument, "--man") == 0 || std::strcmp(argument, "--debug-info") == 0;
}

//! Qt reads these when the application object is made, so they cannot wait for the option parser.
void prepareEnvironment(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i) {
        const bool offscreen = std::strcmp(argv[i], "--screenshot") == 0
            || std::strcmp(argv[i], "--describe") == 0 || onlyPrints(argv[i]);
        if (offscreen && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
        if (std::strcmp(argv[i], "--scale") == 0 && i + 1 < argc)
            qputenv("QT_SCALE_FACTOR", argv[i + 1]);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (const drover::Status room = drover::ensureOpenFiles(); !room) {
        std::fprintf(stderr, "drover-window: %s\n", qPrintable(room.error().message));
        return 2;
    }
    drover::LogOptions logOptions;
    logOptions.name = u"drover-window"_s;
    drover::LogSetup logging(logOptions);
    prepareEnvironment(argc, argv);
    drover::Application application(argc, argv);
    QApplication::setApplicationName(u"drover"_s);
    QApplication::setApplicationDisplayName(u"Drover"_s);
    QApplication::setApplicationVersion(QStringLiteral(DROVER_VERSION));
    QGuiApplication::setDesktopFileName(u"io.github.drover.Drover"_s);
    QApplication::setWindowIcon(drover::ui::applicationIcon());

    QCommandLineParser parser;
    drover::describeWindowOptions(parser);
    parser.process(application);
    if (parser.isSet(u"man"_s)) {
        std::fputs(drover::windowManPage(drover::windowOptionTable()).constData(), stdout);
        return 0;
    }
    drover::ui::SettingsStore settings(drover::ui::SettingsPaths::standard());
    const QString language =
        parser.isSet(u"language"_s) ? parser.value(u"language"_s) : settings.text(drover::ui::key::language);
    if (!drover::ui::installTranslations(application, language) && parser.isSet(u"language"_s)) {
        std::fprintf(stderr, "drover-window: there is no translation %s; there are: %s\n",
            qPrintable(language), qPrintable(drover::ui::availableLanguages().join(u", "_s)));
        return 64;
    }
    const auto options = drover::readWindowOptions(parser);
    if (!options) {
        std::fprintf(stderr, "drover-window: %s\n", qPrintable(options.error().message));
        return 64;
    }
    if (options->debugInfo) {
        std::fputs(qPrintable(drover::ui::AboutDialog::versions()), stdout);
        std::printf("log %s\n", qPrintable(logging.file().isEmpty() ? logging.fileError() : logging.file()));
        return 0;
    }
    logging.setStderrLevel(options->logLevel);
    drover::installCrashHandler("drover-window");
    if (!logging.fileError().isEmpty())
        qCWarning(drover::ui::logWindow).noquote() << "No log file:" << logging.fileError();
    qCInfo(drover::ui::logWindow).noquote()
        << "drover-window" << DROVER_VERSION << "on Qt" << qVersion() << "begins";
    drover::Program program(application, *options, logging, settings);
    program.start();
    return QApplication::exec();
}
