// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/queuelimits.h"
#include "session/session.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace drover::ui {

class FormGrid;
class NoticeBar;

//! What a queue prescribes to all of its workers: read anew when it opens, written as one change, with the
//! way back beside the news.
class QueueLimitsDialog final : public QDialog {
    Q_OBJECT
public:
    QueueLimitsDialog(Session& session, const QueueId& queue, QWidget* parent = nullptr);

    [[nodiscard]] QSpinBox* concurrencyField() const { return m_concurrency; }
    [[nodiscard]] QSpinBox* maxField() const { return m_max; }
    [[nodiscard]] QLineEdit* durationField() const { return m_duration; }
    [[nodiscard]] QSpinBox* eventsField() const { return m_events; }
    [[nodiscard]] QCheckBox* trimBox() const { return m_trim; }
    [[nodiscard]] QPushButton* saveButton() const { return m_save; }
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }

Q_SIGNALS:
    //! The limits are others.
    void changed(const drover::QueueId& queue);

private:
    void build();
    void read();
    void show(const QueueLimits& limits);
    void check();
    void save(const QueueLimitsChange& change, bool isUndo);
    void onSaved(const ChangedLimits& done, bool isUndo);
    void tell(const Error& error);
    [[nodiscard]] std::optional<GlobalRateLimit> rate() const;
    [[nodiscard]] QueueLimits shown() const;
    //! What the fields say that is not so yet.
    [[nodiscard]] QueueLimitsChange change() const;

    Session& m_session;
    QueueId m_queue;
    std::optional<QueueLimits> m_shown; //!< what the fields said of the last reading; none = not known
    bool m_isBusy = false;
    NoticeBar* m_notice;
    FormGrid* m_form;
    QSpinBox* m_concurrency;
    QSpinBox* m_max;
    QLineEdit* m_duration;
    QSpinBox* m_events;
    QCheckBox* m_trim;
    QPushButton* m_save;
};

} // namespace drover::ui
