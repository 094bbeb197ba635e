// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "security/secretstore.h"

#include <memory>

namespace drover {

struct KeychainOptions {
    QString service = QStringLiteral("Drover"); //!< under which entries are filed
    Milliseconds hintAfter{10000}; //!< waiting() is told once after so long without an answer
    //! TimedOut after so long; 0 = wait for ever, because a person may be typing the keychain's password.
    //! Programs without a screen take 30 s.
    Milliseconds giveUpAfter{0};
};

//! The operating system's keychain: Secret Service (GNOME Keyring, KeePassXC), KWallet, macOS, Windows.
//!
//! Never falls back to a file: without a keychain the answer is Unavailable. What is written is read back and
//! compared, what is removed is looked up again. Lives on the main thread and needs its event loop with GLib
//! in it (QT_NO_GLIB must not be set): libsecret answers through GLib's main context. A call that was given
//! up goes on inside QtKeychain and delays later ones; its late answer is dropped.
class KeychainSecretStore final : public SecretStore {
    Q_OBJECT
public:
    explicit KeychainSecretStore(KeychainOptions options = {}, QObject* parent = nullptr);
    //! Calls under way end as Unavailable.
    ~KeychainSecretStore() override;

    [[nodiscard]] QFuture<SecretOutcome> read(const QString& name, Known known) override;
    [[nodiscard]] QFuture<SecretOutcome> write(const QString& name, const QByteArray& secret) override;
    [[nodiscard]] QFuture<SecretOutcome> remove(const QString& name) override;

private:
    class Call;
    [[nodiscard]] Call* newCall(const QString& name);

    const KeychainOptions m_options;
};

} // namespace drover

//! For programs that load this library only when they need it; `giveUpAfter` in ms.
extern "C" Q_DECL_EXPORT drover::SecretStore* droverMakeKeychain(qint64 giveUpAfter, QObject* parent);
