// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "encryption/keystore.h"
#include "profiles/credentials.h"
#include "profiles/profilestore.h"
#include "session/connectiondesk.h"
#include "session/connectionhub.h"
#include "settings/settingsstore.h"
#include "support/fakesecretstore.h"
#include "ui/support/fakesession.h"

#include <QObject>
#include <QTemporaryDir>

#include <memory>

namespace drover::ui {

//! What connections are made of: files in a folder of the test's own, a keychain in whatever state it wants,
//! and sessions without an engine. The test makes the desk.
class DeskBench : public QObject {
    Q_OBJECT

protected:
    void makeParts()
    {
        m_opened.clear();
        m_directory = std::make_unique<QTemporaryDir>();
        m_keychain = std::make_unique<test::FakeSecretStore>();
        m_credentials = std::make_unique<Credentials>(*m_keychain);
        m_keys = std::make_unique<KeyStore>(in("encryption.json"), *m_keychain);
        m_profiles = std::make_unique<ProfileStore>(in("profiles.json"));
        m_settings = std::make_unique<SettingsStore>(SettingsPaths{in("settings.json"), in("local.json")});
        m_hub = std::make_unique<ConnectionHub>([this](const EngineConfig& config) {
            m_opened.append(config);
            auto session = std::make_unique<FakeSession>();
            session->fillWithShop();
            session->identityValue = config.identity;
            return session;
        });
    }
    //! The desk and whatever stands on it have to be gone.
    void dropParts()
    {
        m_hub.reset();
        m_settings.reset();
        m_profiles.reset();
        m_keys.reset();
        m_credentials.reset();
        m_keychain.reset();
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<test::FakeSecretStore> m_keychain;
    std::unique_ptr<Credentials> m_credentials;
    std::unique_ptr<KeyStore> m_keys;
    std::unique_ptr<ProfileStore> m_profiles;
    std::unique_ptr<SettingsStore> m_settings;
    std::unique_ptr<ConnectionHub> m_hub;
    std::unique_ptr<ConnectionDesk> m_desk;
    QList<EngineConfig> m_opened;

private:
    [[nodiscard]] QString in(const char* file) const
    {
        return m_directory->filePath(QLatin1StringView(file));
    }
};

} // namespace drover::ui
