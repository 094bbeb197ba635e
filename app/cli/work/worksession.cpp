// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/work/worksession.h"

#include "cli/console.h"
#include "cli/context.h"
#include "cli/work/leftovers.h"
#include "cli/work/workcontrol.h"
#include "redis/redisconnection.h"

#include <utility>

namespace drover::cli {
namespace {

constexpr int emptyCheckInterval = 100; // ms

} // namespace

WorkSession::WorkSession(
    Context& context, RedisConnection& connection, WorkSetup setup, std::shared_ptr<Processor> processor)
    : m_context(context)
    , m_connection(connection)
    , m_setup(std::move(setup))
    , m_printer(context.console(), context.json())
    , m_worker(context.queue(), connection.options(), std::move(processor), m_setup.worker)
{
    tellHappenings();
    watchForTheEnd();
}

WorkSession::~WorkSession() = default;

void WorkSession::tellHappenings()
{
    connect(&m_worker, &Worker::ready, this,
        [this] { m_printer.ready(m_worker.queue().name, m_worker.concurrency()); });
    connect(&m_worker, &Worker::active, this, [this](const Job& job) {
        ++m_happenings;
        m_printer.active(job);
    });
    connect(&m_worker, &Worker::progress, this,
        [this](const Job& job, const JsonText& progress) { m_printer.progress(job, progress); });
    connect(&m_worker, &Worker::completed, this,
        [this](const Job& job, const JsonText& result, qint64 milliseconds) {
            ++m_happenings;
            m_printer.completed(job, result, milliseconds);
        });
    connect(&m_worker, &Worker::failed, this,
        [this](const Job& job, const JobFailure& failure, bool willRetry, qint64 milliseconds) {
            ++m_happenings;
            m_failures += willRetry ? 0 : 1;
            m_printer.failed(job, failure, willRetry, milliseconds);
        });
    connect(&m_worker, &Worker::stalled, this, [this](const JobId& job) { m_printer.stalled(job); });
    connect(&m_worker, &Worker::lockLost, this, [this](const JobId& job) { m_printer.lockLost(job); });
    connect(&m_worker, &Worker::drained, this, [this] { m_printer.plain("drained"); });
    connect(&m_worker, &Worker::paused, this, [this] { m_printer.plain("paused"); });
    connect(&m_worker, &Worker::resumed, this, [this] { m_printer.plain("resumed"); });
    connect(&m_worker, &Worker::errorOccurred, this, [this](const Error& error) { m_printer.error(error); });
}

void WorkSession::watchForTheEnd()
{
    connect(&m_worker, &Worker::closing, this, [this] { m_printer.plain("closing"); });
    connect(&m_worker, &Worker::closed, this, &WorkSession::onClosed);
    connect(&m_interrupts, &Interrupts::interrupted, this, &WorkSession::close);
    connect(&m_context.console(), &Console::broken, this, &WorkSession::close);
    if (m_setup.control) {
        auto* control = new WorkControl(m_worker, this);
        connect(control, &WorkControl::closeRequested, this, &WorkSession::close);
        connect(control, &WorkControl::refused, this, [this](const Error& error) { m_printer.error(error); });
    }
    if (m_setup.untilEmpty) {
        m_emptyCheck.setInterval(emptyCheckInterval);
        connect(&m_emptyCheck, &QTimer::timeout, this, &WorkSession::checkEmpty);
        connect(&m_worker, &Worker::ready, &m_emptyCheck, qOverload<>(&QTimer::start));
    }
}

QFuture<int> WorkSession::run()
{
    m_promise.start();
    m_worker.run();
    if (!m_worker.isRunning()) {
        m_promise.addResult(int(ExitFailed));
        m_promise.finish();
    }
    return m_promise.future();
}

void WorkSession::close()
{
    if (std::exchange(m_closing, true))
        return;
    m_emptyCheck.stop();
    m_worker.close(m_setup.grace);
}

void WorkSession::onClosed(const WorkerCloseReport& report)
{
    m_printer.closed(report);
    const bool unfinished = report.handedBack > 0 || report.abandoned > 0;
    const bool failed = m_setup.untilEmpty && m_failures > 0;
    m_promise.addResult(unfinished || failed ? int(ExitWarnings) : int(ExitDone));
    m_promise.finish();
}

void WorkSession::checkEmpty()
{
    if (m_checking || m_closing || m_worker.activeJobs() > 0 || !m_connection.isReady())
        return;
    m_checking = true;
    const quint64 before = m_happenings;
    readLeftovers(m_connection, m_worker.queue(), m_setup.grace)
        .then(this, [this, before](const Result<bool>& left) {
            m_checking = false;
            // What was read is worth nothing when jobs came or went meanwhile.
            if (left && before == m_happenings && m_worker.activeJobs() == 0)
                onLeftovers(*left);
        });
}

void WorkSession::onLeftovers(bool left)
{
    if (!left)
        close();
}

} // namespace drover::cli
