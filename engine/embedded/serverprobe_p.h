// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QLocalSocket>
#include <QObject>

namespace drover {

//! One question to a server on a unix socket: connects, sends one inline command, reads the answer.
class ServerProbe final : public QObject {
    Q_OBJECT
public:
    explicit ServerProbe(QObject* parent);

    //! Drops a question under way.
    void ask(const QString& socket, const QByteArray& command);
    void cancel();

Q_SIGNALS:
    //! The answer (the text of a bulk reply, or the line itself), or nothing when the server cannot be
    //! reached or hung up: `reached` tells which.
    void answered(bool reached, const QByteArray& answer);

private:
    QLocalSocket m_socket;
    QByteArray m_command;
    QByteArray m_received;
    bool m_asking = false;
    bool m_reached = false;

    void onReadyRead();
    void done(const QByteArray& answer);
};

} // namespace drover
