// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "profiles/connectionprofile.h"
#include "profiles/credentials.h"
#include "session/connectiontester.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace drover::ui {

class ConnectionTestPanel;
class FormGrid;
class NoticeBar;
class PasswordEdit;

//! A connection as a URL and as fields, kept in step both ways, with a test that shows every step. Saving
//! stores the password where the profile says and reads it back first; a keychain that is locked or absent is
//! told in place, with what one can do instead. The password is never part of the URL that is shown.
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
    [[nodiscard]] QLineEdit* urlEdit() const { return m_url; }
    [[nodiscard]] PasswordEdit* passwordEdit() const { return m_password; }
    [[nodiscard]] ConnectionTestPanel* testPanel() const { return m_panel; }
    [[nodiscard]] FormGrid* form() const { return m_form; }
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }

    void done(int result) override;

Q_SIGNALS:
    //! To be saved; the password is where it belongs already. `connects`: it is wanted open now.
    void saved(const drover::ConnectionProfile& profile, bool connects);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    [[nodiscard]] QWidget* buildForm();
    void buildServer();
    void buildLogin();
    void buildTls();
    void buildMore();
    [[nodiscard]] QWidget* buildButtons();
    [[nodiscard]] QWidget* fileField(QLineEdit* edit, const QString& title);
    void connectFields();

    void fillFields(const ConnectionOptions& options);
    void onUrlTyped(const QString& text);
    void onUrlLeft();
    void showUrl();
    void onFieldEdited();
    void updateVisibility();
    void updatePasswordHint();
    [[nodiscard]] bool validate();
    [[nodiscard]] QWidget* fieldOf(ProfileFault::Field field) const;

    void toggleTest();
    void runTest(const ConnectionOptions& options);
    void onTestEnded(const ConnectionTestReport& report);

    void save(bool connects);
    void saveSecret(const ConnectionProfile& profile, bool connects);
    void removeOldSecret(const ConnectionProfile& profile, bool connects);
    void onSecretStored(ConnectionProfile profile, bool connects, const SecretOutcome& outcome);
    void finish(const ConnectionProfile& profile, bool connects);
    void setBusy(bool busy);
    void forgetPassword();
    void useSession();

    const ConnectionProfile m_original;
    const std::vector<ConnectionProfile> m_others;
    Credentials& m_credentials;
    ConnectionTester m_tester;
    bool m_isStored; //!< a password is in the keychain
    bool m_isFilling = false; //!< fields change because the URL did, or the other way round
    bool m_isBusy = false;
    bool m_nameIsOurs = false; //!< follows the host until a person writes one
    qsizetype m_urlLength = 0; //!< before the last change: what grows by more at once was pasted
    bool m_connectsAfterSaving = false;

    QLineEdit* m_url;
    FormGrid* m_form;
    QLineEdit* m_name;
    QComboBox* m_environment;
    QCheckBox* m_readOnly;
    QComboBox* m_kind; //!< host or socket
    QLineEdit* m_host;
    QSpinBox* m_port;
    QLineEdit* m_socket;
    QSpinBox* m_database;
    QLineEdit* m_user;
    QComboBox* m_source;
    PasswordEdit* m_password;
    QPushButton* m_forget;
    QLineEdit* m_variable;
    QLineEdit* m_command;
    QCheckBox* m_tls;
    QLineEdit* m_ca;
    QLineEdit* m_serverName;
    QLineEdit* m_certificate;
    QLineEdit* m_key;
    QLineEdit* m_prefixes;
    QLineEdit* m_folder;
    QSpinBox* m_connectTimeout;
    NoticeBar* m_notice;
    ConnectionTestPanel* m_panel;
    QPushButton* m_test;
    QPushButton* m_save;
    QPushButton* m_connect;
};

} // namespace drover::ui
