// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

#include <QDialog>

class QRadioButton;

namespace drover::ui {

//! What a retry of several jobs would do, before it does it.
struct RetryPlan {
    ConnectionIdentity connection;
    QueueId queue;
    JobState from = JobState::Failed;
    qint64 jobs = 0; //!< how many
    qint64 exhausted = 0; //!< of the jobs looked at: no attempts left
    qint64 looked = 0; //!< jobs that exhausted stands for
    qint64 withParent = 0; //!< of the same: parts of a flow
    QString cause; //!< why they failed, when that is what was chosen
    int workers = -1; //!< that listen; -1 = unknown
    QByteArrayList sample; //!< names of the first few
};

//! Shows the plan and asks how attempts are counted. The verb is on the button.
class RetryDialog final : public QDialog {
    Q_OBJECT
public:
    explicit RetryDialog(const RetryPlan& plan, QWidget* parent = nullptr);
    [[nodiscard]] bool resetsAttempts() const;

private:
    QRadioButton* m_reset;
    QRadioButton* m_keep;
};

} // namespace drover::ui
