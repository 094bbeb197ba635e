// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

class QAction;

namespace drover::ui {

//! A line for a password: hidden until its eye is opened, never kept by the undo of the line or by input
//! methods.
class PasswordEdit final : public QLineEdit {
    Q_OBJECT
public:
    explicit PasswordEdit(QWidget* parent = nullptr);

    [[nodiscard]] QByteArray password() const { return text().toUtf8(); }
    //! Leaves nothing behind that an undo would bring back; clear() would.
    void setPassword(const QByteArray& password);
    //! Shut again.
    void hidePassword();

private:
    void setShown(bool shown);

    QAction* m_eye;
};

} // namespace drover::ui
