// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/localworkers.h"

#include "core/clock.h"
#include "queue/writegate.h"
#include "worker/processors/execprocessor.h"
#include "worker/processors/nodeprocessor.h"
#include "worker/simulateprocessor.h"
#include "worker/worker.h"

#include <QDir>
#include <QFileInfo>
#include <QSysInfo>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto portion = 100ms;
constexpr auto grace = 10s;
constexpr qsizetype mostLines = 500; //!< a portion; a person reads no more
} // namespace

struct LocalWorkers::Entry {
    LocalWorkerFacts facts;
    Worker* worker = nullptr;
    QHash<JobId, QByteArray> halfLines; //!< output that has not ended its line yet
    bool dirty = false;
    qint64 record = -1;
};

LocalWorkers::LocalWorkers(WriteGate& gate, QString dataDir, QObject* parent)
    : QObject(parent)
    , m_gate(gate)
    , m_dataDir(std::move(dataDir))
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(portion);
    connect(&m_flush, &QTimer::timeout, this, &LocalWorkers::flush);
}

LocalWorkers::~LocalWorkers()
{
    // Their processors call back into this object: they go first.
    for (const std::shared_ptr<Entry>& entry : std::as_const(m_entries))
        delete std::exchange(entry->worker, nullptr);
}

void LocalWorkers::setConnection(const ConnectionOptions& connection)
{
    m_connection = connection;
    m_connection.clientName.clear();
}

void LocalWorkers::start(int number, const LocalWorkerSpec& spec)
{
    auto entry = std::make_shared<Entry>();
    entry->facts.worker = number;
    entry->facts.spec = spec;
    entry->facts.state = LocalWorkerState::Starting;
    m_entries.insert(number, entry);
    touch(number);

    WriteIntent intent;
    intent.queue = spec.queue;
    intent.action = u"work"_s;
    intent.details = {{u"concurrency"_s, spec.concurrency}};
    const Result<qint64> allowed = m_gate.begin(intent);
    if (!allowed) {
        fail(number, allowed.error());
        return;
    }
    entry->record = *allowed;

    switch (spec.kind) {
    case LocalWorkerSpec::Kind::Simulate: {
        const Result<SimulateSpec> simulation = parseSimulateSpec(spec.simulation.toUtf8());
        if (simulation)
            run(number, simulateProcessor(*simulation));
        else
            fail(number, simulation.error());
        break;
    }
    case LocalWorkerSpec::Kind::Node:
        startNode(number, spec);
        break;
    case LocalWorkerSpec::Kind::Command: {
        ExecProcessorOptions options;
        options.command = QStringList{spec.program} + spec.arguments;
        options.output = [this, number](const ProcessOutput& output) {
            QMetaObject::invokeMethod(
                this, [this, number, output] { addOutput(number, output); }, Qt::QueuedConnection);
        };
        auto processor = std::make_shared<ExecProcessor>(options);
        if (const Status sound = processor->check(); sound)
            run(number, processor);
        else
            fail(number, sound.error());
        break;
    }
    }
}

void LocalWorkers::startNode(int number, const LocalWorkerSpec& spec)
{
    NodeProcessorOptions options;
    options.file = spec.program;
    options.workingDirectory = QFileInfo(spec.program).absolutePath();
    options.output = [this, number](const ProcessOutput& output) {
        QMetaObject::invokeMethod(
            this, [this, number, output] { addOutput(number, output); }, Qt::QueuedConnection);
    };
    auto processor = std::make_shared<NodeProcessor>(options);
    processor->load().then(this, [this, number, processor](const Status& loaded) {
        if (loaded)
            run(number, processor);
        else
            fail(number, loaded.error());
    });
}

void LocalWorkers::run(int number, std::shared_ptr<Processor> processor)
{
    const std::shared_ptr<Entry> entry = m_entries.value(number);
    if (!entry || entry->facts.state == LocalWorkerState::Stopped)
        return; // stopped while node was loading
    WorkerOptions options;
    options.name = "drover@" + QSysInfo::machineHostName().toUtf8();
    options.concurrency = entry->facts.spec.concurrency;
    if (!m_dataDir.isEmpty())
        options.journalDir = QDir(m_dataDir).filePath(u"journal"_s);
    entry->worker = new Worker(entry->facts.spec.queue, m_connection, std::move(processor), options, this);
    connectWorker(number, *entry->worker);
    entry->worker->run();
}

void LocalWorkers::connectWorker(int number, Worker& worker)
{
    const std::shared_ptr<Entry> entry = m_entries.value(number);
    const auto forget = [entry](const JobId& id) {
        entry->facts.running.removeIf([&id](const RunningJob& running) { return running.id == id; });
    };
    connect(&worker, &Worker::ready, this, [this, number, entry] {
        if (entry->facts.state == LocalWorkerState::Starting)
            entry->facts.state = LocalWorkerState::Running;
        entry->facts.error.reset();
        touch(number);
    });
    connect(&worker, &Worker::active, this, [this, number, entry](const Job& job) {
        entry->facts.running.append({job.id, job.name.left(200), Clock::system().now().count(), {}});
        touch(number);
    });
    connect(
        &worker, &Worker::progress, this, [this, number, entry](const Job& job, const JsonText& progress) {
            for (RunningJob& running : entry->facts.running) {
                if (running.id == job.id)
                    running.progress = progress.left(200);
            }
            touch(number);
        });
    connect(&worker, &Worker::completed, this,
        [this, number, entry, forget](const Job& job, const JsonText&, qint64 ms) {
            forget(job.id);
            ++entry->facts.completed;
            say(number, WorkerLine::Kind::Completed, {}, &job, ms);
        });
    connect(&worker, &Worker::failed, this,
        [this, number, entry, forget](const Job& job, const JobFailure& failure, bool willRetry, qint64 ms) {
            forget(job.id);
            ++entry->facts.failed;
            say(number, WorkerLine::Kind::Failed,
                willRetry ? failure.message + " (will be tried again)" : failure.message, &job, ms);
        });
    connect(&worker, &Worker::lockLost, this, [this, number, forget](const JobId& id) {
        forget(id);
        say(number, WorkerLine::Kind::Info, "lost the lock of " + id);
    });
    connect(&worker, &Worker::errorOccurred, this, [this, number, entry](const Error& error) {
        say(number, WorkerLine::Kind::Info, error.message.toUtf8());
    });
    connect(&worker, &Worker::closed, this, [this, number, entry](const WorkerCloseReport& report) {
        entry->facts.state = LocalWorkerState::Stopped;
        entry->facts.running.clear();
        if (report.handedBack > 0)
            say(number, WorkerLine::Kind::Info, "handed back " + QByteArray::number(report.handedBack));
        say(number, WorkerLine::Kind::Info, "stopped");
        m_gate.finish(
            entry->record, {{u"completed"_s, entry->facts.completed}, {u"failed"_s, entry->facts.failed}});
        entry->worker->deleteLater();
        entry->worker = nullptr;
        touch(number);
        flush();
    });
}

void LocalWorkers::stop(int number)
{
    const std::shared_ptr<Entry> entry = m_entries.value(number);
    if (!entry || entry->facts.state == LocalWorkerState::Stopped)
        return;
    if (entry->worker == nullptr) {
        entry->facts.state = LocalWorkerState::Stopped;
    } else if (entry->facts.state == LocalWorkerState::Stopping) {
        entry->worker->close(0ms); // asked twice: at once
    } else {
        entry->facts.state = LocalWorkerState::Stopping;
        entry->worker->close(grace);
    }
    touch(number);
}

void LocalWorkers::setConcurrency(int number, int concurrency)
{
    const std::shared_ptr<Entry> entry = m_entries.value(number);
    if (!entry)
        return;
    entry->facts.spec.concurrency = concurrency;
    if (entry->worker != nullptr)
        entry->worker->setConcurrency(concurrency);
    touch(number);
}

void LocalWorkers::fail(int number, const Error& error)
{
    const std::shared_ptr<Entry> entry = m_entries.value(number);
    entry->facts.state = LocalWorkerState::Stopped;
    entry->facts.error = error;
    if (entry->record >= 0)
        m_gate.finish(entry->record, {}, &error);
    say(number, WorkerLine::Kind::Info, error.message.toUtf8());
    flush();
}

void LocalWorkers::say(int number, WorkerLine::Kind kind, const QByteArray& text, const Job* job, qint64 ms)
{
    WorkerLine line;
    line.worker = number;
    line.time = Clock::system().now().count();
    line.kind = kind;
    line.text = text.left(4000);
    line.milliseconds = ms;
    if (job != nullptr) {
        line.job = job->id;
        line.name = job->name.left(200);
    }
    m_lines.append(line);
    touch(number);
}

void LocalWorkers::addOutput(int number, const ProcessOutput& output)
{
    const std::shared_ptr<Entry> entry = m_entries.value(number);
    if (!entry)
        return;
    QByteArray& text = entry->halfLines[output.job];
    text += output.text;
    for (qsizetype end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        WorkerLine line;
        line.worker = number;
        line.time = Clock::system().now().count();
        line.kind = WorkerLine::Kind::Output;
        line.job = output.job;
        line.text = text.left(std::min<qsizetype>(end, 4000));
        m_lines.append(line);
        text.remove(0, end + 1);
    }
    if (text.size() > 65536)
        text.clear();
    if (text.isEmpty())
        entry->halfLines.remove(output.job);
    touch(number);
}

void LocalWorkers::touch(int number)
{
    if (const std::shared_ptr<Entry> entry = m_entries.value(number))
        entry->dirty = true;
    if (!m_flush.isActive())
        m_flush.start();
}

void LocalWorkers::flush()
{
    for (const std::shared_ptr<Entry>& entry : std::as_const(m_entries)) {
        if (!std::exchange(entry->dirty, false))
            continue;
        Q_EMIT changed(entry->facts);
    }
    if (m_lines.isEmpty())
        return;
    if (m_lines.size() > mostLines)
        m_lines.remove(0, m_lines.size() - mostLines);
    Q_EMIT lines(std::exchange(m_lines, {}));
}

} // namespace drover::ui
