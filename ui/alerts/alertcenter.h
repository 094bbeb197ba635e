// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertteller.h"
#include "alerts/alertwatch.h"
#include "alerts/notifier.h"
#include "models/alertmodel.h"
#include "session/values.h"
#include "util/queueverb.h"

#include <QTimer>

#include <map>
#include <memory>

namespace drover::ui {

class ConnectionHub;
class Session;
class SettingsStore;

//! Watches what the sessions of all open connections read, and tells the person of problems: on the desktop,
//! and in a list of its own. Asks Redis itself only where nobody else has asked for a minute: hidden, or
//! another connection is in view. Does nothing while alerts are off. GUI thread.
class AlertCenter final : public QObject {
    Q_OBJECT
public:
    //! Borrows all.
    AlertCenter(ConnectionHub& hub, SettingsStore& settings, Notifier& notifier,
        const Clock& clock = Clock::system(), QObject* parent = nullptr);
    ~AlertCenter() override;

    [[nodiscard]] bool isOn() const { return m_isOn; }
    [[nodiscard]] AlertModel& log() { return m_log; }
    //! Alerts that were told and that nobody has looked at.
    [[nodiscard]] int unseen() const;
    void markSeen();

    //! Until when; ms since the epoch, 0 = it is not muted. The longer one counts.
    [[nodiscard]] qint64 mutedUntil(const AlertTarget& target) const;
    [[nodiscard]] bool isQuiet() const { return m_teller.isQuiet(); }
    void muteForAnHour(const AlertTarget& target);
    void muteUntilTomorrow(const AlertTarget& target);
    void unmute(const AlertTarget& target);
    //! What can be done about the alerts of a queue, or of everything.
    [[nodiscard]] QList<QueueVerb> verbs(const AlertTarget& target);

    //! Somebody is at the window, or has gone; awayTold() sums up what came while it was left for a while.
    void setAttended(bool attended);
    //! A notification as an alert makes them, to see whether it is shown.
    void sendTest();

    //! For tests: a hidden connection is asked after this time.
    void setIdleReading(Milliseconds time) { m_idleReading = time; }
    static constexpr Milliseconds awayFrom{300000};

Q_SIGNALS:
    //! Alerts came, ended, were seen; mutes, quiet hours or the switch are others.
    void changed();
    //! A person wants to see it; an empty name is the connection, an empty connection the list of alerts.
    void openWanted(const drover::AlertTarget& target, const QString& token);
    void rulesWanted(const drover::AlertTarget& queue);
    void awayTold(const QString& title, const QString& text);

private:
    struct Followed {
        QString id;
        Session* session = nullptr;
        AlertWatch watch;
        QTimer idle; //!< since the last reading
        qint64 readAt = 0;
        LinkFacts link;
    };
    void onSetting(const QString& key);
    void applySettings();
    void follow(const QString& id, Session* session);
    void unfollow(const QString& id);
    void onQueues(Followed& followed, const QueuesSnapshot& snapshot);
    void onLink(Followed& followed, const LinkFacts& link);
    void take(Followed& followed, const std::vector<AlertChange>& changes);
    void tick();
    void tell();
    void onAction(const QString& key, const QString& action, const QString& token);
    [[nodiscard]] QString titleOf(const QString& connection) const;
    void mute(const AlertTarget& target, qint64 until);

    ConnectionHub& m_hub;
    SettingsStore& m_settings;
    Notifier& m_notifier;
    const Clock& m_clock;
    AlertTeller m_teller;
    AlertModel m_log;
    std::map<QString, std::unique_ptr<Followed>> m_followed;
    QHash<QString, AlertTarget> m_targets; //!< of what was shown, by its key
    QTimer m_tick;
    Milliseconds m_idleReading{60000};
    bool m_isOn = false;
    quint64 m_seen = 0; //!< number of the last alert that was looked at
    qint64 m_leftAt = 0; //!< 0 = somebody is here
    quint64 m_leftAfter = 0; //!< the last alert before
};

} // namespace drover::ui
