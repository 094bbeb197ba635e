// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processors/execprocessor.h"

#include "protocol/jobcodec.h"
#include "protocol/jsontext.h"
#include "worker/cancelled_p.h"
#include "worker/processors/childprocess_p.h"
#include "worker/processors/childthread_p.h"

#include <QPointer>
#include <QSet>
#include <QStandardPaths>

#include <functional>
#include <memory>

namespace drover {
namespace {

constexpr int unrecoverableExit = 65; // EX_DATAERR of sysexits.h
constexpr QByteArrayView progressMark = "::drover progress ";
constexpr qsizetype longestRow = 64 * 1024;
constexpr qsizetype stackRows = 20;

using StopCallback = std::stop_callback<std::function<void()>>;

struct ExecTask {
    std::shared_ptr<JobContext> context;
    Processor::Finished finished;
    std::unique_ptr<StopCallback> onStop;
};

QProcessEnvironment environmentOf(const JobContext& context)
{
    const Job& job = context.job();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DROVER_JOB_ID"), QString::fromUtf8(job.id));
    environment.insert(QStringLiteral("DROVER_JOB_NAME"), QString::fromUtf8(job.name));
    environment.insert(QStringLiteral("DROVER_JOB_QUEUE"), QString::fromUtf8(context.queue().name));
    environment.insert(QStringLiteral("DROVER_JOB_ATTEMPT"), QString::number(job.attemptsMade + 1));
    environment.insert(QStringLiteral("DROVER_JOB_TOKEN"), QString::fromUtf8(context.token()));
    return environment;
}

//! One run of the command. Lives on childthread, deletes itself after the end.
class ExecRun final : public QObject {
public:
    ExecRun(const ExecProcessorOptions& options, ExecTask task, QObject* parent)
        : QObject(parent)
        , m_options(options)
        , m_task(std::move(task))
        , m_job(m_task.context->job().id)
    {
        connect(&m_process, &ChildProcess::ended, this, &ExecRun::onEnded);
    }

    void launch(const QString& program)
    {
        m_process.addInput(0);
        m_process.addOutput(1, [this](const QByteArray& text) { onResult(text); });
        m_process.addOutput(2, [this](const QByteArray& text) { onStderr(text); });
        m_process.start({program, m_options.command.sliced(1), m_options.workingDirectory,
            environmentOf(*m_task.context)});
        m_process.write(jobToProcessorJson(m_task.context->job(), m_task.context->queue()) + '\n');
        m_process.closeInput();
    }

    void cancel()
    {
        m_cancelled = true;
        m_process.terminate(m_options.killAfter);
    }
    [[nodiscard]] ExecTask& task() { return m_task; }

private:
    const ExecProcessorOptions& m_options;
    ExecTask m_task;
    JobId m_job;
    ChildProcess m_process;
    QByteArray m_result;
    QByteArray m_row;
    QByteArrayList m_lastRows;
    qint64 m_rows = 0;
    bool m_tooMuch = false;
    bool m_cancelled = false;

    void show(bool isError, const QByteArray& text)
    {
        if (m_options.output) {
            m_options.output({m_job, isError, text});
        }
    }

    void onResult(const QByteArray& text)
    {
        show(false, text);
        if (m_tooMuch) {
            return;
        }
        m_result += text;
        if (m_result.size() > m_options.outputLimit) {
            m_tooMuch = true;
            m_result.clear();
            m_process.kill();
        }
    }

    void onStderr(const QByteArray& text)
    {
        show(true, text);
        m_row += text;
        qsizetype begin = 0;
        for (qsizetype end = m_row.indexOf('\n'); end >= 0; end = m_row.indexOf('\n', begin)) {
            onRow(m_row.mid(begin, end - begin));
            begin = end + 1;
        }
        m_row.remove(0, begin);
        if (m_row.size() > longestRow) {
            onRow(std::exchange(m_row, {}));
        }
    }

    void onRow(QByteArray row)
    {
        if (row.endsWith('\r')) {
            row.chop(1);
        }
        if (row.startsWith(progressMark)) {
            const QByteArray progress = row.sliced(progressMark.size()).trimmed();
            if (json::isValid(progress)) {
                m_task.context->updateProgress(progress);
                return;
            }
        }
        if (row.trimmed().isEmpty()) {
            return;
        }
        m_lastRows.push_back(row);
        if (m_lastRows.size() > stackRows) {
            m_lastRows.removeFirst();
        }
        if (++m_rows <= m_options.logLimit) {
            m_task.context->log(row);
        }
    }

    void onEnded(const ChildEnd& end)
    {
        if (!m_row.isEmpty()) {
            onRow(std::exchange(m_row, {}));
        }
        if (m_rows > m_options.logLimit) {
            const qint64 lost = m_rows - m_options.logLimit;
            m_task.context->log(QByteArray::number(lost)
                + (lost == 1 ? " more line was not kept" : " more lines were not kept"));
        }
        m_task.onStop.reset();
        m_task.finished(outcomeOfEnd(end));
        deleteLater();
    }

    [[nodiscard]] JobOutcome outcomeOfEnd(const ChildEnd& end) const
    {
        using Kind = JobFailure::Kind;
        if (!end.started) {
            return JobFailure{Kind::Failed,
                "Cannot run " + m_options.command.first().toUtf8() + ": " + end.error.toUtf8(), {}};
        }
        if (m_tooMuch) {
            return JobFailure{Kind::Failed,
                "The command wrote more than " + QByteArray::number(m_options.outputLimit)
                    + " bytes to standard output",
                {}};
        }
        if (end.signal == 0 && end.exitCode == 0) {
            return resultOf(m_result.trimmed());
        }
        const QByteArray how = end.signal ? QByteArray("Ended by " + end.signalName())
                                          : QByteArray("Exit code " + QByteArray::number(end.exitCode));
        const QByteArray why = m_cancelled ? cancelledMessage(*m_task.context)
            : m_lastRows.isEmpty()         ? how
                                           : m_lastRows.last();
        const QByteArray stack = m_lastRows.join('\n') + (m_lastRows.isEmpty() ? "" : "\n") + how;
        return JobFailure{end.exitCode == unrecoverableExit ? Kind::Unrecoverable : Kind::Failed, why, stack};
    }

    [[nodiscard]] static JsonText resultOf(const QByteArray& text)
    {
        if (text.isEmpty()) {
            return QByteArrayLiteral("null");
        }
        return json::isValid(text) ? text : json::encodeString(text);
    }
};

} // namespace

//! What runs now; lives on childthread and ends itself when closed and empty.
class ExecProcessor::Runner final : public QObject {
public:
    explicit Runner(ExecProcessorOptions options)
        : m_options(std::move(options))
    {
        moveToThread(childthread::context()->thread());
    }

    [[nodiscard]] const ExecProcessorOptions& options() const { return m_options; }

    void run(ExecTask task, const std::stop_token& stop)
    {
        const QString program = QStandardPaths::findExecutable(m_options.command.value(0));
        if (program.isEmpty()) {
            task.finished(JobFailure{
                JobFailure::Kind::Failed, "Command not found: " + m_options.command.value(0).toUtf8(), {}});
            return;
        }
        auto* const run = new ExecRun(m_options, std::move(task), this);
        m_running.insert(run);
        connect(run, &QObject::destroyed, this, [this, run] {
            m_running.remove(run);
            endWhenEmpty();
        });
        run->launch(program);
        QPointer<ExecRun> guarded(run);
        run->task().onStop = std::make_unique<StopCallback>(stop, [guarded] {
            childthread::post([guarded] {
                if (guarded) {
                    guarded->cancel();
                }
            });
        });
    }

    void close()
    {
        m_closed = true;
        for (ExecRun* const run : std::as_const(m_running)) {
            run->cancel();
        }
        endWhenEmpty();
    }

private:
    const ExecProcessorOptions m_options;
    QSet<ExecRun*> m_running;
    bool m_closed = false;

    void endWhenEmpty()
    {
        if (m_closed && m_running.isEmpty()) {
            deleteLater();
        }
    }
};

ExecProcessor::ExecProcessor(ExecProcessorOptions options)
    : m_runner(new Runner(std::move(options)))
{
}

ExecProcessor::~ExecProcessor()
{
    childthread::post([runner = m_runner] { runner->close(); });
}

Status ExecProcessor::check() const
{
    const QString program = m_runner->options().command.value(0);
    if (program.isEmpty() || QStandardPaths::findExecutable(program).isEmpty()) {
        return Error{ErrorCode::NotFound, QStringLiteral("command not found: %1").arg(program), {}};
    }
    if (!childthread::isRunning()) {
        return Error{ErrorCode::Server, QStringLiteral("the system gives this process no more threads"), {}};
    }
    return Done{};
}

void ExecProcessor::start(std::shared_ptr<JobContext> context, Finished finished)
{
    auto task = std::make_shared<ExecTask>();
    task->context = std::move(context);
    task->finished = std::move(finished);
    const std::stop_token stop = task->context->stopToken();
    childthread::post([runner = m_runner, task, stop] { runner->run(std::move(*task), stop); });
}

void ExecProcessor::setConcurrency(int)
{
}

} // namespace drover
