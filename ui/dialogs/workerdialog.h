// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workervalues.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace drover::ui {

class KeepEdit;
class PlainLabel;

//! How a local worker is started: its queue, what runs the jobs, and its options.
class WorkerDialog final : public QDialog {
    Q_OBJECT
public:
    //! `queues` are offered; others can be typed.
    WorkerDialog(const QByteArray& prefix, const QList<QueueId>& queues, QWidget* parent = nullptr);

    void setSpec(const LocalWorkerSpec& spec);
    [[nodiscard]] LocalWorkerSpec spec() const;
    //! Why it cannot be saved as it is; empty = it can.
    [[nodiscard]] QString complaint() const;
    [[nodiscard]] QPushButton* saveButton() const { return m_save; }
    [[nodiscard]] QComboBox* kindField() const { return m_kind; }
    [[nodiscard]] QLineEdit* programField() const { return m_program; }
    [[nodiscard]] QComboBox* queueField() const { return m_queue; }

private:
    [[nodiscard]] QString textOf(const QueueId& queue) const;
    [[nodiscard]] QueueId queue() const;
    void addWhat(QFormLayout& form);
    void addHow(QFormLayout& form);
    void updateKind();
    void check();
    void browse();
    [[nodiscard]] LocalWorkerSpec::Kind kind() const;

    QByteArray m_prefix;
    QList<QueueId> m_known;
    LocalWorkerSpec m_given;
    QComboBox* m_queue = nullptr;
    QComboBox* m_kind = nullptr;
    QLineEdit* m_program = nullptr;
    QToolButton* m_browse = nullptr;
    PlainLabel* m_hint = nullptr;
    QCheckBox* m_restart = nullptr;
    QSpinBox* m_concurrency = nullptr;
    QLineEdit* m_name = nullptr;
    QSpinBox* m_limit = nullptr;
    QLineEdit* m_limitTime = nullptr;
    KeepEdit* m_keepCompleted = nullptr;
    KeepEdit* m_keepFailed = nullptr;
    QLineEdit* m_lock = nullptr;
    QSpinBox* m_stalls = nullptr;
    QLineEdit* m_grace = nullptr;
    PlainLabel* m_verdict = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace drover::ui
