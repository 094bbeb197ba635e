// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "profiles/connectionprofile.h"
#include "profiles/credentials.h"
#include "session/connectiontester.h"

#include <QDialog>

#include <vector>

class QLineEdit;
class QPushButton;

namespace drover::ui {

class ConnectionForm;
class ConnectionTestPanel;
class FormGrid;
class NoticeBar;
class PasswordEdit;

//! A connection to be made or changed, with a test that shows every step. Saving stores the password where
//! the profile says and reads it back first; a keychain that is locked or absent is told in place, with what
//! one can do instead.
class ConnectionDialog final : public QDialog {
    Q_OBJECT
public:
    //! `others` are the saved profiles, this one among them or not. Credentials are borrowed.
    ConnectionDialog(ConnectionProfile profile, std::vector<ConnectionProfile> others,
        Credentials& credentials, QWidget* parent = nullptr);
    ~ConnectionDialog() override;

    //! As if it had been pasted into the URL.
    void takeUrl(const QString& text);
    //! What the fields say now.
    [[nodiscard]] ConnectionProfile profile() const;
    [[nodiscard]] QByteArray password() const;

    // For tests and pictures.
    [[nodiscard]] QLineEdit* urlEdit() const;
    [[nodiscard]] PasswordEdit* passwordEdit() const;
    [[nodiscard]] ConnectionTestPanel* testPanel() const { return m_panel; }
    [[nodiscard]] FormGrid* form() const;
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }
    [[nodiscard]] QPushButton* pinButton() const { return m_pin; }

    void done(int result) override;

Q_SIGNALS:
    //! To be saved; the password is where it belongs already. `connects`: it is wanted open now.
    void saved(const drover::ConnectionProfile& profile, bool connects);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    [[nodiscard]] QWidget* buildButtons();

    void toggleTest();
    void runTest(const ConnectionOptions& options);
    void onTestEnded(const ConnectionTestReport& report);
    void offerPin();

    void save(bool connects);
    void saveSecret(const ConnectionProfile& profile, bool connects);
    void removeOldSecret(const ConnectionProfile& profile, bool connects);
    void onSecretStored(ConnectionProfile profile, bool connects, const SecretOutcome& outcome);
    void finish(const ConnectionProfile& profile, bool connects);
    void setBusy(bool busy);
    void forgetPassword();
    void useSession();

    const ConnectionProfile m_original;
    Credentials& m_credentials;
    ConnectionTester m_tester;
    bool m_isBusy = false;
    bool m_connectsAfterSaving = false;
    Error m_refusal; //!< of the last test

    ConnectionForm* m_form;
    NoticeBar* m_notice;
    ConnectionTestPanel* m_panel;
    QPushButton* m_test;
    QPushButton* m_pin; //!< shown while the server's certificate could be pinned
    QPushButton* m_save;
    QPushButton* m_connect;
};

} // namespace drover::ui
