// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "logging/logsetup.h"
#include "session/engineconfig.h"
#include "style/theme.h"

#include <QList>
#include <QSize>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

class QCommandLineOption;
class QCommandLineParser;

namespace drover {

//! What the command line of `drover-window` asks for.
struct WindowOptions {
    ui::EngineConfig engine;
    std::optional<ui::ThemeChoice> theme; //!< unset = as last time
    std::chrono::milliseconds interval{5000};
    bool intervalGiven = false; //!< else as last time
    QString profile; //!< name or id of a saved connection; empty = `engine` is meant
    bool connectionGiven = false; //!< by --profile, --connect, the environment or --demo
    bool readOnly = false; //!< for every connection of the window
    bool newWindow = false; //!< beside one that is open already
    bool demo = false; //!< fill the embedded Redis with living demo queues
    QString screenshot; //!< file to render into, then quit
    QString describe; //!< file for what the page says (ui/util/widgetdescription.h), then quit
    QString page; //!< of the screenshot: welcome, failed, causes, worker or the name of a page
    QString queue; //!< to show first
    QSize size{1280, 800};
    bool sizeGiven = false; //!< else as last time
    LogLevel logLevel = LogLevel::Warning; //!< on standard error
    bool debugInfo = false;

    //! A picture or a description of a page is wanted, then the end.
    [[nodiscard]] bool isForReview() const { return !screenshot.isEmpty() || !describe.isEmpty(); }
};

//! All options, in the order of --help and of the manual page.
[[nodiscard]] QList<QCommandLineOption> windowOptionTable();
//! Declares the options on the parser.
void describeWindowOptions(QCommandLineParser& parser);
//! What --page takes: the pages of the window and views of a queue.
[[nodiscard]] QStringList reviewPages();
//! DROVER_REDIS_URL of this process; unset = the variable is.
[[nodiscard]] std::optional<QString> environmentRedisUrl();
//! BadInput says which option is wrong. `redisUrl` is the address where no option names one.
[[nodiscard]] Result<WindowOptions> readWindowOptions(
    const QCommandLineParser& parser, const std::optional<QString>& redisUrl = environmentRedisUrl());

//! What a start asks for: its arguments and what they count with. A later start hands it to the first one,
//! which has an environment of its own.
struct StartRequest {
    QStringList arguments;
    std::optional<QString> redisUrl;

    [[nodiscard]] static StartRequest ofThisProcess();
    //! One line of JSON and back; of what is no message nothing remains.
    [[nodiscard]] QByteArray toMessage() const;
    [[nodiscard]] static StartRequest fromMessage(const QByteArray& message);
    [[nodiscard]] Result<WindowOptions> read() const;
};
//! What every connection of the window begins with.
[[nodiscard]] ui::EngineConfig baseConfig(const WindowOptions& given);
//! Drover's own Redis on this computer, as the command line wants it if it means that one.
[[nodiscard]] ui::EngineConfig embeddedConfig(const WindowOptions& given);

} // namespace drover
