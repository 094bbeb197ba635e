// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "profiles/credentials.h"
#include "profiles/profileimport.h"
#include "profiles/profilestore.h"
#include "widgets/card.h"

#include <QObject>
#include <QPointer>

#include <memory>

class QWidget;

namespace drover::ui {

class ImportDialog;

//! Brings saved connections in from files and out to them. Files are read and written on another thread. GUI
//! thread; borrows everything.
class ConnectionPorter final : public QObject {
    Q_OBJECT
    Q_MOC_INCLUDE("dialogs/importdialog.h")
public:
    ConnectionPorter(const ProfileStore& profiles, Credentials& credentials, QObject* parent = nullptr);

    void setWindow(QWidget* window);
    //! A person chooses the file.
    void chooseImport();
    void chooseExport();

    //! planned() follows with the dialog that shows what would be made, or said() why the file is no use.
    void importFrom(const QString& file);
    //! All of them, without secrets; said() follows.
    void exportTo(const QString& file);

Q_SIGNALS:
    void planned(drover::ui::ImportDialog* dialog);
    //! To be saved; its password is where it belongs already.
    void imported(const drover::ConnectionProfile& profile);
    //! How something went, for a place in the window.
    void said(drover::ui::Card::Mood mood, const QString& sentence, const QString& remedy);

private:
    //! What is still to be done of an import.
    struct Round {
        std::vector<ImportedConnection> left; //!< the next one last
        bool movesPasswords = false;
        int made = 0;
        int refused = 0; //!< passwords that the keychain did not take
        SecretOutcome refusal; //!< of the last of them
    };
    void onRead(const Result<QByteArray>& content);
    void makeNext(const std::shared_ptr<Round>& round);
    void finish(const Round& round);

    const ProfileStore& m_profiles;
    Credentials& m_credentials;
    QPointer<QWidget> m_window;
};

} // namespace drover::ui
