// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "profiles/connectionprofile.h"
#include "profiles/credentials.h"

#include <QDialog>

class QPushButton;
class QRadioButton;

namespace drover::ui {

class NoticeBar;
class PasswordEdit;

//! Asks for the password of a connection, says why it has to, and what becomes of what is typed. Never waits
//! in a loop of its own: open() it and listen.
class AskPasswordDialog final : public QDialog {
    Q_OBJECT
public:
    enum class Keep : quint8 {
        Nothing, //!< for this connecting
        Session, //!< until Drover ends
        Keychain,
    };

    //! `outcome` is why obtain() did not have it.
    AskPasswordDialog(
        const ConnectionProfile& profile, const CredentialOutcome& outcome, QWidget* parent = nullptr);

    //! The server has refused what was typed; it is asked again.
    void showRefused();
    void showNotice(const QString& sentence, const QString& remedy);
    void setBusy(bool busy);

    [[nodiscard]] PasswordEdit* passwordEdit() const { return m_password; }
    [[nodiscard]] Keep keep() const;
    void setKeep(Keep keep);
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }

    void done(int result) override;

Q_SIGNALS:
    //! The dialog stays open until accept() or reject().
    void given(const QByteArray& password, drover::ui::AskPasswordDialog::Keep keep);

private:
    PasswordEdit* m_password;
    QRadioButton* m_once;
    QRadioButton* m_session;
    QRadioButton* m_keychain;
    QPushButton* m_connect;
    NoticeBar* m_notice;
};

} // namespace drover::ui
