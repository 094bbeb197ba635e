// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/writesfeed.h"
#include "session/values.h"

#include <QDialog>

class QCheckBox;
class QPushButton;
class QTabWidget;

namespace drover::ui {

class JsonEdit;
class NoticeBar;
class PlainLabel;

//! Data and options of a job as text. What is saved is what was typed, byte for byte; what was not touched is
//! not written. Where the job has changed since it was read, nothing is written: the dialog says so and
//! offers both sides.
class JobEditDialog final : public QDialog {
    Q_OBJECT
public:
    //! `thenRetry`: saving is to be followed by a retry, as long as the person leaves it ticked.
    JobEditDialog(const ConnectionIdentity& connection, const QueueId& queue, const JobDetail& job,
        bool thenRetry, QWidget* parent = nullptr);

    //! What is to be written; nothing is set when nothing was changed.
    [[nodiscard]] JobEdit edit() const;
    [[nodiscard]] bool retries() const;
    //! The last try was refused; everything stays for another one.
    void showRefusal(const Error& error);
    //! The job is another one by now, as `current` says.
    void showChanged(const JobDetail& current);
    void setBusy(bool busy);

    [[nodiscard]] JsonEdit* dataField() const { return m_data; }
    [[nodiscard]] JsonEdit* optionsField() const { return m_options; }
    [[nodiscard]] QPushButton* saveButton() const { return m_save; }
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }

Q_SIGNALS:
    void saveWanted(const drover::ui::JobEdit& edit);

private:
    void fill(const JobDetail& job);
    void check();

    QueueId m_queue;
    JobDetail m_job; //!< as it was read
    QByteArray m_shownData;
    QByteArray m_shownOptions;
    bool m_dataEditable = true;
    bool m_busy = false;
    NoticeBar* m_notice = nullptr;
    QTabWidget* m_tabs = nullptr;
    JsonEdit* m_data = nullptr;
    JsonEdit* m_options = nullptr;
    QCheckBox* m_retry = nullptr;
    PlainLabel* m_verdict = nullptr;
    QPushButton* m_save = nullptr;
};

//! The members of `edited` (long names) that are not what they were in `stored`; null for those that are
//! gone. Empty object = nothing has changed; nothing at all = `edited` is no object.
[[nodiscard]] std::optional<JsonText> optionChanges(QByteArrayView stored, QByteArrayView edited);

} // namespace drover::ui
