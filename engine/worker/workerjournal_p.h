// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/workersetup_p.h"

#include <QByteArrayList>
#include <QFile>

#include <memory>

namespace drover {

//! Proves after a crash which locks were ours. Each running worker holds one small file `<worker id>.worker`
//! in the journal's folder, locked with flock for as long as its process lives: id, process, start time,
//! boot, server and queue. Tokens begin with the worker's id, so jobs need not be written one by one. A file
//! whose lock can be taken and whose process is gone belongs to the dead: its jobs are given back to waiting
//! by a script that compares the token.
class WorkerJournal final {
public:
    explicit WorkerJournal(const WorkerSetup& setup);
    //! The file stays when jobs were left behind; see close().
    ~WorkerJournal();
    Q_DISABLE_COPY_MOVE(WorkerJournal)

    //! Writes and locks our own file. Does nothing without a folder.
    [[nodiscard]] Status open();
    //! Worker ids of dead processes that worked on the same queue of the same server. Their files are locked
    //! by us until forget(): no two workers give back the same jobs.
    [[nodiscard]] QByteArrayList claimDead();
    //! Their jobs are settled.
    void forget(const QByteArray& workerId);
    //! A clean end: our file goes.
    void close();

private:
    struct Entry;
    [[nodiscard]] std::unique_ptr<QFile> claim(const QString& path) const;
    [[nodiscard]] QString pathOf(const QByteArray& workerId) const;

    const WorkerSetup& m_setup;
    std::unique_ptr<QFile> m_own;
    QHash<QByteArray, std::shared_ptr<QFile>> m_dead;
};

} // namespace drover
