// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings/retention.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace drover::ui {

class BackoffEdit;
class FormGrid;
class PlainLabel;
class KeepEdit;
class SettingsStore;
class TextBlock;

//! Attempts, back-off and retention as one form; for all queues, or for one where "not set" means "as for
//! all".
class JobDefaultsForm final : public QWidget {
    Q_OBJECT
public:
    enum class Of : quint8 { AllQueues, OneQueue };
    explicit JobDefaultsForm(Of of, QWidget* parent = nullptr);

    [[nodiscard]] JobDefaults value() const;
    void setValue(const JobDefaults& defaults);

Q_SIGNALS:
    void changed();

private:
    FormGrid* m_form;
    QSpinBox* m_attempts; //!< 0 = not set
    BackoffEdit* m_backoff;
    KeepEdit* m_completed;
    KeepEdit* m_failed;
    bool m_isFilling = false;
};

//! Retention and retry: what jobs added here get, what local workers do, and queues with defaults of their
//! own.
class RetentionSection final : public QWidget {
    Q_OBJECT
public:
    explicit RetentionSection(SettingsStore& settings, QWidget* parent = nullptr);

    //! Names that can be chosen for a queue of its own, as "prefix:name".
    void setKnownQueues(const QStringList& queues);

    [[nodiscard]] JobDefaultsForm* defaultsForm() const { return m_defaults; }
    [[nodiscard]] JobDefaultsForm* queueForm() const { return m_queueForm; }
    [[nodiscard]] QComboBox* queueBox() const { return m_queue; }

private:
    void show();
    void showQueue();
    void addQueue();
    [[nodiscard]] QWidget* buildQueues();

    SettingsStore& m_settings;
    JobDefaultsForm* m_defaults;
    TextBlock* m_code;
    KeepEdit* m_workerCompleted;
    KeepEdit* m_workerFailed;
    QComboBox* m_queue;
    QComboBox* m_newQueue;
    PlainLabel* m_noQueue;
    JobDefaultsForm* m_queueForm;
    QPushButton* m_removeQueue;
    bool m_isWriting = false;
};

} // namespace drover::ui
