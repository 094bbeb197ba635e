// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "profiles/connectionprofile.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace drover::ui {

class FormGrid;
class PasswordEdit;

//! A connection as a URL and as fields, kept in step both ways. The password is never part of the URL that is
//! shown.
class ConnectionForm final : public QWidget {
    Q_OBJECT
public:
    //! `others` are the saved profiles, this one among them or not.
    ConnectionForm(
        ConnectionProfile profile, std::vector<ConnectionProfile> others, QWidget* parent = nullptr);
    ~ConnectionForm() override;

    //! As if it had been pasted into the URL.
    void takeUrl(const QString& text);
    //! What stands in the URL goes into the fields, and its password out of sight.
    void commitUrl();
    [[nodiscard]] bool hasUrlFault() const;
    //! Shows what is wrong with the fields; true when nothing is.
    [[nodiscard]] bool validate();
    //! A name from the address where there is none.
    void nameIt();

    //! What the fields say now.
    [[nodiscard]] ConnectionProfile profile() const;
    [[nodiscard]] QByteArray password() const;
    void clearPassword();
    void setSource(SecretSource::Kind kind);
    //! A password is in the keychain.
    void setStored(bool isStored);
    //! Trust this certificate alone, instead of an authority.
    void setPin(const QByteArray& fingerprint);
    void setBusy(bool busy);
    //! What it takes with every row shown.
    [[nodiscard]] int fullWidth() const { return m_fullWidth; }

    [[nodiscard]] QLineEdit* urlEdit() const { return m_url; }
    [[nodiscard]] PasswordEdit* passwordEdit() const { return m_password; }
    [[nodiscard]] FormGrid* grid() const { return m_grid; }

Q_SIGNALS:
    void forgetWanted();
    //! By a person.
    void hostEdited();

private:
    void build();
    void buildServer();
    void buildLogin();
    void buildTls();
    void buildMore();
    [[nodiscard]] QWidget* fileField(QLineEdit* edit, const QString& title);
    void connectFields();

    void fillFields(const ConnectionOptions& options);
    void onUrlTyped(const QString& text);
    void showUrl();
    void onFieldEdited();
    void dropPin();
    void updateVisibility();
    void updatePasswordHint();
    [[nodiscard]] QWidget* fieldOf(ProfileFault::Field field) const;

    const ConnectionProfile m_original;
    const std::vector<ConnectionProfile> m_others;
    int m_fullWidth = 0;
    bool m_isStored; //!< a password is in the keychain
    bool m_isFilling = false; //!< fields change because the URL did, or the other way round
    bool m_nameIsOurs = false; //!< follows the host until a person writes one
    QString m_pinHost; //!< whose certificate was compared: a pin goes with its host
    qsizetype m_urlLength = 0; //!< before the last change: what grows by more at once was pasted

    QLineEdit* m_url;
    FormGrid* m_grid;
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
};

} // namespace drover::ui
