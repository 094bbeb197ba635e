// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <memory>

class QLocalServer;
class QLocalSocket;
class QLockFile;

namespace drover {

//! One window a person: a second start hands what it was asked for to the first one, which comes to the
//! front. A lock file says who is first, a socket in the same folder (mode 0600) carries the message. Never
//! waits.
class SingleInstance final : public QObject {
    Q_OBJECT
public:
    //! `folder` belongs to the person alone; it is made if need be.
    explicit SingleInstance(const QString& folder, QObject* parent = nullptr);
    ~SingleInstance() override;

    //! The message is one line. first() or handedOver() follows, once, never from inside this call. Where
    //! nobody can be asked (no folder, no answer), this start is the first.
    void claim(const QByteArray& message);

Q_SIGNALS:
    void first();
    void handedOver();
    //! A later start wants this.
    void asked(const QByteArray& message);

private:
    void listen();
    void handOver(const QByteArray& message);
    void answerFirst();
    void receive(QLocalSocket* socket);

    QString m_folder;
    std::unique_ptr<QLockFile> m_lock;
    QLocalServer* m_server = nullptr;
    QLocalSocket* m_socket = nullptr;
    bool m_answered = false;
};

} // namespace drover
