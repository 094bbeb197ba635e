// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "encryption/livecipher.h"
#include "redis/connectionoptions.h"
#include "session/workervalues.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <optional>

namespace drover {
class WriteGate;
}

namespace drover::ui {

class LocalWorker;

//! The workers that this window runs; on the engine thread. What they do is told in portions, ten times a
//! second at most, however fast they are.
class LocalWorkers final : public QObject {
    Q_OBJECT
public:
    LocalWorkers(WriteGate& gate, QString dataDir, QObject* parent);
    ~LocalWorkers() override;

    //! How workers reach Redis; none can be started before that is known.
    void setConnection(const ConnectionOptions& connection);
    //! `whyDown` is what the worker ends with while nobody knows yet where Redis is.
    //! Without the keys for encrypted fields it ends with the reason.
    void start(int number, const LocalWorkerSpec& spec, const QString& definition,
        const Result<LiveCipher::Ptr>& cipher, const Error& whyDown);
    void stop(int number, bool atOnce);
    void setConcurrency(int number, int concurrency);
    void cancelJob(int number, const JobId& job);

Q_SIGNALS:
    void changed(const drover::ui::LocalWorkerFacts& worker);
    void lines(const QList<drover::ui::WorkerLine>& lines);

private:
    void touch(int number);
    void flush();

    WriteGate& m_gate;
    QString m_dataDir;
    std::optional<ConnectionOptions> m_connection; //!< unset = our own Redis has not started yet
    QHash<int, LocalWorker*> m_workers;
    QSet<int> m_touched;
    QList<WorkerLine> m_lines;
    QTimer m_flush;
};

} // namespace drover::ui
