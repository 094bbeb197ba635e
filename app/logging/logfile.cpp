// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "logging/logfile_p.h"

#include "logging/sharedfilesink_p.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <spdlog/pattern_formatter.h>

#include <exception>

#include <sys/stat.h>

namespace drover {
namespace {

constexpr qint64 checkEveryMs = 2000;

void makePrivateFolder(const QString& path)
{
    if (!QFileInfo::exists(path) && QDir().mkpath(QFileInfo(path).absolutePath())) {
        ::mkdir(QFile::encodeName(path).constData(), 0700);
    }
}

} // namespace

class LogFile::Sink final {
public:
    Sink(const QString& path, qint64 size, int count)
        : m_sink(QFile::encodeName(path), size, count)
    {
        m_sink.set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
    }
    void write(const QByteArray& line)
    {
        const spdlog::string_view_t text(line.constData(), static_cast<size_t>(line.size()));
        m_sink.log(spdlog::details::log_msg(spdlog::string_view_t(), spdlog::level::info, text));
    }

private:
    SharedFileSink m_sink;
};

LogFile::LogFile(QString path, qint64 size, int count)
    : m_path(std::move(path))
    , m_size(size)
    , m_count(count)
{
    open();
}

LogFile::~LogFile() = default;

bool LogFile::isOpen() const
{
    return m_sink != nullptr;
}

void LogFile::open()
{
    try {
        makePrivateFolder(QFileInfo(m_path).absolutePath());
        m_sink.reset();
        m_sink = std::make_unique<Sink>(m_path, m_size, m_count);
        m_error.clear();
    } catch (const std::exception& exception) {
        m_error = QString::fromLocal8Bit(exception.what());
    }
}

void LogFile::reopenIfGone(qint64 nowMs)
{
    if (nowMs - m_checked < checkEveryMs && nowMs >= m_checked) {
        return;
    }
    m_checked = nowMs;
    if (!m_sink || !QFileInfo::exists(m_path)) {
        open();
    }
}

bool LogFile::tryWrite(const QByteArray& line)
{
    if (!m_sink) {
        return false;
    }
    try {
        m_sink->write(line);
        return true;
    } catch (const std::exception& exception) {
        m_error = QString::fromLocal8Bit(exception.what());
        return false;
    }
}

void LogFile::write(const QByteArray& line, qint64 nowMs)
{
    reopenIfGone(nowMs);
    if (m_untold > 0
        && tryWrite(QByteArray::number(m_untold) + (m_untold == 1 ? " line" : " lines")
            + " before this one could not be written")) {
        m_untold = 0;
    }
    if (!tryWrite(line)) {
        ++m_dropped;
        ++m_untold;
    }
}

} // namespace drover
