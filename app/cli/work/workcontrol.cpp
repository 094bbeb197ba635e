// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/work/workcontrol.h"

#include "protocol/jsontext.h"
#include "worker/worker.h"

#include <QSocketNotifier>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <unistd.h>

namespace drover::cli {
namespace {

Error badCommand(const QString& message)
{
    return {ErrorCode::BadInput, message, {}};
}

} // namespace

WorkControl::WorkControl(Worker& worker, QObject* parent)
    : QObject(parent)
    , m_worker(worker)
    , m_notifier(new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, this))
{
    connect(m_notifier, &QSocketNotifier::activated, this, &WorkControl::onReadable);
}

void WorkControl::onReadable()
{
    QByteArray block(4096, Qt::Uninitialized);
    const ssize_t got = ::read(STDIN_FILENO, block.data(), size_t(block.size()));
    if (got <= 0 && !(got < 0 && (errno == EINTR || errno == EAGAIN))) {
        m_notifier->setEnabled(false);
        return;
    }
    m_input.append(block.constData(), std::max<ssize_t>(got, 0));
    for (qsizetype end = m_input.indexOf('\n'); end >= 0; end = m_input.indexOf('\n')) {
        const QByteArray line = m_input.left(end).trimmed();
        m_input.remove(0, end + 1);
        if (line.isEmpty())
            continue;
        const Status status = execute(line);
        if (!status)
            Q_EMIT refused(status.error());
    }
}

Status WorkControl::execute(const QByteArray& line)
{
    const std::optional<QByteArray> command = json::decodeString(json::value(line, "cmd"));
    if (!json::isValid(line) || !command)
        return badCommand(QStringLiteral("a command is a JSON object with \"cmd\""));
    if (*command == "pause") {
        m_worker.pause();
    } else if (*command == "resume") {
        m_worker.resume();
    } else if (*command == "close") {
        Q_EMIT closeRequested();
    } else if (*command == "concurrency") {
        const double value = json::decodeNumber(json::value(line, "value")).value_or(0);
        if (value < 1 || value > std::numeric_limits<int>::max())
            return badCommand(QStringLiteral("\"value\" has to be a number of at least 1"));
        m_worker.setConcurrency(int(value));
    } else if (*command == "cancel") {
        const std::optional<QByteArray> job = json::decodeString(json::value(line, "jobId"));
        if (!job)
            return badCommand(QStringLiteral("\"jobId\" is missing"));
        const std::optional<QByteArray> reason = json::decodeString(json::value(line, "reason"));
        m_worker.cancelJob(*job, QString::fromUtf8(reason.value_or(QByteArray())));
    } else {
        return badCommand(QStringLiteral("there is no command \"%1\"").arg(QString::fromUtf8(*command)));
    }
    return Done{};
}

} // namespace drover::cli
