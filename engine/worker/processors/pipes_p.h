// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>

#include <functional>

namespace drover {

//! Reads a pipe as it fills. Owns the descriptor.
class PipeReader final : public QObject {
    Q_OBJECT
public:
    using Handler = std::function<void(const QByteArray&)>;

    PipeReader(int descriptor, Handler handler, QObject* parent);
    ~PipeReader() override;

    //! Hands on what is there now (at most 1 MiB, so that a flood lets others have their turn).
    void drain();

private:
    int m_descriptor;
    Handler m_handler;
    QSocketNotifier m_notifier;
};

//! Writes a pipe without ever blocking; what does not fit waits here. Owns the descriptor.
class PipeWriter final : public QObject {
    Q_OBJECT
public:
    PipeWriter(int descriptor, QObject* parent);
    ~PipeWriter() override;

    //! Dropped when the reader is gone.
    void write(const QByteArray& bytes);
    //! Closes the pipe, and deletes this, once everything is written or the reader is gone.
    void closeWhenWritten();

private:
    int m_descriptor;
    QByteArray m_waiting;
    bool m_closing = false;
    QSocketNotifier m_notifier;

    void flush();
};

} // namespace drover
