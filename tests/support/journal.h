// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QCryptographicHash>
#include <QHash>
#include <QList>
#include <QSet>

namespace drover::test {

//! What a test did and saw itself, so that the invariant checker need not trust Redis for it. Times are
//! milliseconds of one clock.
class Journal {
public:
    struct Run {
        QByteArray jobId;
        qint64 startedAt = 0;
        qint64 finishedAt = -1; //!< -1 = never seen to end
    };

    //! An acknowledged add.
    void added(const QByteArray& jobId, const QByteArray& data);
    //! An add without an answer: the job may exist or not.
    void addInDoubt() { ++m_addsInDoubt; }
    //! Removed by hand, by clean, or expected to go by retention.
    void removed(const QByteArray& jobId) { m_removed.insert(jobId); }
    //! A processor began; returns the run's number for ended().
    qsizetype started(const QByteArray& jobId, qint64 at);
    void ended(qsizetype run, qint64 at) { m_runs[run].finishedAt = at; }
    //! One more start of this job is justified: a stall, a lost lock, a failed attempt, a retry by hand.
    void excuse(const QByteArray& jobId) { ++m_excuses[jobId]; }

    [[nodiscard]] const QHash<QByteArray, QByteArray>& dataHashes() const { return m_dataHashes; }
    [[nodiscard]] const QSet<QByteArray>& removals() const { return m_removed; }
    [[nodiscard]] const QList<Run>& runs() const { return m_runs; }
    [[nodiscard]] int addsInDoubt() const { return m_addsInDoubt; }
    [[nodiscard]] int excuses(const QByteArray& jobId) const { return m_excuses.value(jobId); }
    [[nodiscard]] static QByteArray hashOf(const QByteArray& data);

private:
    QHash<QByteArray, QByteArray> m_dataHashes; //!< by job id
    QSet<QByteArray> m_removed;
    QHash<QByteArray, int> m_excuses;
    QList<Run> m_runs;
    int m_addsInDoubt = 0;
};

inline void Journal::added(const QByteArray& jobId, const QByteArray& data)
{
    m_dataHashes.insert(jobId, hashOf(data));
}

inline qsizetype Journal::started(const QByteArray& jobId, qint64 at)
{
    m_runs.append({jobId, at, -1});
    return m_runs.size() - 1;
}

inline QByteArray Journal::hashOf(const QByteArray& data)
{
    return QCryptographicHash::hash(data, QCryptographicHash::Sha256);
}

} // namespace drover::test
