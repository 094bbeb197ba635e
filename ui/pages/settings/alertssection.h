// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertteller.h"
#include "alerts/notifier.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QPushButton;
class QSpinBox;

namespace drover::ui {

class FormGrid;
class PlainLabel;
class SettingRows;
class SettingsStore;

//! The limits of one queue.
class AlertRulesForm final : public QWidget {
    Q_OBJECT
public:
    explicit AlertRulesForm(QWidget* parent = nullptr);

    [[nodiscard]] QueueAlertRules value() const;
    void setValue(const QueueAlertRules& rules);

Q_SIGNALS:
    //! By the person.
    void changed();

private:
    [[nodiscard]] QSpinBox* addLimit(const QString& title, const QString& unit, QLatin1StringView key);

    FormGrid* m_form;
    QSpinBox* m_failures;
    QSpinBox* m_minutes;
    QSpinBox* m_rate;
    QSpinBox* m_waiting;
    QSpinBox* m_unattended;
    QSpinBox* m_silence;
    bool m_isFilling = false;
};

//! Alerts: the switch, what is a problem, when nobody is told, and queues with rules of their own.
class AlertsSection final : public QWidget {
    Q_OBJECT
public:
    explicit AlertsSection(SettingsStore& settings, QWidget* parent = nullptr);

    //! What becomes of a notification on this desktop.
    void setDelivery(Notifier::State state, const QString& service);
    //! How connections are called; their ids else.
    void setConnectionTitles(std::function<QString(const QString& id)> titles);
    //! Shows the rules of this queue; they begin as those of all queues.
    void showQueue(const AlertTarget& queue);

    [[nodiscard]] QString deliveryText() const;
    [[nodiscard]] AlertRulesForm* queueForm() const { return m_queueForm; }
    [[nodiscard]] QComboBox* queueBox() const { return m_queue; }

Q_SIGNALS:
    void testWanted();

private:
    void addRules(SettingRows& rows);
    void addQuietHours(SettingRows& rows);
    [[nodiscard]] QWidget* buildDelivery();
    [[nodiscard]] QWidget* buildQueues();
    void fillQueues();
    void showChosen();
    [[nodiscard]] AlertTarget chosen() const;

    SettingsStore& m_settings;
    std::function<QString(const QString& id)> m_titles;
    QList<AlertTarget> m_queues; //!< as in the box
    PlainLabel* m_delivery = nullptr;
    PlainLabel* m_noQueue = nullptr;
    QComboBox* m_queue = nullptr;
    QPushButton* m_remove = nullptr;
    AlertRulesForm* m_queueForm = nullptr;
};

} // namespace drover::ui
