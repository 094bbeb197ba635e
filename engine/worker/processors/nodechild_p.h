// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/processors/childprocess_p.h"
#include "worker/processors/nodeprocessor.h"

#include <QObject>

#include <memory>
#include <optional>

namespace drover {

//! A job on its way through a child.
struct NodeTask {
    quint64 number = 0;
    std::shared_ptr<JobContext> context;
    Processor::Finished finished;
    std::unique_ptr<std::stop_callback<std::function<void()>>> onStop;
    bool begun = false; //!< the runner has said so
    std::optional<Error> storeError; //!< progress or a log row that Redis did not take
};

//! One node process with the runner script in it; runs one job at a time. Lives on childthread.
//!
//! Lines in both directions are "verb number payload"; the payload is JSON and is cut out as it is. Lines
//! that make no sense are the user's own doing (somebody wrote to our descriptor): they are ignored.
class NodeChild final : public QObject {
    Q_OBJECT
public:
    NodeChild(const NodeProcessorOptions& options, QString program, QObject* parent);

    [[nodiscard]] bool isIdle() const { return m_state == State::Idle; }
    [[nodiscard]] bool isStarting() const { return m_state == State::Starting; }
    [[nodiscard]] quint64 taskNumber() const { return m_task ? m_task->number : 0; }

    void launch();
    //! Only when idle.
    void run(NodeTask task);
    //! Aborts the job's signal; kills the child when the job does not end in time.
    void cancel();
    //! Ends an idle child politely.
    void retire();
    [[nodiscard]] bool isRetired() const { return m_retired; }
    //! After ended(): a job that never began, for another child.
    [[nodiscard]] std::optional<NodeTask> takeUnbegun();

Q_SIGNALS:
    void loaded();
    //! Node's own words; ended() follows.
    void loadFailed(const QString& message);
    //! A job is done, the child takes the next one.
    void becameIdle();
    void ended();

private:
    enum class State : quint8 { Starting, Idle, Busy, Ending };

    const NodeProcessorOptions& m_options;
    QString m_program;
    ChildProcess m_process;
    QTimer m_patience;
    State m_state = State::Starting;
    bool m_retired = false;
    QByteArray m_input;
    std::optional<NodeTask> m_task;
    JobId m_lastJob;
    QByteArray m_lastWords; //!< of a child that does not get as far as loading the file

    void onOutput(bool isError, const QByteArray& text);
    void onBytes(const QByteArray& bytes);
    void onLine(QByteArrayView verb, quint64 number, QByteArrayView payload);
    void onJobLine(QByteArrayView verb, QByteArrayView payload);
    void onRequest(QByteArrayView verb, quint64 id, QByteArrayView payload);
    void onEnded(const ChildEnd& end);
    void finish(JobOutcome outcome);
    void answer(quint64 id, const Result<JsonText>& value);
    void noteStoreError(quint64 task, const Status& status);
};

} // namespace drover
