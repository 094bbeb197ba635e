// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/droverprocess.h"
#include "support/journal.h"
#include "support/redisfixture.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QHash>
#include <QString>

#include <memory>

namespace drover::test {

//! The long form: as often and as long as the production promise says.
[[nodiscard]] inline bool isLong()
{
    return qEnvironmentVariableIsSet("DROVER_TEST_LONG");
}

//! The queue that a fault test works on. What was acknowledged, and what its workers began and ended, goes
//! into a journal, so that each job can be accounted for at the end without trusting Redis.
class FaultQueue final : public QObject {
    Q_OBJECT
public:
    explicit FaultQueue(RedisFixture& redis, QByteArray name = QByteArrayLiteral("faults"));

    [[nodiscard]] QString name() const { return QString::fromUtf8(m_name); }
    //! `--connect` for the programs.
    [[nodiscard]] QStringList connect() const;
    //! The queue lives on another server from now on, e.g. the replica that was promoted.
    void moveTo(RedisFixture& redis) { m_redis = &redis; }
    //! Adds jobs `<batch>-0` .. with `drover add --bulk`; again until Redis has acknowledged them all.
    void add(const QByteArray& batch, int count, const QByteArray& options = {});
    //! The same without waiting: `added` follows when Redis has acknowledged them.
    void addMeanwhile(const QByteArray& batch, int count, const QByteArray& options = {});
    //! Some of addMeanwhile() is still under way.
    [[nodiscard]] bool isAdding() const { return m_adding > 0; }
    [[nodiscard]] qint64 added() const { return m_journal.dataHashes().size(); }

    //! Notes what this worker begins and ends, and what justifies that a job begins again.
    void watch(DroverProcess& worker);
    //! A watched worker of eight slots whose jobs are simulated. `more` are options of `drover work`; one
    //! that names a connection takes the place of connect(). `environment`: NAME=value.
    [[nodiscard]] std::unique_ptr<DroverProcess> startWorker(
        const QString& simulate, const QStringList& more = {}, const QStringList& environment = {});
    //! Waits until every job is completed, stops the worker and says what is wrong then. Empty = nothing.
    [[nodiscard]] QByteArray finish(DroverProcess& worker);
    //! So many jobs at once are allowed to the watched workers together; 0 = not checked.
    void setConcurrency(int concurrency) { m_concurrency = concurrency; }
    //! A watched worker was killed: what it had not ended may run once more.
    void excuseRunning();

    [[nodiscard]] qint64 count(const QByteArray& state);
    [[nodiscard]] qint64 completed() { return count("completed"); }
    [[nodiscard]] qint64 active() { return count("active"); }
    //! Every added job is completed.
    [[nodiscard]] bool isDone() { return !isAdding() && completed() == added(); }
    [[nodiscard]] Journal& journal() { return m_journal; }
    //! How long a request may wait on its way: a fetch carries the time at which it was asked, and so may
    //! take a job that was added after that.
    void setLongestDelay(qint64 milliseconds) { m_longestDelay = milliseconds; }
    //! What is wrong now that nobody works: the invariants, and jobs that are not completed. Empty = nothing.
    [[nodiscard]] QByteArray problems();

Q_SIGNALS:
    void acknowledged();

private:
    struct Batch {
        QString file;
        QHash<QByteArray, QByteArray> data; //!< by job id
    };

    [[nodiscard]] Batch writeBatch(const QByteArray& batch, int count, const QByteArray& options);
    [[nodiscard]] QStringList addArguments(const Batch& batch) const;
    void tryAdding(const Batch& batch);
    void acknowledge(const Batch& batch);
    void note(const QJsonObject& line);
    [[nodiscard]] QByteArray leftovers();

    RedisFixture* m_redis;
    QByteArray m_name;
    Journal m_journal;
    QElapsedTimer m_clock;
    QHash<QByteArray, qsizetype> m_running; //!< job id -> run
    qint64 m_longestDelay = 50; //!< on a loaded machine
    int m_concurrency = 0;
    int m_adding = 0;
};

} // namespace drover::test
