// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowlog.h"

#include "logging/logsetup.h"

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover {

namespace {
const QString ownCategories = u"drover.*"_s;

ui::LogSeverity severityOf(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return ui::LogSeverity::Debug;
    case LogLevel::Info:
        return ui::LogSeverity::Info;
    case LogLevel::Warning:
        return ui::LogSeverity::Warning;
    case LogLevel::Critical:
    case LogLevel::Off:
        break;
    }
    return ui::LogSeverity::Critical;
}
} // namespace

WindowLog::WindowLog(LogSetup& logging)
    : m_logging(logging)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(100ms);
    connect(&m_soon, &QTimer::timeout, this, &LogSource::grown);
    m_logging.setListener([this] {
        if (m_rings.exchange(true))
            return;
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_rings = false;
                if (!m_soon.isActive())
                    m_soon.start();
            },
            Qt::QueuedConnection);
    });
}

WindowLog::~WindowLog()
{
    m_logging.setListener({});
}

QList<ui::LogRecord> WindowLog::lines(quint64 after) const
{
    QList<ui::LogRecord> records;
    for (const LogLine& line : m_logging.lines(after))
        records.append({line.number, line.time, severityOf(line.level), line.category, line.text});
    return records;
}

int WindowLog::capacity() const
{
    return m_logging.ringSize();
}

ui::LogSeverity WindowLog::level() const
{
    return severityOf(m_logging.categoryLevel(ownCategories));
}

void WindowLog::setLevel(ui::LogSeverity level)
{
    m_logging.setCategoryLevel(ownCategories, static_cast<LogLevel>(level));
}

QString WindowLog::file() const
{
    return m_logging.file();
}

} // namespace drover
