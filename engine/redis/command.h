// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <initializer_list>
#include <span>

namespace drover {

//! What the connection may do with a command whose reply was lost when the connection broke.
enum class Repeat : quint8 {
    Never, //!< carried out at most once: ends as ErrorCode::InDoubt
    Safe, //!< a read or an idempotent write: sent again after reconnection, within the retries per request
};

//! One command as the bytes that go to Redis. A value; build it on any thread.
class Command {
public:
    Command(std::initializer_list<QByteArrayView> arguments, Repeat repeat = Repeat::Safe);
    explicit Command(std::span<const QByteArrayView> arguments, Repeat repeat = Repeat::Safe);

    [[nodiscard]] const QByteArray& bytes() const noexcept { return m_bytes; }
    //! Upper-case name with its sub-command where it has one ("CLIENT LIST"): for allow-lists and logs.
    [[nodiscard]] QByteArray name() const;
    [[nodiscard]] Repeat repeat() const noexcept { return m_repeat; }

private:
    QByteArray m_bytes;
    Repeat m_repeat;
};

} // namespace drover
