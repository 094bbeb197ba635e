// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/joboptions.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace drover::ui {

class KeepEdit;

//! The options of one job as fields. What a field does not say is not set; options without a field (parents,
//! schedulers) pass through untouched.
class JobOptionsForm final : public QWidget {
    Q_OBJECT
public:
    explicit JobOptionsForm(QWidget* parent = nullptr);

    void setOptions(const JobOptions& options);
    [[nodiscard]] JobOptions options() const;
    //! The first field that cannot be read, in words; empty = all is well.
    [[nodiscard]] QString complaint() const;

Q_SIGNALS:
    void changed();

private:
    void addTiming(QFormLayout& form);
    void addAttempts(QFormLayout& form);
    void addKeeping(QFormLayout& form);
    void addDeduplication(QFormLayout& form);
    [[nodiscard]] QSpinBox* numberField(const QString& name, int least, int most);
    [[nodiscard]] QLineEdit* durationField(const QString& name);
    [[nodiscard]] std::optional<BackoffOptions> backoff() const;
    [[nodiscard]] JsonText extra() const;
    void setDeduplication(const JsonText& extra);
    void updateParts();

    JobOptions m_given; //!< what has no field comes from here
    QLineEdit* m_jobId = nullptr;
    QLineEdit* m_delay = nullptr;
    QSpinBox* m_priority = nullptr;
    QCheckBox* m_lifo = nullptr;
    QSpinBox* m_attempts = nullptr;
    QComboBox* m_backoff = nullptr;
    QLineEdit* m_backoffType = nullptr;
    QLineEdit* m_backoffDelay = nullptr;
    QDoubleSpinBox* m_jitter = nullptr;
    KeepEdit* m_keepCompleted = nullptr;
    KeepEdit* m_keepFailed = nullptr;
    QSpinBox* m_keepLogs = nullptr;
    QSpinBox* m_stackTraces = nullptr;
    QSpinBox* m_sizeLimit = nullptr;
    QLineEdit* m_deduplicationId = nullptr;
    QLineEdit* m_deduplicationTtl = nullptr;
    QCheckBox* m_extend = nullptr;
    QCheckBox* m_replace = nullptr;
};

} // namespace drover::ui
