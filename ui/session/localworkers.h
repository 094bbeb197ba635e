// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/connectionoptions.h"
#include "session/values.h"
#include "worker/processors/processoutput.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>

namespace drover {
class Processor;
class Worker;
class WriteGate;
} // namespace drover

namespace drover::ui {

//! The workers that this window runs; on the engine thread. What they do is told in portions, ten times a
//! second at most, however fast they are.
class LocalWorkers final : public QObject {
    Q_OBJECT
public:
    LocalWorkers(WriteGate& gate, QString dataDir, QObject* parent);
    ~LocalWorkers() override;

    void setConnection(const ConnectionOptions& connection);
    void start(int number, const LocalWorkerSpec& spec);
    void stop(int number);
    void setConcurrency(int number, int concurrency);

Q_SIGNALS:
    void changed(const drover::ui::LocalWorkerFacts& worker);
    void lines(const QList<drover::ui::WorkerLine>& lines);

private:
    struct Entry;
    void run(int number, std::shared_ptr<Processor> processor);
    void connectWorker(int number, Worker& worker);
    void fail(int number, const Error& error);
    void say(
        int number, WorkerLine::Kind kind, const QByteArray& text, const Job* job = nullptr, qint64 ms = -1);
    void touch(int number);
    void flush();
    void addOutput(int number, const ProcessOutput& output);
    void startNode(int number, const LocalWorkerSpec& spec);

    WriteGate& m_gate;
    QString m_dataDir;
    ConnectionOptions m_connection;
    QHash<int, std::shared_ptr<Entry>> m_entries;
    QList<WorkerLine> m_lines;
    QTimer m_flush;
};

} // namespace drover::ui
