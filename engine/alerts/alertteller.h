// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "alerts/alert.h"

#include <QTimeZone>

#include <vector>

namespace drover {

//! What an alert is about: a queue of a connection, or without a queue's name the connection itself. Without
//! a connection: everything.
struct AlertTarget {
    QString connection; //!< the caller's name for it
    QueueId queue{{}, {}};

    [[nodiscard]] static AlertTarget everything() { return {}; }
    bool operator==(const AlertTarget&) const = default;
    friend size_t qHash(const AlertTarget& target, size_t seed = 0)
    {
        return qHashMulti(seed, target.connection, target.queue);
    }
};

//! Mutes by target, each with its end in ms since the epoch.
using AlertMutes = QHash<AlertTarget, qint64>;

//! From one minute of the local day to another; over midnight where `from` is the later one; nothing where
//! they are the same.
struct QuietHours {
    bool isOn = false;
    int from = 22 * 60;
    int to = 7 * 60;

    [[nodiscard]] bool contains(int minuteOfDay) const;
    bool operator==(const QuietHours&) const = default;
};

//! A problem that is told.
struct AlertProblem {
    AlertTarget target;
    Alert alert;
    int times = 1; //!< how often it began
    bool isOver = false; //!< by the time that it is told
    qint64 earlier = 0; //!< the part of a value that adds up which is over

    bool operator==(const AlertProblem&) const = default;
};

//! One message for a person.
struct AlertMessage {
    enum class Kind : quint8 {
        One, //!< about one target
        Several, //!< about many queues of a connection at once
        Digest, //!< what happened in quiet hours
    };
    Kind kind = Kind::One;
    AlertTarget target; //!< of One; with the connection alone of Several; everything of Digest
    std::vector<AlertProblem> problems;

    bool operator==(const AlertMessage&) const = default;
};

//! When a person is told of what the watches find: at most once a minute for a queue, with all that came
//! meanwhile; not what is muted; in quiet hours nothing, and at their end all of it at once. Where more than
//! three queues of a connection have a problem at the same moment, it is told as one.
class AlertTeller final {
public:
    //! Borrows the clock. Quiet hours are those of the zone.
    explicit AlertTeller(const Clock& clock = Clock::system(), QTimeZone zone = QTimeZone::systemTimeZone());

    void setQuietHours(const QuietHours& hours) { m_hours = hours; }
    void setMutes(const AlertMutes& mutes) { m_mutes = mutes; }
    [[nodiscard]] bool isMuted(const AlertTarget& target) const;
    [[nodiscard]] bool isQuiet() const;
    //! 8:00 in the morning after this day; ms since the epoch.
    [[nodiscard]] qint64 tomorrow() const;

    void take(const QString& connection, const AlertChange& change);
    //! Nothing of this connection is of interest any more.
    void forget(const QString& connection);
    //! What is to be told now.
    [[nodiscard]] std::vector<AlertMessage> due();
    //! Something waits for its minute or for the end of quiet hours: ask again in a few seconds.
    [[nodiscard]] bool isWaiting() const { return !m_pending.empty(); }

    static constexpr Milliseconds interval{60000};
    static constexpr size_t mostApart = 3;

private:
    [[nodiscard]] std::vector<AlertProblem> takeReady();
    [[nodiscard]] static std::vector<AlertMessage> messagesOf(std::vector<AlertProblem> problems);
    void dropMuted();

    const Clock& m_clock;
    QTimeZone m_zone;
    QuietHours m_hours;
    AlertMutes m_mutes;
    std::vector<AlertProblem> m_pending; //!< in the order in which they came
    QHash<AlertTarget, qint64> m_toldAt; //!< monotonic ms
    bool m_wasQuiet = false;
};

} // namespace drover
