// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/localworkers.h"

#include "session/localworker.h"

#include <QDir>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto portion = 100ms;
constexpr qsizetype mostLines = 500; //!< a portion; a person reads no more
} // namespace

LocalWorkers::LocalWorkers(WriteGate& gate, QString dataDir, QObject* parent)
    : QObject(parent)
    , m_gate(gate)
    , m_dataDir(std::move(dataDir))
    , m_flush(this)
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(portion);
    connect(&m_flush, &QTimer::timeout, this, &LocalWorkers::flush);
}

LocalWorkers::~LocalWorkers()
{
    qDeleteAll(m_workers);
}

void LocalWorkers::setConnection(const ConnectionOptions& connection)
{
    m_connection = connection;
    m_connection->clientName.clear();
}

void LocalWorkers::start(int number, const LocalWorkerSpec& spec, const QString& definition,
    const Result<LiveCipher::Ptr>& cipher, const Error& whyDown)
{
    LocalWorker::Setting setting;
    if (cipher)
        setting.cipher = *cipher;
    setting.gate = &m_gate;
    if (m_connection)
        setting.connection = *m_connection;
    if (!m_dataDir.isEmpty())
        setting.journalDir = QDir(m_dataDir).filePath(u"journal"_s);
    auto* worker = new LocalWorker(number, spec, definition, setting, this);
    m_workers.insert(number, worker);
    connect(worker, &LocalWorker::touched, this, [this, number] { touch(number); });
    connect(worker, &LocalWorker::said, this, [this](const WorkerLine& line) {
        m_lines.append(line);
        if (!m_flush.isActive())
            m_flush.start();
    });
    // Options of nobody mean a Redis on this computer that may be another one.
    if (!m_connection)
        worker->fail(whyDown);
    else if (!cipher)
        worker->fail(cipher.error());
    else
        worker->start();
}

void LocalWorkers::stop(int number, bool atOnce)
{
    if (LocalWorker* worker = m_workers.value(number))
        worker->stop(atOnce);
}

void LocalWorkers::setConcurrency(int number, int concurrency)
{
    if (LocalWorker* worker = m_workers.value(number))
        worker->setConcurrency(concurrency);
}

void LocalWorkers::cancelJob(int number, const JobId& job)
{
    if (LocalWorker* worker = m_workers.value(number))
        worker->cancelJob(job);
}

void LocalWorkers::touch(int number)
{
    m_touched.insert(number);
    // The window waits for the last one to stop before it closes.
    if (m_workers.value(number)->facts().state == LocalWorkerState::Stopped)
        QMetaObject::invokeMethod(this, &LocalWorkers::flush, Qt::QueuedConnection);
    else if (!m_flush.isActive())
        m_flush.start();
}

void LocalWorkers::flush()
{
    for (const int number : std::exchange(m_touched, {}))
        Q_EMIT changed(m_workers.value(number)->facts());
    if (m_lines.isEmpty())
        return;
    if (m_lines.size() > mostLines)
        m_lines.remove(0, m_lines.size() - mostLines);
    Q_EMIT lines(std::exchange(m_lines, {}));
}

} // namespace drover::ui
