// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/localworker.h"

#include "core/clock.h"
#include "core/whenfinished.h"
#include "queue/writegate.h"
#include "worker/encryptedfields.h"
#include "worker/processors/execprocessor.h"
#include "worker/processors/nodeprocessor.h"
#include "worker/processors/pluginprocessor.h"
#include "worker/simulateprocessor.h"

#include <QFileInfo>
#include <QMutex>
#include <QSysInfo>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr int crashesAllowed = 3; //!< one after the other, before it is held back
constexpr Milliseconds firstBackOff{2000};
constexpr Milliseconds longestBackOff{60000};
constexpr auto settleTime = 300ms;
constexpr qsizetype longestLine = 4000;
constexpr qsizetype longestHalfLine = 65536;

qint64 now()
{
    return Clock::system().now().count();
}

QByteArray defaultName()
{
    return "drover@" + QSysInfo::machineHostName().toUtf8();
}

//! The program itself ended, instead of failing the job: the words that the engine's processors use.
bool isCrash(LocalWorkerSpec::Kind kind, const JobFailure& failure)
{
    return (kind == LocalWorkerSpec::Kind::Node && failure.message.startsWith("Unexpected exit code"))
        || (kind == LocalWorkerSpec::Kind::Command && failure.message.startsWith("Ended by SIG"));
}
} // namespace

//! The way back from the threads of child processes, which may outlive the worker for a moment.
struct LocalWorker::Relay {
    QMutex mutex;
    LocalWorker* worker = nullptr;
};

LocalWorker::LocalWorker(int number, const LocalWorkerSpec& spec, const QString& definition,
    const Setting& setting, QObject* parent)
    : QObject(parent)
    , m_setting(setting)
    , m_relay(std::make_shared<Relay>())
{
    m_facts.worker = number;
    m_facts.definition = definition;
    m_facts.spec = spec;
    m_facts.name = spec.name.isEmpty() ? defaultName() : spec.name.toUtf8();
    m_relay->worker = this;
    m_backOff.setSingleShot(true);
    connect(&m_backOff, &QTimer::timeout, this, [this] {
        if (m_facts.state != LocalWorkerState::BackingOff || m_worker == nullptr)
            return;
        m_worker->resume();
        setState(LocalWorkerState::Running);
    });
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleTime);
    connect(&m_settle, &QTimer::timeout, this, &LocalWorker::onSaved);
    const auto somethingHappened = [this] { m_settle.start(); };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, somethingHappened);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, somethingHappened);
}

LocalWorker::~LocalWorker()
{
    // Its processor calls back into this object: it goes first.
    delete std::exchange(m_worker, nullptr);
    if (m_record >= 0)
        m_setting.gate->finish(
            m_record, {{u"completed"_s, m_facts.completed}, {u"failed"_s, m_facts.failed}});
    const QMutexLocker lock(&m_relay->mutex);
    m_relay->worker = nullptr;
}

OutputHandler LocalWorker::outputHandler() const
{
    return [relay = m_relay](const ProcessOutput& output) {
        const QMutexLocker lock(&relay->mutex);
        if (LocalWorker* worker = relay->worker)
            QMetaObject::invokeMethod(
                worker, [worker, output] { worker->addOutput(output); }, Qt::QueuedConnection);
    };
}

void LocalWorker::start()
{
    setState(LocalWorkerState::Starting);
    WriteIntent intent;
    intent.queue = m_facts.spec.queue;
    intent.action = u"work"_s;
    intent.details = {{u"concurrency"_s, m_facts.spec.concurrency}};
    const Result<qint64> allowed = m_setting.gate->begin(intent);
    if (!allowed) {
        fail(allowed.error());
        return;
    }
    m_record = *allowed;
    m_facts.startedAt = now();
    m_facts.crashes = 0;
    load();
}

void LocalWorker::load()
{
    ++m_loading;
    switch (m_facts.spec.kind) {
    case LocalWorkerSpec::Kind::Simulate: {
        const Result<SimulateSpec> simulation = parseSimulateSpec(m_facts.spec.simulation.toUtf8());
        if (simulation)
            run(simulateProcessor(*simulation));
        else
            refuse(simulation.error());
        break;
    }
    case LocalWorkerSpec::Kind::Node:
        loadNode();
        break;
    case LocalWorkerSpec::Kind::Command:
        loadCommand();
        break;
    case LocalWorkerSpec::Kind::Plugin:
        loadPlugin();
        break;
    }
}

void LocalWorker::loadNode()
{
    NodeProcessorOptions options;
    options.file = m_facts.spec.program;
    options.workingDirectory = QFileInfo(m_facts.spec.program).absolutePath();
    options.output = outputHandler();
    if (m_facts.spec.restartOnSave)
        watchFile();
    auto processor = std::make_shared<NodeProcessor>(options);
    whenFinished(processor->load(), this, [this, processor, load = m_loading](const QFuture<Status>& future) {
        if (load != m_loading || m_facts.state != LocalWorkerState::Starting)
            return; // stopped or started anew meanwhile
        const Status loaded = future.result();
        if (loaded)
            run(processor);
        else
            refuse(loaded.error());
    });
}

void LocalWorker::loadCommand()
{
    ExecProcessorOptions options;
    options.command = QStringList{m_facts.spec.program} + m_facts.spec.arguments;
    options.output = outputHandler();
    auto processor = std::make_shared<ExecProcessor>(options);
    if (const Status sound = processor->check(); sound)
        run(processor);
    else
        refuse(sound.error());
}

void LocalWorker::loadPlugin()
{
    whenFinished(loadPluginProcessor(m_facts.spec.program), this,
        [this, load = m_loading](const QFuture<ProcessorResult>& future) {
            if (load != m_loading || m_facts.state != LocalWorkerState::Starting)
                return; // stopped meanwhile
            const ProcessorResult loaded = future.result();
            if (loaded)
                run(*loaded);
            else
                refuse(loaded.error());
        });
}

void LocalWorker::run(std::shared_ptr<Processor> processor)
{
    const LocalWorkerSpec& spec = m_facts.spec;
    WorkerOptions options;
    options.name = m_facts.name;
    options.concurrency = spec.concurrency;
    options.limiter = spec.limiter;
    options.removeOnComplete = spec.removeOnComplete;
    options.removeOnFail = spec.removeOnFail;
    options.lockDuration = spec.lockDuration;
    options.maxStalledCount = spec.maxStalledCount;
    options.journalDir = m_setting.journalDir;
    if (m_setting.cipher)
        processor = withDecryptedFields(std::move(processor), m_setting.cipher);
    m_worker = new Worker(spec.queue, m_setting.connection, std::move(processor), options, this);
    connectWorker();
    m_worker->run();
}

void LocalWorker::connectWorker()
{
    connect(m_worker, &Worker::ready, this, [this] {
        if (m_facts.state == LocalWorkerState::Starting)
            setState(LocalWorkerState::Running);
        m_facts.error.reset();
        Q_EMIT touched();
    });
    connect(m_worker, &Worker::active, this, [this](const Job& job) {
        m_facts.running.append({job.id, job.name.left(200), now(), {}});
        Q_EMIT touched();
    });
    connect(m_worker, &Worker::progress, this, [this](const Job& job, const JsonText& progress) {
        for (RunningJob& running : m_facts.running) {
            if (running.id == job.id)
                running.progress = progress.left(200);
        }
        Q_EMIT touched();
    });
    connect(m_worker, &Worker::completed, this, [this](const Job& job, const JsonText&, qint64 ms) {
        forget(job.id);
        ++m_facts.completed;
        m_facts.crashes = 0;
        say(WorkerLine::Kind::Completed, {}, &job, ms);
    });
    connect(m_worker, &Worker::failed, this, &LocalWorker::onFailed);
    connect(m_worker, &Worker::lockLost, this, [this](const JobId& id) {
        forget(id);
        say(WorkerLine::Kind::Info, "lost the lock of " + id);
    });
    connect(m_worker, &Worker::stalled, this,
        [this](const JobId& id) { say(WorkerLine::Kind::Info, "took back the stalled job " + id); });
    connect(m_worker, &Worker::errorOccurred, this,
        [this](const Error& error) { say(WorkerLine::Kind::Info, error.message.toUtf8()); });
    connect(m_worker, &Worker::closed, this, &LocalWorker::onClosed);
}

void LocalWorker::onFailed(const Job& job, const JobFailure& failure, bool willRetry, qint64 milliseconds)
{
    forget(job.id);
    ++m_facts.failed;
    say(WorkerLine::Kind::Failed, willRetry ? failure.message + " (will be tried again)" : failure.message,
        &job, milliseconds);
    if (isCrash(m_facts.spec.kind, failure))
        onCrash();
    else
        m_facts.crashes = 0;
}

//! Every job that it touches costs an attempt: it waits, longer each time, until somebody mends it.
void LocalWorker::onCrash()
{
    if (++m_facts.crashes < crashesAllowed || m_facts.state != LocalWorkerState::Running)
        return;
    const int times = std::min(m_facts.crashes - crashesAllowed, 10);
    const Milliseconds wait = std::min(longestBackOff, Milliseconds(firstBackOff.count() << times));
    m_facts.nextTryAt = now() + wait.count();
    m_worker->pause();
    setState(LocalWorkerState::BackingOff);
    say(WorkerLine::Kind::Info,
        "its program keeps crashing: takes no jobs for " + QByteArray::number(wait.count() / 1000) + " s");
    m_backOff.start(wait);
}

void LocalWorker::onClosed(const WorkerCloseReport& report)
{
    m_facts.running.clear();
    if (report.handedBack > 0)
        say(WorkerLine::Kind::Info, "handed back " + QByteArray::number(report.handedBack));
    m_worker->deleteLater();
    m_worker = nullptr;
    if (std::exchange(m_restarts, false)) {
        setState(LocalWorkerState::Starting);
        load();
        return;
    }
    say(WorkerLine::Kind::Info, "stopped");
    m_setting.gate->finish(
        std::exchange(m_record, -1), {{u"completed"_s, m_facts.completed}, {u"failed"_s, m_facts.failed}});
    setState(LocalWorkerState::Stopped);
}

void LocalWorker::stop(bool atOnce)
{
    if (m_facts.state == LocalWorkerState::Stopped)
        return;
    const bool again = m_facts.state == LocalWorkerState::Stopping;
    m_restarts = false;
    m_backOff.stop();
    ++m_loading;
    if (!m_watcher.files().isEmpty() || !m_watcher.directories().isEmpty())
        m_watcher.removePaths(m_watcher.files() + m_watcher.directories());
    if (m_worker == nullptr) {
        if (m_record >= 0)
            m_setting.gate->finish(std::exchange(m_record, -1), {});
        setState(LocalWorkerState::Stopped);
        return;
    }
    const Milliseconds grace = atOnce || again ? Milliseconds(0) : m_facts.spec.grace;
    m_facts.stopBy = now() + grace.count();
    m_worker->close(grace);
    if (m_worker != nullptr)
        setState(LocalWorkerState::Stopping);
}

void LocalWorker::watchFile()
{
    const QFileInfo file(m_facts.spec.program);
    m_savedAt = file.lastModified();
    // The folder too: many editors put a new file in the place of the old one.
    m_watcher.addPath(file.absoluteFilePath());
    m_watcher.addPath(file.absolutePath());
}

void LocalWorker::onSaved()
{
    const QFileInfo file(m_facts.spec.program);
    if (!file.exists() || file.lastModified() == m_savedAt)
        return;
    watchFile();
    m_facts.crashes = 0;
    m_backOff.stop();
    say(WorkerLine::Kind::Info, file.fileName().toUtf8() + " was saved: starting anew");
    if (m_worker == nullptr) {
        m_facts.error.reset();
        setState(LocalWorkerState::Starting);
        load();
    } else if (!m_restarts && m_facts.state != LocalWorkerState::Stopping) {
        m_restarts = true;
        m_worker->close(m_facts.spec.grace);
    }
}

void LocalWorker::setConcurrency(int concurrency)
{
    m_facts.spec.concurrency = concurrency;
    if (m_worker != nullptr)
        m_worker->setConcurrency(concurrency);
    Q_EMIT touched();
}

void LocalWorker::cancelJob(const JobId& job)
{
    if (m_worker != nullptr)
        m_worker->cancelJob(job, u"cancelled in Drover's window"_s);
}

void LocalWorker::refuse(Error error)
{
    error.context.insert(u"processor"_s, m_facts.spec.program);
    fail(error);
}

void LocalWorker::fail(const Error& error)
{
    m_facts.error = error;
    say(WorkerLine::Kind::Info, error.message.toUtf8());
    if (!m_watcher.files().isEmpty()) {
        m_facts.nextTryAt = 0;
        setState(LocalWorkerState::BackingOff);
        return;
    }
    if (m_record >= 0)
        m_setting.gate->finish(std::exchange(m_record, -1), {}, &error);
    setState(LocalWorkerState::Stopped);
}

void LocalWorker::setState(LocalWorkerState state)
{
    m_facts.state = state;
    Q_EMIT touched();
}

void LocalWorker::forget(const JobId& job)
{
    m_facts.running.removeIf([&job](const RunningJob& running) { return running.id == job; });
    endLine(job);
}

void LocalWorker::say(WorkerLine::Kind kind, const QByteArray& text, const Job* job, qint64 ms)
{
    WorkerLine line;
    line.worker = m_facts.worker;
    line.time = now();
    line.kind = kind;
    line.text = text.left(longestLine);
    line.milliseconds = ms;
    if (job != nullptr) {
        line.job = job->id;
        line.name = job->name.left(200);
    }
    Q_EMIT said(line);
    Q_EMIT touched();
}

void LocalWorker::addOutput(const ProcessOutput& output)
{
    QByteArray& text = m_halfLines[output.job];
    text += output.text;
    qsizetype begin = 0;
    for (qsizetype end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
        sayOutput(output.job, text.sliced(begin, end - begin));
        begin = end + 1;
    }
    text.remove(0, begin);
    const bool isOver = std::none_of(m_facts.running.cbegin(), m_facts.running.cend(),
        [&output](const RunningJob& running) { return running.id == output.job; });
    if (text.isEmpty() || isOver || text.size() > longestHalfLine)
        endLine(output.job);
}

//! Whatever a job printed without ending the line, for nothing more is to come, or too much came.
void LocalWorker::endLine(const JobId& job)
{
    const QByteArray text = m_halfLines.take(job);
    if (!text.isEmpty())
        sayOutput(job, text);
}

void LocalWorker::sayOutput(const JobId& job, const QByteArray& text)
{
    WorkerLine line;
    line.worker = m_facts.worker;
    line.time = now();
    line.kind = WorkerLine::Kind::Output;
    line.job = job;
    line.text = text.left(longestLine);
    Q_EMIT said(line);
}

} // namespace drover::ui
