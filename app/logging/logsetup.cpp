// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "logging/logsetup.h"

#include "logging/lastlines.h"
#include "logging/logfile_p.h"
#include "logging/repetitionfilter_p.h"
#include "security/redactor.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QLoggingCategory>
#include <QMap>
#include <QMutex>
#include <QStringList>

#include <array>
#include <atomic>
#include <cstdio>
#include <deque>

namespace drover {
namespace {

constexpr std::array<const char*, 5> levelNames{"debug", "info", "warning", "critical", "off"};

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        return LogLevel::Critical;
    }
    return LogLevel::Critical;
}

//! One line stays one line, and a terminal obeys nothing that is in it.
QByteArray printable(const QByteArray& text)
{
    QByteArray out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '\n') {
            out += "\n    ";
        } else if ((code < 0x20 && c != '\t') || code == 0x7f) {
            out += "\\x" + QByteArray(1, c).toHex();
        } else {
            out += c;
        }
    }
    return out;
}

QByteArray nameOf(LogLevel level)
{
    return levelNames[static_cast<size_t>(level)];
}

QString rulesFor(const QString& category, LogLevel level)
{
    QStringList rules;
    for (const LogLevel one : {LogLevel::Debug, LogLevel::Info, LogLevel::Warning, LogLevel::Critical}) {
        rules += category + u'.' + QString::fromLatin1(nameOf(one))
            + (one >= level ? QStringLiteral("=true") : QStringLiteral("=false"));
    }
    return rules.join(u'\n');
}

} // namespace

class LogSetup::Private final {
public:
    explicit Private(LogOptions wanted)
        : options(std::move(wanted))
        , stderrLevel(options.stderrLevel)
    {
        if (options.dir.isEmpty()) {
            options.dir = defaultDir();
        }
        if (options.fileLevel != LogLevel::Off) {
            file = std::make_unique<LogFile>(options.dir + u'/' + options.name + QStringLiteral(".log"),
                options.fileSize, options.fileCount);
        }
    }

    LogOptions options;
    std::atomic<LogLevel> stderrLevel;
    mutable QMutex mutex;
    std::unique_ptr<LogFile> file;
    const QByteArray process = QByteArray::number(QCoreApplication::applicationPid());
    RepetitionFilter repetitions;
    std::deque<LogLine> ring;
    quint64 lastNumber = 0;
    std::function<void()> listener;
    QMap<QString, LogLevel> categories;
    QtMessageHandler before = nullptr;

    inline static std::atomic<Private*> current{nullptr};

    void take(LogLevel level, const QByteArray& category, const QByteArray& message);
    void applyRules() const;
    static void handle(QtMsgType type, const QMessageLogContext& context, const QString& message);
};

void LogSetup::Private::handle(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    // What the logging itself triggers (a warning of QFile, say) must not come back here.
    static thread_local bool inside = false;
    Private* const self = current.load();
    if (inside || !self) {
        std::fprintf(stderr, "%s\n", message.toLocal8Bit().constData());
        return;
    }
    inside = true;
    self->take(levelOf(type), context.category ? context.category : "default", message.toUtf8());
    inside = false;
}

void LogSetup::Private::take(LogLevel level, const QByteArray& category, const QByteArray& message)
{
    QByteArray text = redacted(message);
    const QMutexLocker lock(&mutex);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const std::optional<int> heldBack = repetitions.pass(category + ' ' + text, now.toMSecsSinceEpoch());
    if (!heldBack) {
        return;
    }
    if (*heldBack > 0) {
        text += " (" + QByteArray::number(*heldBack) + " more like this)";
    }
    const QByteArray shown = nameOf(level) + ' ' + category + ": " + printable(text);
    // The file is everybody's: the process says whose line it is.
    const QByteArray whole = now.toString(Qt::ISODateWithMs).toLatin1() + " [" + process + "] " + shown;
    lastLines().add(whole);
    if (file && level >= options.fileLevel) {
        file->write(whole, now.toMSecsSinceEpoch());
    }
    if (level >= stderrLevel.load()) {
        std::fprintf(stderr, "%s\n", shown.constData());
    }
    ring.push_back({++lastNumber, now.toMSecsSinceEpoch(), level, category, text});
    if (ring.size() > static_cast<size_t>(options.ringSize)) {
        ring.pop_front();
    }
    // Under the lock, so that whoever takes the listener away knows that it is not running.
    if (listener) {
        listener();
    }
}

void LogSetup::Private::applyRules() const
{
    QStringList rules;
    for (auto one = categories.begin(); one != categories.end(); ++one) {
        rules += rulesFor(one.key(), one.value());
    }
    QLoggingCategory::setFilterRules(rules.join(u'\n'));
}

LogSetup::LogSetup(LogOptions options)
    : d(std::make_unique<Private>(std::move(options)))
{
    if (std::min(d->options.fileLevel, d->options.stderrLevel) == LogLevel::Debug) {
        setCategoryLevel(QStringLiteral("drover.*"), LogLevel::Debug);
    }
    Private::current = d.get();
    d->before = qInstallMessageHandler(&Private::handle);
}

LogSetup::~LogSetup()
{
    qInstallMessageHandler(d->before);
    Private::current = nullptr;
}

QString LogSetup::defaultDir()
{
    const QString state =
        qEnvironmentVariable("XDG_STATE_HOME", QDir::homePath() + QStringLiteral("/.local/state"));
    return state + QStringLiteral("/drover");
}

LogLevel LogSetup::levelFromName(QStringView name, LogLevel fallback)
{
    for (size_t i = 0; i < levelNames.size(); ++i) {
        if (name.compare(QLatin1StringView(levelNames[i]), Qt::CaseInsensitive) == 0) {
            return static_cast<LogLevel>(i);
        }
    }
    return fallback;
}

QString LogSetup::file() const
{
    const QMutexLocker lock(&d->mutex);
    return d->file && d->file->isOpen() ? d->file->path() : QString();
}

QString LogSetup::fileError() const
{
    const QMutexLocker lock(&d->mutex);
    return d->file ? d->file->error() : QString();
}

quint64 LogSetup::droppedLines() const
{
    const QMutexLocker lock(&d->mutex);
    return d->file ? d->file->dropped() : 0;
}

void LogSetup::setCategoryLevel(const QString& category, LogLevel level)
{
    const QMutexLocker lock(&d->mutex);
    d->categories.insert(category, level);
    d->applyRules();
}

LogLevel LogSetup::categoryLevel(const QString& category) const
{
    const QMutexLocker lock(&d->mutex);
    return d->categories.value(category, LogLevel::Info);
}

void LogSetup::setStderrLevel(LogLevel level)
{
    d->stderrLevel = level;
}

void LogSetup::setListener(std::function<void()> listener)
{
    const QMutexLocker lock(&d->mutex);
    d->listener = std::move(listener);
}

int LogSetup::ringSize() const
{
    return d->options.ringSize;
}

std::vector<LogLine> LogSetup::lines(quint64 after) const
{
    const QMutexLocker lock(&d->mutex);
    std::vector<LogLine> found;
    for (const LogLine& line : d->ring) {
        if (line.number > after) {
            found.push_back(line);
        }
    }
    return found;
}

} // namespace drover
