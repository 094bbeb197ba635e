// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/settings/alertssection.h"

#include "alerts/alertsettings.h"
#include "pages/settings/settingrows.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "widgets/formgrid.h"
#include "widgets/plainlabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace drover::ui {

AlertRulesForm::AlertRulesForm(QWidget* parent)
    : QWidget(parent)
    , m_form(new FormGrid)
{
    m_failures = addLimit(tr("&Failed jobs"), tr("jobs"), key::alertFailures);
    m_minutes = addLimit(tr("W&ithin"), tr("min"), key::alertFailuresMinutes);
    m_rate = addLimit(tr("Share that &fails"), u"%"_s, key::alertFailureRate);
    m_waiting = addLimit(tr("Next job &waits for"), tr("s"), key::alertWaiting);
    m_unattended = addLimit(tr("Nobody &listens for"), tr("s"), key::alertUnattended);
    m_silence = addLimit(tr("Nothing &added for"), tr("min"), key::alertSilence);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_form);
}

QSpinBox* AlertRulesForm::addLimit(const QString& title, const QString& unit, QLatin1StringView key)
{
    const SettingSpec* const spec = settingSpec(QString(key));
    auto* box = new QSpinBox;
    box->setRange(static_cast<int>(spec->least), static_cast<int>(spec->most));
    box->setSuffix(u' ' + unit);
    if (spec->least == 0)
        box->setSpecialValueText(tr("Off", "no such alert"));
    box->setGroupSeparatorShown(true);
    box->setKeyboardTracking(false); // 30 is not 3 first
    m_form->addField(title, box);
    connect(box, &QSpinBox::valueChanged, this, [this] {
        if (!m_isFilling)
            Q_EMIT changed();
    });
    return box;
}

QueueAlertRules AlertRulesForm::value() const
{
    QueueAlertRules rules;
    rules.failures = m_failures->value();
    rules.failuresWithin = std::chrono::minutes(m_minutes->value());
    rules.failureRate = m_rate->value();
    rules.waiting = std::chrono::seconds(m_waiting->value());
    rules.unattended = std::chrono::seconds(m_unattended->value());
    rules.silence = std::chrono::minutes(m_silence->value());
    return rules;
}

void AlertRulesForm::setValue(const QueueAlertRules& rules)
{
    const auto seconds = [](Milliseconds time) { return static_cast<int>(time.count() / 1000); };
    m_isFilling = true;
    m_failures->setValue(static_cast<int>(rules.failures));
    m_minutes->setValue(seconds(rules.failuresWithin) / 60);
    m_rate->setValue(rules.failureRate);
    m_waiting->setValue(seconds(rules.waiting));
    m_unattended->setValue(seconds(rules.unattended));
    m_silence->setValue(seconds(rules.silence) / 60);
    m_isFilling = false;
}

AlertsSection::AlertsSection(SettingsStore& settings, QWidget* parent)
    : QWidget(parent)
    , m_settings(settings)
{
    auto* rows = new SettingRows(settings, tr("Alerts"),
        tr("Drover can tell you on this desktop when a queue needs somebody: one notification for a burst, "
           "at "
           "most one a minute for a queue, with a number and the queue\u2019s name. What jobs hold and what "
           "errors say is never in it."));
    rows->addFlag(QString(key::alertsOn), tr("&Tell me about problems on this desktop"),
        tr("While this is on, Redis is asked once a minute even when the window is hidden. Closing the "
           "window "
           "ends it, as ever."));
    rows->addWide(buildDelivery());
    rows->addFlag(QString(key::alertTray), tr("Show an icon with the number in the &tray"),
        tr("Where the desktop has a tray. The window opens and closes as without it."));
    addRules(*rows);
    addQuietHours(*rows);
    rows->addHeading(tr("Queues with rules of their own"));
    rows->addWide(buildQueues());
    rows->addReset({QString(key::alertFailures), QString(key::alertFailuresMinutes),
        QString(key::alertFailureRate), QString(key::alertWaiting), QString(key::alertUnattended),
        QString(key::alertSilence), QString(key::alertMemory), QString(key::alertLost)});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(rows);
    setDelivery(Notifier::State::Unknown, {});
    fillQueues();
    connect(&settings, &SettingsStore::changed, this, [this](const QString& changed) {
        if (changed.startsWith("alerts."_L1))
            fillQueues();
    });
}

void AlertsSection::addRules(SettingRows& rows)
{
    const QString off = tr("Off", "no such alert");
    rows.addHeading(tr("A queue is a problem when"));
    rows.addWhole(QString(key::alertFailures), tr("&Jobs failed"), tr("For good, not before a retry."),
        tr("jobs"), 1, off);
    rows.addWhole(QString(key::alertFailuresMinutes), tr("W&ithin"), {}, tr("min"));
    rows.addWhole(QString(key::alertFailureRate), tr("This &share of jobs fails"),
        tr("Of 20 or more that ended within 10 minutes."), u"%"_s, 1, off);
    rows.addWhole(QString(key::alertWaiting), tr("The &next job waits for"),
        tr("Not while the queue is paused."), tr("s"), 1, off);
    rows.addWhole(
        QString(key::alertUnattended), tr("Nobody &listens for"), tr("While jobs wait."), tr("s"), 1, off);
    rows.addWhole(QString(key::alertSilence), tr("Nothing was &added for"),
        tr("For queues that always have something to do."), tr("min"), 1, off);
    rows.addHeading(tr("A connection is a problem when"));
    rows.addWhole(QString(key::alertMemory), tr("Redis uses this much &memory"),
        tr("Of the limit that it was given."), u"%"_s, 1, off);
    rows.addWhole(QString(key::alertLost), tr("It is l&ost for"), tr("After it was there."), tr("s"), 1, off);
}

void AlertsSection::addQuietHours(SettingRows& rows)
{
    rows.addHeading(tr("Quiet hours"));
    rows.addFlag(QString(key::quietOn), tr("Say nothing at certain &hours"),
        tr("What happened meanwhile is told in one notification afterwards."));
    rows.addTime(QString(key::quietFrom), tr("F&rom"), {});
    rows.addTime(QString(key::quietTo), tr("&Until"), tr("Earlier than the beginning: of the next day."));
}

QWidget* AlertsSection::buildDelivery()
{
    m_delivery = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_delivery->setWordWrap(true);
    auto* test = new QPushButton(tr("Send a test notification"));
    connect(test, &QPushButton::clicked, this, &AlertsSection::testWanted);
    auto* widget = new QWidget;
    auto* layout = new QHBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceM);
    layout->addWidget(test);
    layout->addWidget(m_delivery, 1);
    return widget;
}

void AlertsSection::setDelivery(Notifier::State state, const QString& service)
{
    QString text;
    switch (state) {
    case Notifier::State::Unknown:
        break;
    case Notifier::State::Ready:
        text = service.isEmpty()
            ? tr("This desktop shows notifications.")
            : tr("Notifications are shown by %1.", "a program").arg(plainText(service, Lines::Single, 60));
        break;
    case Notifier::State::NoService:
        text = tr("Nothing on this desktop shows notifications: alerts appear on the page Alerts alone.");
        break;
    case Notifier::State::Silent:
        text = tr("The notifications of this desktop do not answer: alerts appear on the page Alerts.");
        break;
    }
    m_delivery->setText(text);
    const bool isBad = state == Notifier::State::NoService || state == Notifier::State::Silent;
    m_delivery->setTone(isBad ? PlainLabel::Tone::Error : PlainLabel::Tone::Muted);
}

QString AlertsSection::deliveryText() const
{
    return m_delivery->text();
}

QWidget* AlertsSection::buildQueues()
{
    m_noQueue =
        new PlainLabel(tr("No queue has rules of its own. The menu of a queue at the left gives it some."),
            PlainLabel::Tone::Muted);
    m_noQueue->setWordWrap(true);
    m_queue = new QComboBox;
    m_queue->setAccessibleName(tr("Queue with rules of its own"));
    m_remove = new QPushButton(tr("As for all queues again"));
    m_queueForm = new AlertRulesForm;
    auto* choose = new QHBoxLayout;
    choose->setSpacing(spaceS);
    choose->addWidget(m_queue, 1);
    choose->addWidget(m_remove);
    auto* widget = new QWidget;
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceS);
    layout->addWidget(m_noQueue);
    layout->addLayout(choose);
    layout->addWidget(m_queueForm);
    connect(m_queue, &QComboBox::currentIndexChanged, this, &AlertsSection::showChosen);
    connect(m_remove, &QPushButton::clicked, this,
        [this] { setOwnAlertRules(m_settings, chosen(), std::nullopt); });
    connect(m_queueForm, &AlertRulesForm::changed, this,
        [this] { setOwnAlertRules(m_settings, chosen(), m_queueForm->value()); });
    return widget;
}

AlertTarget AlertsSection::chosen() const
{
    return m_queues.value(m_queue->currentIndex());
}

void AlertsSection::fillQueues()
{
    const AlertTarget shown = chosen();
    const QSignalBlocker quiet(m_queue);
    m_queues = queuesWithOwnAlertRules(m_settings);
    m_queue->clear();
    for (const AlertTarget& target : std::as_const(m_queues)) {
        const QString queue =
            plainText(QByteArray(target.queue.prefix + ':' + target.queue.name), Lines::Single, 80);
        const QString title = m_titles ? m_titles(target.connection) : target.connection;
        m_queue->addItem(u"%1 \u00b7 %2"_s.arg(queue, plainText(title, Lines::Single, 60)));
    }
    m_queue->setCurrentIndex(
        m_queues.isEmpty() ? -1 : std::max(0, static_cast<int>(m_queues.indexOf(shown))));
    showChosen();
}

void AlertsSection::showChosen()
{
    const bool isThere = !m_queues.isEmpty();
    m_noQueue->setVisible(!isThere);
    m_queue->setVisible(isThere);
    m_remove->setVisible(isThere);
    m_queueForm->setVisible(isThere);
    if (const auto rules = ownAlertRules(m_settings, chosen()))
        m_queueForm->setValue(*rules);
}

void AlertsSection::setConnectionTitles(std::function<QString(const QString& id)> titles)
{
    m_titles = std::move(titles);
    fillQueues();
}

void AlertsSection::showQueue(const AlertTarget& queue)
{
    if (!ownAlertRules(m_settings, queue))
        setOwnAlertRules(m_settings, queue, queueAlertRules(m_settings));
    m_queue->setCurrentIndex(static_cast<int>(m_queues.indexOf(queue)));
    m_queueForm->setFocus();
}

} // namespace drover::ui
