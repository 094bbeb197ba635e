// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/inspectorfeed.h"

#include <QHash>
#include <QTimer>

namespace drover::ui {

//! One job after the other without an engine; answers at the next turn of the event loop.
class FakeInspectorFeed final : public InspectorFeed {
public:
    QHash<JobId, JobFacts> jobs;
    QHash<int, QByteArray> texts; //!< by field
    std::optional<Error> error;
    std::optional<QByteArray> clearText; //!< of decrypt(); unset = it cannot be done
    int readings = 0;
    QList<std::pair<qint64, qint64>> logReadings;

    void readJob(const QueueId& /*queue*/, const JobId& job, std::optional<JobState> /*believed*/,
        QObject* context, Answer<JobFacts> answer) override
    {
        ++readings;
        Result<JobFacts> result = Error{ErrorCode::JobNotExist, {}, {}};
        if (error)
            result = *error;
        else if (jobs.contains(job))
            result = jobs.value(job);
        QTimer::singleShot(0, context, [answer, result] { answer(result); });
    }

    void readText(const QueueId& /*queue*/, const JobId& /*job*/, JobField field, QObject* context,
        Answer<QByteArray> answer) override
    {
        const QByteArray text = texts.value(static_cast<int>(field));
        QTimer::singleShot(0, context, [answer, text] { answer(text); });
    }

    void decrypt(const QueueId& /*queue*/, JobField /*field*/, const QByteArray& /*text*/, QObject* context,
        Answer<QByteArray> answer) override
    {
        const Result<QByteArray> result = clearText
            ? Result<QByteArray>(*clearText)
            : Error{ErrorCode::Encryption, QStringLiteral("cannot decrypt: its key is not known here"), {}};
        QTimer::singleShot(0, context, [answer, result] { answer(result); });
    }

    void readLog(const QueueId& /*queue*/, const JobId& /*job*/, qint64 first, qint64 last, QObject* context,
        Answer<LogLines> answer) override
    {
        logReadings.append({first, last});
        LogLines lines{first, {}, last + 1};
        for (qint64 line = first; line <= last; ++line)
            lines.lines.push_back("line " + QByteArray::number(line));
        QTimer::singleShot(0, context, [answer, lines] { answer(lines); });
    }
};

} // namespace drover::ui
