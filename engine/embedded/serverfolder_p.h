// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

#include <QString>

namespace drover {

//! The folder of an embedded server: its data, its lock, where its socket is. No I/O with the server itself.
class ServerFolder final {
public:
    explicit ServerFolder(QString dir);
    ~ServerFolder();
    Q_DISABLE_COPY_MOVE(ServerFolder)

    [[nodiscard]] const QString& path() const { return m_path; }
    //! Makes the folder with mode 0700. Denied when it is not ours.
    [[nodiscard]] Status prepare();

    //! Takes the lock that a server holds while it lives; false = a server lives (or is just being started).
    [[nodiscard]] Result<bool> tryLock();
    //! From now until unlock(), which has to follow at once, a process that is started inherits the lock and
    //! holds it until it ends.
    void passLockToChildren();
    void unlock();

    //! Where a new server puts its socket: here, or, when that path is too long for a socket, in a folder of
    //! ours below the runtime or temporary one. Remembered in the folder, so that other programs find it.
    [[nodiscard]] Result<QString> chooseSocket();
    //! The remembered one; empty = none yet.
    [[nodiscard]] QString socket() const;

    [[nodiscard]] QString logFile() const;
    //! The last lines of the server's log, for an error message.
    [[nodiscard]] QString lastWords() const;

private:
    QString m_path;
    int m_lock = -1;
};

} // namespace drover
