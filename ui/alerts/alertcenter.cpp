// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertcenter.h"

#include "alerts/alertsettings.h"
#include "alerts/alertwords.h"
#include "session/connectionhub.h"
#include "settings/settingsstore.h"
#include "util/formatting.h"
#include "util/plaintext.h"

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto lookAgain = 5s; //!< for minutes, quiet hours and lost connections that end

QueueAlertSample sampleOf(const QueueFacts& facts)
{
    const JobCounts& counts = facts.summary.counts;
    QueueAlertSample sample;
    sample.queue = facts.summary.queue;
    sample.waiting = counts[JobState::Waiting] + counts[JobState::Prioritized];
    sample.paused = facts.summary.paused;
    sample.workers = facts.workers;
    sample.nextSince = facts.nextSince;
    sample.isFlowKnown = facts.last.spanMs > 0;
    sample.added = facts.last.added;
    sample.completed = facts.last.completed;
    sample.failed = facts.last.failed;
    sample.exact = facts.last.exact;
    return sample;
}

//! One place on the desktop for each target.
QString keyOf(const AlertMessage& message)
{
    return QString::number(static_cast<int>(message.kind)) + u' ' + message.target.connection + u' '
        + QString::fromUtf8(message.target.queue.prefix.toHex()) + u' '
        + QString::fromUtf8(message.target.queue.name.toHex());
}
} // namespace

AlertCenter::AlertCenter(
    ConnectionHub& hub, SettingsStore& settings, Notifier& notifier, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_hub(hub)
    , m_settings(settings)
    , m_notifier(notifier)
    , m_clock(clock)
    , m_teller(clock)
{
    m_tick.setInterval(lookAgain);
    connect(&m_tick, &QTimer::timeout, this, &AlertCenter::tick);
    connect(&hub, &ConnectionHub::opened, this, &AlertCenter::follow);
    connect(&hub, &ConnectionHub::closing, this, &AlertCenter::unfollow);
    connect(&settings, &SettingsStore::changed, this, &AlertCenter::onSetting);
    connect(&notifier, &Notifier::acted, this, &AlertCenter::onAction);
    applySettings();
}

AlertCenter::~AlertCenter() = default;

void AlertCenter::onSetting(const QString& key)
{
    if (key.startsWith("alerts."_L1))
        applySettings();
}

void AlertCenter::applySettings()
{
    m_teller.setQuietHours(quietHours(m_settings));
    m_teller.setMutes(alertMutes(m_settings));
    m_isOn = m_settings.value(QString(key::alertsOn)).toBool();
    if (m_isOn) {
        for (const QString& id : m_hub.ids())
            follow(id, m_hub.session(id));
        for (const auto& [id, followed] : m_followed)
            followed->watch.setRules(alertRules(m_settings, id));
        m_tick.start();
    } else {
        m_tick.stop();
        while (!m_followed.empty())
            unfollow(QString(m_followed.begin()->first));
    }
    Q_EMIT changed();
}

void AlertCenter::follow(const QString& id, Session* session)
{
    if (!m_isOn || session == nullptr || m_followed.contains(id))
        return;
    Followed& followed = *m_followed.emplace(id, std::make_unique<Followed>()).first->second;
    followed.id = id;
    followed.session = session;
    followed.watch.setRules(alertRules(m_settings, id));
    followed.idle.setInterval(m_idleReading);
    connect(&followed.idle, &QTimer::timeout, session, [session] { (void)session->readQueues(); });
    connect(session, &Session::queuesRead, &followed.idle,
        [this, &followed](
            RequestId /*request*/, const QueuesSnapshot& snapshot) { onQueues(followed, snapshot); });
    connect(session, &Session::linkChanged, &followed.idle,
        [this, &followed](const LinkFacts& link) { onLink(followed, link); });
    followed.idle.start();
    onLink(followed, session->link());
}

void AlertCenter::unfollow(const QString& id)
{
    if (m_followed.erase(id) == 0)
        return;
    m_teller.forget(id);
    m_log.endAll(id, m_clock.now().count());
    Q_EMIT changed();
}

void AlertCenter::onQueues(Followed& followed, const QueuesSnapshot& snapshot)
{
    followed.idle.start(); // somebody has asked
    // One reading may answer several questions; what it says happened once.
    if (snapshot.error || snapshot.readAt <= followed.readAt)
        return;
    followed.readAt = snapshot.readAt;
    AlertSample sample;
    sample.at = m_clock.now().count();
    for (const QueueFacts& facts : snapshot.queues)
        sample.queues.push_back(sampleOf(facts));
    sample.usedMemory = followed.link.usedMemory;
    sample.maxMemory = followed.link.maxMemory;
    take(followed, followed.watch.take(sample));
}

void AlertCenter::onLink(Followed& followed, const LinkFacts& link)
{
    followed.link = link;
    take(followed, followed.watch.takeLink(link.state == LinkState::Ready, m_clock.now().count()));
}

void AlertCenter::take(Followed& followed, const std::vector<AlertChange>& changes)
{
    for (const AlertChange& change : changes) {
        const AlertTarget target{followed.id, change.alert.queue};
        m_log.take(target, titleOf(followed.id), change, m_teller.isMuted(target), m_clock.now().count());
        m_teller.take(followed.id, change);
    }
    tell();
    if (!changes.empty())
        Q_EMIT changed();
}

void AlertCenter::tick()
{
    for (const auto& [id, followed] : m_followed) {
        const bool isThere = followed->link.state == LinkState::Ready;
        take(*followed, followed->watch.takeLink(isThere, m_clock.now().count()));
    }
    tell();
}

void AlertCenter::tell()
{
    for (const AlertMessage& message : m_teller.due()) {
        const AlertText text = alertText(message, titleOf(message.target.connection));
        Notification notification{
            keyOf(message), text.title, text.text, {{u"default"_s, tr("Open")}, {u"open"_s, tr("Open")}}};
        if (message.kind == AlertMessage::Kind::One)
            notification.actions.append({u"mute"_s, tr("Mute for 1 h", "button of a notification")});
        m_targets.insert(notification.key, message.target);
        m_notifier.show(notification);
    }
}

void AlertCenter::sendTest()
{
    m_notifier.show({u"test"_s, tr("This is what an alert looks like"),
        tr("It names a queue and a number, never what jobs hold."),
        {{u"default"_s, tr("Open")}, {u"open"_s, tr("Open")}}});
}

void AlertCenter::onAction(const QString& key, const QString& action, const QString& token)
{
    const AlertTarget target = m_targets.value(key);
    if (action == "mute"_L1)
        muteForAnHour(target);
    else
        Q_EMIT openWanted(target, token);
}

QString AlertCenter::titleOf(const QString& connection) const
{
    return plainText(m_hub.identity(connection).title, Lines::Single, 80);
}

int AlertCenter::unseen() const
{
    return static_cast<int>(m_log.since(m_seen + 1).size());
}

void AlertCenter::markSeen()
{
    if (std::exchange(m_seen, m_log.lastNumber()) != m_seen)
        Q_EMIT changed();
}

qint64 AlertCenter::mutedUntil(const AlertTarget& target) const
{
    const AlertMutes mutes = alertMutes(m_settings);
    const qint64 until = std::max(mutes.value(target), mutes.value(AlertTarget::everything()));
    return until > m_clock.now().count() ? until : 0;
}

void AlertCenter::mute(const AlertTarget& target, qint64 until)
{
    muteAlerts(m_settings, target, until, m_clock.now().count()); // onSetting() follows
}

void AlertCenter::muteForAnHour(const AlertTarget& target)
{
    mute(target, (m_clock.now() + 1h).count());
}

void AlertCenter::muteUntilTomorrow(const AlertTarget& target)
{
    mute(target, m_teller.tomorrow());
}

void AlertCenter::unmute(const AlertTarget& target)
{
    mute(target, 0);
}

QList<QueueVerb> AlertCenter::verbs(const AlertTarget& target)
{
    const QString name = target == AlertTarget::everything() ? tr("all queues", "whose alerts are muted")
        : target.queue.name.isEmpty()                        ? titleOf(target.connection)
                                      : plainText(target.queue.name, Lines::Single, 40);
    QList<QueueVerb> verbs;
    if (m_isOn && alertMutes(m_settings).value(target) > m_clock.now().count()) {
        verbs.append(
            {tr("No longer mute the alerts of %1").arg(name), u"bell"_s, [this, target] { unmute(target); }});
    } else if (m_isOn) {
        verbs.append({tr("Mute the alerts of %1 for 1 h").arg(name), u"bell-off"_s,
            [this, target] { muteForAnHour(target); }});
        verbs.append({tr("Mute the alerts of %1 until 8:00 tomorrow").arg(name), u"bell-off"_s,
            [this, target] { muteUntilTomorrow(target); }});
    }
    if (!target.queue.name.isEmpty())
        verbs.append({tr("Alert rules of %1\u2026").arg(name), u"sliders-horizontal"_s,
            [this, target] { Q_EMIT rulesWanted(target); }});
    return verbs;
}

void AlertCenter::setAttended(bool attended)
{
    const qint64 now = m_clock.now().count();
    if (!attended) {
        if (m_leftAt == 0) {
            m_leftAt = now;
            m_leftAfter = m_log.lastNumber();
        }
        return;
    }
    const qint64 leftAt = std::exchange(m_leftAt, 0);
    if (leftAt == 0 || now - leftAt < awayFrom.count())
        return;
    const std::vector<AlertProblem> problems = m_log.since(m_leftAfter + 1);
    if (problems.empty())
        return;
    const AlertText text = awayText(problems);
    Q_EMIT awayTold(text.title, text.text);
}

} // namespace drover::ui
