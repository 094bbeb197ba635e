// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/queue.h"
#include "session/values.h"

#include <QDialog>

class QLineEdit;
class QPushButton;
class QTabWidget;

namespace drover::ui {

class JobOptionsForm;
class JsonEdit;
class PlainLabel;

//! A job to be added, as fields or as JSON ({"name", "data", "opts"}); both say the same at any time. Nothing
//! that BullMQ's own client would refuse can be sent.
class NewJobDialog final : public QDialog {
    Q_OBJECT
public:
    NewJobDialog(const ConnectionIdentity& connection, const QueueId& queue, QWidget* parent = nullptr);

    //! What is there to begin with: defaults, or a job to be duplicated.
    void fill(const NewJob& job);
    [[nodiscard]] NewJob job() const { return m_job; }
    //! Why it cannot be added as it is; empty = it can.
    [[nodiscard]] QString complaint() const { return m_complaint; }
    //! The last try was refused; everything stays for another one.
    void showRefusal(const Error& error);
    //! It is being added: no second press.
    void setBusy(bool busy);

    [[nodiscard]] QLineEdit* nameField() const { return m_name; }
    [[nodiscard]] JsonEdit* dataField() const { return m_data; }
    [[nodiscard]] JsonEdit* jsonField() const { return m_json; }
    [[nodiscard]] JobOptionsForm* optionsForm() const { return m_options; }
    [[nodiscard]] QPushButton* addButton() const { return m_add; }
    [[nodiscard]] QTabWidget* tabs() const { return m_tabs; }

Q_SIGNALS:
    void addWanted(const drover::NewJob& job);

private:
    [[nodiscard]] QWidget* buildForm();
    void onForm();
    void onJson();
    void showForm(const NewJob& job);
    void check(const QString& first);

    NewJob m_job;
    QString m_complaint;
    bool m_following = false; //!< one side is being set from the other
    QLineEdit* m_name = nullptr;
    JsonEdit* m_data = nullptr;
    JobOptionsForm* m_options = nullptr;
    JsonEdit* m_json = nullptr;
    QTabWidget* m_tabs = nullptr;
    PlainLabel* m_verdict = nullptr;
    QPushButton* m_add = nullptr;
};

//! The JSON of the dialog's second half; data is spliced as it is.
[[nodiscard]] JsonText newJobToJson(const NewJob& job);
//! Reads it; BadInput says what is wrong.
[[nodiscard]] Result<NewJob> newJobFromJson(const JsonText& json);

} // namespace drover::ui
