// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processors/nodechild_p.h"

#include "core/logging_p.h"
#include "core/whenfinished.h"
#include "protocol/jobcodec.h"
#include "protocol/jsontext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cstdio>

namespace drover {
namespace {

constexpr int controlDescriptor = 3;
constexpr int reportDescriptor = 4;
// A result of this size is no result; without a bound one line could take all memory.
constexpr qsizetype longestLine = 512 * 1024 * 1024;

QString runnerScript()
{
    QFile file(QStringLiteral(":/drover/runner/noderunner.js"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QByteArray line(QByteArrayView verb, quint64 number, JsonText payload)
{
    // JSON may contain line breaks between its tokens; inside of strings they are escaped.
    payload.replace('\n', ' ');
    return verb.toByteArray() + ' ' + QByteArray::number(number) + ' ' + payload + '\n';
}

QByteArray textOf(QByteArrayView object, QByteArrayView key)
{
    return json::decodeString(json::value(object, key)).value_or(QByteArray());
}

JobFailure::Kind kindOf(const QByteArray& name, const QByteArray& message)
{
    if (message == "bullmq:rateLimitExceeded") {
        return JobFailure::Kind::RateLimited;
    }
    if (name == "UnrecoverableError") {
        return JobFailure::Kind::Unrecoverable;
    }
    if (name == "DelayedError") {
        return JobFailure::Kind::Delayed;
    }
    if (name == "WaitingError") {
        return JobFailure::Kind::Waiting;
    }
    if (name == "WaitingChildrenError") {
        return JobFailure::Kind::WaitingChildren;
    }
    return JobFailure::Kind::Failed;
}

JobFailure failureOf(QByteArrayView error)
{
    const QByteArray message = textOf(error, "message");
    return {kindOf(textOf(error, "name"), message), message, textOf(error, "stack")};
}

//! A log row is any value for JavaScript; text is stored as it is, the rest as JSON.
QByteArray rowOf(QByteArrayView payload)
{
    return json::decodeString(payload).value_or(payload.toByteArray());
}

Error cancelledError()
{
    return {ErrorCode::Cancelled, QStringLiteral("the worker dropped the call"), {}};
}

//! Calls `handler` on the thread of `context`, also when the worker drops the call.
template <typename T, typename F>
void whenDone(QFuture<T> future, QObject* context, F handler)
{
    whenFinished(std::move(future), context, [handler](const QFuture<T>& done) {
        handler(done.isResultReadyAt(0) ? done.resultAt(0) : T(cancelledError()));
    });
}

} // namespace

NodeChild::NodeChild(const NodeProcessorOptions& options, QString program, QObject* parent)
    : QObject(parent)
    , m_options(options)
    , m_program(std::move(program))
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, &m_process, &ChildProcess::kill);
    connect(&m_process, &ChildProcess::ended, this, &NodeChild::onEnded);
}

void NodeChild::launch()
{
    m_process.addOutput(1, [this](const QByteArray& text) { onOutput(false, text); });
    m_process.addOutput(2, [this](const QByteArray& text) { onOutput(true, text); });
    m_process.addOutput(reportDescriptor, [this](const QByteArray& bytes) { onBytes(bytes); });
    m_process.addInput(controlDescriptor);
    ChildProcess::Command command;
    command.program = m_program;
    command.arguments = m_options.nodeArguments + QStringList{QStringLiteral("-e"), runnerScript()};
    command.workingDirectory = m_options.workingDirectory;
    m_process.start(command);
    const QDir base(m_options.workingDirectory.isEmpty() ? QDir::currentPath() : m_options.workingDirectory);
    m_process.write(line("init", 0, json::encodeString(base.absoluteFilePath(m_options.file))));
}

void NodeChild::run(NodeTask task)
{
    m_state = State::Busy;
    m_lastJob = task.context->job().id;
    const JsonText payload = json::ObjectWriter()
                                 .string("token", task.context->token())
                                 .raw("job", jobToProcessorJson(task.context->job(), task.context->queue()))
                                 .take();
    m_process.write(line("start", task.number, payload));
    m_task.emplace(std::move(task));
}

void NodeChild::cancel()
{
    if (!m_task || m_patience.isActive()) {
        return;
    }
    const QByteArray reason = m_task->context->stopReason();
    m_process.write(line("cancel", m_task->number,
        json::encodeString(reason.isEmpty() ? QByteArrayLiteral("The job was cancelled") : reason)));
    m_patience.start(m_options.killAfter);
}

void NodeChild::retire()
{
    m_state = State::Ending;
    m_retired = true;
    m_process.closeInput();
    m_patience.start(m_options.killAfter);
}

void NodeChild::onOutput(bool isError, const QByteArray& text)
{
    if (m_state == State::Starting && isError) {
        m_lastWords += text;
        m_lastWords = m_lastWords.right(4096);
    }
    if (m_options.output) {
        m_options.output({m_lastJob, isError, text});
    } else {
        std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stderr);
    }
}

void NodeChild::onBytes(const QByteArray& bytes)
{
    m_input += bytes;
    qsizetype begin = 0;
    for (qsizetype end = m_input.indexOf('\n'); end >= 0; end = m_input.indexOf('\n', begin)) {
        const QByteArrayView text = QByteArrayView(m_input).sliced(begin, end - begin);
        begin = end + 1;
        const qsizetype first = text.indexOf(' ');
        const qsizetype second = first < 0 ? -1 : text.indexOf(' ', first + 1);
        if (second < 0) {
            continue;
        }
        const QByteArrayView number = text.sliced(first + 1, second - first - 1);
        onLine(text.first(first), number.toULongLong(), text.sliced(second + 1));
    }
    m_input.remove(0, begin);
    if (m_input.size() > longestLine) {
        m_input.clear();
        m_process.kill();
    }
}

void NodeChild::onLine(QByteArrayView verb, quint64 number, QByteArrayView payload)
{
    if (verb == "ready" && m_state == State::Starting) {
        m_state = State::Idle;
        Q_EMIT loaded();
    } else if (verb == "init-failed" && m_state == State::Starting) {
        m_state = State::Ending;
        Q_EMIT loadFailed(QString::fromUtf8(textOf(payload, "message")));
    } else if (m_task && number == m_task->number
        && (verb == "begun" || verb == "crashed" || verb == "completed" || verb == "failed"
            || verb == "progress" || verb == "log")) {
        onJobLine(verb, payload);
    } else if (m_task) {
        onRequest(verb, number, payload);
    }
}

void NodeChild::onJobLine(QByteArrayView verb, QByteArrayView payload)
{
    if (verb == "begun") {
        m_task->begun = true;
        return;
    }
    JobContext& context = *m_task->context;
    if (verb == "progress" || verb == "log") {
        const quint64 number = m_task->number;
        const auto note = [this, number](const Status& status) { noteStoreError(number, status); };
        if (verb == "progress") {
            whenDone(context.updateProgress(payload.toByteArray()), this, note);
        } else {
            whenDone(context.log(rowOf(payload)), this, note);
        }
        return;
    }
    // What the job has printed belongs beside it, not beside the next one.
    m_process.drainOutput();
    if (verb == "crashed") {
        m_state = State::Ending;
        finish(failureOf(payload));
    } else if (verb == "failed") {
        finish(failureOf(payload));
    } else if (json::isValid(payload)) {
        finish(payload.toByteArray());
    } else {
        finish(JobFailure{JobFailure::Kind::Failed, "The result is not JSON", {}});
    }
}

void NodeChild::noteStoreError(quint64 task, const Status& status)
{
    if (!status && m_task && m_task->number == task && !m_task->storeError) {
        m_task->storeError = status.error();
    }
}

void NodeChild::onRequest(QByteArrayView verb, quint64 id, QByteArrayView payload)
{
    JobContext& context = *m_task->context;
    const auto done = [this, id](const Status& status) {
        answer(id, status ? Result<JsonText>(QByteArrayLiteral("null")) : Result<JsonText>(status.error()));
    };
    const auto read = [&](ChildrenQuery query) {
        whenDone(context.readChildren(query, payload.toByteArray()), this,
            [this, id](const Result<JsonText>& value) { answer(id, value); });
    };
    if (verb == "update") {
        whenDone(context.updateData(payload.toByteArray()), this, done);
    } else if (verb == "delay") {
        whenDone(
            context.moveToDelayed(static_cast<qint64>(json::decodeNumber(payload).value_or(0))), this, done);
    } else if (verb == "wait") {
        whenDone(context.moveToWait(), this, done);
    } else if (verb == "wait-children") {
        answer(id,
            Error{ErrorCode::BadInput,
                QStringLiteral("moveToWaitingChildren needs flows, which this version "
                               "of Drover does not run yet"),
                {}});
    } else if (verb == "children-values") {
        read(ChildrenQuery::Values);
    } else if (verb == "children-failures") {
        read(ChildrenQuery::IgnoredFailures);
    } else if (verb == "dependencies") {
        read(ChildrenQuery::Dependencies);
    } else if (verb == "dependencies-count") {
        read(ChildrenQuery::DependenciesCount);
    }
}

void NodeChild::answer(quint64 id, const Result<JsonText>& value)
{
    json::ObjectWriter writer;
    if (value) {
        writer.raw("value", *value);
    } else {
        writer.raw("error", json::encodeString(value.error().message));
    }
    m_process.write(line("answer", id, writer.take()));
}

void NodeChild::finish(JobOutcome outcome)
{
    m_patience.stop();
    if (outcome && m_task->storeError) {
        outcome = JobFailure{JobFailure::Kind::Failed, m_task->storeError->message.toUtf8(), {}};
    }
    NodeTask task = std::move(*m_task);
    m_task.reset();
    if (m_state == State::Busy) {
        m_state = State::Idle;
    }
    task.onStop.reset();
    task.finished(std::move(outcome));
    if (m_state == State::Idle) {
        Q_EMIT becameIdle();
    }
}

std::optional<NodeTask> NodeChild::takeUnbegun()
{
    return std::exchange(m_task, std::nullopt);
}

void NodeChild::onEnded(const ChildEnd& end)
{
    const State before = m_state;
    m_state = State::Ending;
    m_patience.stop();
    if (before == State::Starting) {
        const QString words = QString::fromUtf8(m_lastWords).trimmed();
        Q_EMIT loadFailed(!end.started
                ? end.error
                : QStringLiteral("node ended while loading the file (exit code %1%2)%3")
                      .arg(QString::number(end.exitCode),
                          end.signal ? QStringLiteral(", ") + QString::fromLatin1(end.signalName())
                                     : QString(),
                          words.isEmpty() ? QString() : QStringLiteral(":\n") + words));
    }
    if (m_task && m_task->begun) {
        const QByteArray code = end.signal ? QByteArrayLiteral("null") : QByteArray::number(end.exitCode);
        const QByteArray signal = end.signal ? end.signalName() : QByteArrayLiteral("null");
        finish(
            JobFailure{JobFailure::Kind::Failed, "Unexpected exit code: " + code + " signal: " + signal, {}});
    }
    Q_EMIT ended();
}

} // namespace drover
