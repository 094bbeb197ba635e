// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowoptions.h"

#include "mainwindow/pagekind.h"
#include "redis/redisurl.h"
#include "windowdemo.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace drover {

namespace {
Error badInput(const QString& message)
{
    return Error{ErrorCode::BadInput, message, {}};
}

void describeEmbedded(ui::ConnectionIdentity& identity)
{
    identity.embedded = true;
    identity.title = QCoreApplication::translate("drover::Window", "Embedded Redis", "name of a connection");
    identity.address = QCoreApplication::translate("drover::Window", "on this computer, kept between starts");
    identity.environment = ui::Environment::Development;
}

Status readConnection(
    const QCommandLineParser& parser, const std::optional<QString>& redisUrl, ui::EngineConfig& engine)
{
    QString url = parser.value(u"connect"_s);
    if (parser.isSet(u"profile"_s))
        url = u"embedded"_s; // not opened, and what the environment says does not matter
    else if (url.isEmpty())
        url = redisUrl.value_or(u"embedded"_s);
    ui::ConnectionIdentity& identity = engine.identity;
    identity.prefixes = {parser.value(u"prefix"_s).toUtf8()};
    if (url == "embedded"_L1) {
        describeEmbedded(identity);
    } else {
        const Result<ConnectionOptions> options = parseRedisUrl(url);
        if (!options)
            return options.error();
        engine.connection = *options;
        identity.address = displayUrl(*options);
        identity.title = isOnThisComputer(*options)
            ? QCoreApplication::translate("drover::Window", "Local Redis", "name of a connection")
            : options->host;
        identity.environment =
            isOnThisComputer(*options) ? ui::Environment::Development : ui::Environment::Unspecified;
    }
    if (parser.isSet(u"environment"_s)) {
        const auto environment = environmentFromName(parser.value(u"environment"_s));
        if (!environment)
            return badInput(u"--environment takes development, staging or production"_s);
        identity.environment = *environment;
    }
    const bool isProduction = identity.environment == ui::Environment::Production;
    identity.readOnly = parser.isSet(u"read-only"_s) || isProduction;
    identity.canUnlock = isProduction && !parser.isSet(u"read-only"_s);
    return Done{};
}

//! A place is named once, and a saved connection brings the rest along.
Status checkProfile(const QCommandLineParser& parser)
{
    if (!parser.isSet(u"profile"_s))
        return Done{};
    if (parser.value(u"profile"_s).isEmpty())
        return badInput(u"--profile takes the name of a saved connection"_s);
    for (const QString& other : {u"connect"_s, u"demo"_s}) {
        if (parser.isSet(other))
            return badInput(u"--profile and --%1 name two places; leave one out"_s.arg(other));
    }
    for (const QString& own : {u"prefix"_s, u"environment"_s}) {
        if (parser.isSet(own))
            return badInput(
                u"--%1 is part of the saved connection; leave it out beside --profile"_s.arg(own));
    }
    return Done{};
}
} // namespace

QList<QCommandLineOption> windowOptionTable()
{
    return {
        {u"connect"_s, u"redis://, rediss://, unix:// or 'embedded' (the default)."_s, u"url"_s},
        {u"profile"_s, u"A saved connection, in place of an address."_s, u"name"_s},
        {u"prefix"_s, u"Prefix of the queues' keys."_s, u"prefix"_s, u"bull"_s},
        {u"environment"_s, u"development, staging or production (read-only)."_s, u"name"_s},
        {u"read-only"_s, u"Refuse everything that changes queues."_s},
        {u"queue"_s, u"Show this queue first."_s, u"name"_s},
        {u"theme"_s, u"light, dark or system."_s, u"theme"_s},
        {u"language"_s, u"Language of the window, e.g. en; else the system's."_s, u"code"_s},
        {u"interval"_s, u"Seconds between refreshes; 0 = by hand."_s, u"seconds"_s, u"5"_s},
        {u"new-window"_s, u"Open another window beside one that is open."_s},
        {u"demo"_s, u"Fill the embedded Redis with living demo queues."_s},
        {u"screenshot"_s, u"Render a page into a PNG file and leave."_s, u"file"_s},
        {u"describe"_s, u"Write what a page says into a JSON file and leave."_s, u"file"_s},
        {u"page"_s, u"Page of the screenshot: overview, failed, causes, ..."_s, u"name"_s, u"overview"_s},
        {u"size"_s, u"Size of the window, e.g. 1280x800."_s, u"WxH"_s, u"1280x800"_s},
        {u"scale"_s, u"Factor for everything on the screen, e.g. 2."_s, u"factor"_s},
        {u"log-level"_s, u"On standard error: debug, info, warning, critical or off."_s, u"level"_s,
            u"warning"_s},
        {u"debug-info"_s, u"Print versions and places, for bug reports."_s},
        {u"man"_s, u"Print the manual page."_s},
    };
}

void describeWindowOptions(QCommandLineParser& parser)
{
    parser.setApplicationDescription(u"Drover, a dashboard for BullMQ queues on Redis."_s);
    parser.addOptions(windowOptionTable());
    parser.addHelpOption();
    parser.addVersionOption();
}

QStringList reviewPages()
{
    QStringList pages{u"welcome"_s, u"queue"_s, u"failed"_s, u"causes"_s, u"worker"_s};
    for (const ui::PageKind page : ui::listedPages())
        pages.append(ui::pageName(page));
    return pages + QStringList{u"alerts"_s, u"log"_s, u"settings"_s, u"dialogs"_s};
}

std::optional<QString> environmentRedisUrl()
{
    if (!qEnvironmentVariableIsSet("DROVER_REDIS_URL"))
        return std::nullopt;
    return qEnvironmentVariable("DROVER_REDIS_URL");
}

Result<WindowOptions> readWindowOptions(
    const QCommandLineParser& parser, const std::optional<QString>& redisUrl)
{
    WindowOptions options;
    if (const Status profile = checkProfile(parser); !profile)
        return profile.error();
    if (const Status connection = readConnection(parser, redisUrl, options.engine); !connection)
        return connection.error();
    options.engine.dataDir = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    if (parser.isSet(u"theme"_s)) {
        options.theme = ui::themeFromName(parser.value(u"theme"_s));
        if (!options.theme)
            return badInput(u"--theme takes light, dark or system"_s);
    }
    bool ok = false;
    const double seconds = parser.value(u"interval"_s).toDouble(&ok);
    if (!ok || seconds < 0 || seconds > 3600)
        return badInput(u"--interval takes a number of seconds"_s);
    options.interval = std::chrono::milliseconds(qRound64(seconds * 1000));
    options.intervalGiven = parser.isSet(u"interval"_s) || parser.isSet(u"screenshot"_s);
    options.sizeGiven = parser.isSet(u"size"_s);
    const QStringList size = parser.value(u"size"_s).split(u'x');
    options.size = size.size() == 2 ? QSize(size.at(0).toInt(), size.at(1).toInt()) : QSize();
    if (options.size.width() < 200 || options.size.height() < 200 || options.size.width() > 8000
        || options.size.height() > 8000)
        return badInput(u"--size takes width x height, e.g. 1280x800"_s);
    options.demo = parser.isSet(u"demo"_s);
    options.newWindow = parser.isSet(u"new-window"_s);
    options.profile = parser.value(u"profile"_s);
    options.readOnly = parser.isSet(u"read-only"_s);
    options.connectionGiven =
        options.demo || !options.profile.isEmpty() || parser.isSet(u"connect"_s) || redisUrl.has_value();
    const ui::ConnectionIdentity& identity = options.engine.identity;
    if (options.demo && !identity.embedded)
        return badInput(u"--demo fills the embedded Redis; `drover demo --connect URL` fills another"_s);
    if (options.demo && identity.readOnly)
        return badInput(u"--demo writes, so it does not go with --read-only or production"_s);
    options.screenshot = parser.value(u"screenshot"_s);
    options.page = parser.value(u"page"_s);
    if (!reviewPages().contains(options.page))
        return badInput(u"--page takes one of "_s + reviewPages().join(u", "_s));
    options.describe = parser.value(u"describe"_s);
    if (options.isForReview() && !parser.isSet(u"interval"_s))
        options.interval = std::chrono::seconds(1);
    options.queue = parser.value(u"queue"_s);
    options.logLevel = LogSetup::levelFromName(parser.value(u"log-level"_s), LogLevel::Warning);
    options.debugInfo = parser.isSet(u"debug-info"_s);
    options.engine.makeDemo = [prefix = options.engine.identity.prefix()](
                                  const ConnectionOptions& connection, QObject* parent) -> ui::DemoControl* {
        DemoOptions demo;
        demo.connection = connection;
        demo.prefix = prefix;
        return new WindowDemo(demo, parent);
    };
    return options;
}

ui::EngineConfig baseConfig(const WindowOptions& given)
{
    ui::EngineConfig base;
    base.identity.readOnly = given.readOnly;
    base.embeddedDir = given.engine.embeddedDir;
    base.dataDir = given.engine.dataDir;
    base.makeDemo = given.engine.makeDemo;
    return base;
}

ui::EngineConfig embeddedConfig(const WindowOptions& given)
{
    if (given.engine.identity.embedded)
        return given.engine;
    ui::EngineConfig config = baseConfig(given);
    describeEmbedded(config.identity);
    config.identity.prefixes = given.engine.identity.prefixes;
    return config;
}

StartRequest StartRequest::ofThisProcess()
{
    return {QCoreApplication::arguments(), environmentRedisUrl()};
}

QByteArray StartRequest::toMessage() const
{
    QJsonObject message{{u"arguments"_s, QJsonArray::fromStringList(arguments)}};
    if (redisUrl)
        message.insert(u"redisUrl"_s, *redisUrl);
    return QJsonDocument(message).toJson(QJsonDocument::Compact);
}

StartRequest StartRequest::fromMessage(const QByteArray& message)
{
    const QJsonObject read = QJsonDocument::fromJson(message).object();
    StartRequest request;
    const QJsonArray arguments = read.value(u"arguments"_s).toArray();
    for (const QJsonValue& argument : arguments)
        request.arguments.append(argument.toString());
    if (read.contains(u"redisUrl"_s))
        request.redisUrl = read.value(u"redisUrl"_s).toString();
    return request;
}

Result<WindowOptions> StartRequest::read() const
{
    QCommandLineParser parser;
    describeWindowOptions(parser);
    if (!parser.parse(arguments))
        return badInput(parser.errorText());
    return readWindowOptions(parser, redisUrl);
}

} // namespace drover
