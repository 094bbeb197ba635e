// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/engineinspectorfeed.h"

#include "queue/queuereader.h"
#include "session/enginecore.h"
#include "session/feeds/fieldciphers.h"
#include "session/feeds/jobreading.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
QByteArray textOf(const Job& job, JobField field)
{
    switch (field) {
    case JobField::Data:
        return job.data;
    case JobField::Options:
        return job.opts;
    case JobField::Result:
        return job.returnvalue;
    case JobField::Stacktrace:
        return job.stacktrace;
    case JobField::Error:
        return job.failedReason;
    case JobField::Progress:
        return job.progress;
    default:
        return {};
    }
}
} // namespace

EngineInspectorFeed::EngineInspectorFeed(EngineHost& host, KeyStore* keys)
    : m_host(host)
    , m_keys(keys)
{
}

void EngineInspectorFeed::decrypt(
    const QueueId& queue, JobField field, const QByteArray& text, QObject* context, Answer<QByteArray> answer)
{
    withFieldCipher(m_keys, queue, context, [field, text, answer](const Result<FieldCipherPtr>& cipher) {
        if (!cipher)
            answer(cipher.error());
        else if (!*cipher)
            answer(Error{ErrorCode::Encryption,
                u"cannot decrypt: no field of this queue is known as encrypted here"_s, {}});
        else
            answer(field == JobField::Result ? (*cipher)->decryptedResult(text) : (*cipher)->decrypted(text));
    });
}

void EngineInspectorFeed::readJob(const QueueId& queue, const JobId& job, std::optional<JobState> believed,
    QObject* context, Answer<JobFacts> answer)
{
    m_host.post([queue, job, believed, reply = m_host.replyTo<JobFacts>(context, std::move(answer))](
                    EngineCore& core) {
        if (core.isUp())
            std::make_shared<JobReading>(core, queue, job, believed, reply)->start();
        else
            reply(core.downError());
    });
}

void EngineInspectorFeed::readText(
    const QueueId& queue, const JobId& job, JobField field, QObject* context, Answer<QByteArray> answer)
{
    m_host.ask<QByteArray>(
        context,
        [queue, job, field](EngineCore& core) {
            return core.reader()
                .rowsById(queue, {job}, JobField::Name | JobFields(field), std::numeric_limits<qint64>::max())
                .then(&core, [field](const Result<std::vector<JobRow>>& rows) -> Result<QByteArray> {
                    if (!rows)
                        return rows.error();
                    return textOf(rows->front().job, field);
                });
        },
        std::move(answer));
}

void EngineInspectorFeed::readLog(const QueueId& queue, const JobId& job, qint64 first, qint64 last,
    QObject* context, Answer<LogLines> answer)
{
    m_host.ask<LogLines>(
        context,
        [queue, job, first, last](EngineCore& core) {
            return core.reader()
                .logs(queue, job, first, last)
                .then(&core, [first](const Result<JobLogs>& logs) -> Result<LogLines> {
                    if (!logs)
                        return logs.error();
                    return LogLines{first, cutLines(logs->rows), logs->total};
                });
        },
        std::move(answer));
}

} // namespace drover::ui
