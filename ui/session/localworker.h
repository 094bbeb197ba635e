// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/connectionoptions.h"
#include "session/workervalues.h"
#include "worker/processors/processoutput.h"

#include <QDateTime>
#include <QFileSystemWatcher>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>

namespace drover {
class LiveCipher;
class Processor;
class WriteGate;
} // namespace drover

namespace drover::ui {

//! One worker that this window runs, on the engine thread: started, restarted when its file is saved, held
//! back while its program keeps crashing, stopped in good order.
class LocalWorker final : public QObject {
    Q_OBJECT
public:
    struct Setting {
        WriteGate* gate = nullptr;
        ConnectionOptions connection;
        QString journalDir; //!< empty = no journal
        std::shared_ptr<LiveCipher> cipher; //!< of encrypted fields; null = nobody knows of any
    };

    LocalWorker(int number, const LocalWorkerSpec& spec, const QString& definition, const Setting& setting,
        QObject* parent);
    ~LocalWorker() override;

    [[nodiscard]] const LocalWorkerFacts& facts() const { return m_facts; }

    void start();
    //! Ends it with the reason why it cannot run as it is; one that is started anew at each save waits for
    //! the next.
    void fail(const Error& error);
    void stop(bool atOnce);
    void setConcurrency(int concurrency);
    void cancelJob(const JobId& job);

Q_SIGNALS:
    //! The facts are others.
    void touched();
    void said(const drover::ui::WorkerLine& line);

private:
    struct Relay;
    void load();
    void loadNode();
    void loadCommand();
    void loadPlugin();
    void run(std::shared_ptr<Processor> processor);
    void connectWorker();
    void onFailed(const Job& job, const JobFailure& failure, bool willRetry, qint64 milliseconds);
    void onCrash();
    void onClosed(const WorkerCloseReport& report);
    void onSaved();
    void watchFile();
    //! Why the jobs cannot be run at all.
    void refuse(Error error);
    void setState(LocalWorkerState state);
    void forget(const JobId& job);
    void say(WorkerLine::Kind kind, const QByteArray& text, const Job* job = nullptr, qint64 ms = -1);
    void addOutput(const ProcessOutput& output);
    void endLine(const JobId& job);
    void sayOutput(const JobId& job, const QByteArray& text);
    [[nodiscard]] OutputHandler outputHandler() const;

    LocalWorkerFacts m_facts;
    Setting m_setting;
    std::shared_ptr<Relay> m_relay;
    Worker* m_worker = nullptr;
    QHash<JobId, QByteArray> m_halfLines; //!< output that has not ended its line yet
    qint64 m_record = -1; //!< of the gate
    bool m_restarts = false; //!< it is closing in order to start again
    quint64 m_loading = 0; //!< number of the load under way: later ones make earlier ones void
    QTimer m_backOff;
    QTimer m_settle; //!< an editor may write a file in several steps
    QFileSystemWatcher m_watcher;
    QDateTime m_savedAt;
};

} // namespace drover::ui
