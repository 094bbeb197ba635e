// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QDialogButtonBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace drover::ui {

class PlainLabel;

//! What somebody is asked before something that cannot be taken back, or that touches many jobs.
struct ConfirmQuestion {
    QString window; //!< title of the dialog
    QString question; //!< "Remove 48,213 jobs?"
    QString consequence; //!< what happens then, with connection, queue and state
    QString late; //!< a fact that is still being found out: what is said until setLate()
    QStringList facts; //!< numbers and examples, read just now
    QStringList warnings; //!< what stands in the way, or makes it worse
    QString verb; //!< on the button: "Remove 48,213 jobs"
    QString option; //!< a tick, e.g. "Export them first"; empty = none
    bool optionOn = false;
    bool destroys = false; //!< the button is red and Cancel is the default
    QString typed; //!< must be typed before the button works; empty = nothing
};

//! Asks with the verb on its button. On production the name of the queue is typed.
class ConfirmDialog final : public QDialog {
    Q_OBJECT
public:
    //! `connection`: unset where it is about none in particular.
    explicit ConfirmDialog(const ConfirmQuestion& question,
        const std::optional<ConnectionIdentity>& connection, QWidget* parent = nullptr);

    void setLate(const QString& fact);
    [[nodiscard]] bool isOptionOn() const;
    [[nodiscard]] QPushButton* verbButton() const { return m_verb; }
    [[nodiscard]] QLineEdit* typed() const { return m_typed; }

private:
    void addTyped(QVBoxLayout& layout, const QString& name);
    void addButtons(QVBoxLayout& layout, const ConfirmQuestion& question);

    PlainLabel* m_late = nullptr;
    QCheckBox* m_option = nullptr;
    QLineEdit* m_typed = nullptr;
    QPushButton* m_verb = nullptr;
};

} // namespace drover::ui
