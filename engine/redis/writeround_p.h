// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QPointer>
#include <QVarLengthArray>

#include <functional>

namespace drover {

//! Around code that sends much, or that answers what has just come: what connections of this thread are asked
//! to send meanwhile goes out when the round ends, in one write each. Without a round that takes an event,
//! and so one more turn of the event loop. Lives on the stack.
class WriteRound final {
public:
    WriteRound();
    Q_DISABLE_COPY_MOVE(WriteRound)
    ~WriteRound();

    //! The innermost round of this thread; null when there is none, and inside an event loop that was started
    //! during the round (a dialog): its end may be far away.
    [[nodiscard]] static WriteRound* current();
    //! `write` runs at the end, once for each connection, unless that is gone by then.
    void add(QObject* connection, std::function<void()> write);

private:
    struct Entry {
        QPointer<QObject> connection;
        std::function<void()> write;
    };

    WriteRound* m_outer;
    int m_loopLevel;
    QVarLengthArray<Entry, 2> m_entries;
};

} // namespace drover
