// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/logsource.h"

#include "util/formatting.h"
#include "util/plaintext.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace drover::ui {

QString logSeverityWord(LogSeverity severity)
{
    switch (severity) {
    case LogSeverity::Debug:
        return QCoreApplication::translate("drover::ui", "Debug", "severity of a log line");
    case LogSeverity::Info:
        return QCoreApplication::translate("drover::ui", "Info", "severity of a log line");
    case LogSeverity::Warning:
        return QCoreApplication::translate("drover::ui", "Warning", "severity of a log line");
    case LogSeverity::Critical:
        return QCoreApplication::translate("drover::ui", "Critical", "severity of a log line");
    }
    return {};
}

QChar logSeverityLetter(LogSeverity severity)
{
    constexpr std::array letters{u'D', u'I', u'W', u'C'};
    return letters.at(static_cast<size_t>(severity));
}

QString logLine(const LogRecord& record)
{
    // The words of the log file, so that both can be searched for the same.
    constexpr std::array words{"debug", "info", "warning", "critical"};
    return u"%1 %2 %3: %4"_s.arg(formatExact(record.time),
        QLatin1StringView(words.at(static_cast<size_t>(record.severity))), plainText(record.category),
        plainText(record.text, Lines::Single, 10000));
}

} // namespace drover::ui
