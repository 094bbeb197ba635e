// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

namespace drover::test {

//! A private D-Bus session with a home of its own and, when started, a real gnome-keyring; both end with it,
//! however the test ends. Nothing else is started by that bus.
class KeyringSession final {
public:
    KeyringSession();
    ~KeyringSession();
    Q_DISABLE_COPY_MOVE(KeyringSession)

    //! Whether the bus carries what is said to the keychain.
    enum class Secrets { Allowed, Denied };
    [[nodiscard]] bool startBus(Secrets secrets = Secrets::Allowed);
    //! Empty = not unlocked at all; a wrong password leaves it shut too.
    [[nodiscard]] bool startKeyring(const QByteArray& password);
    void stopKeyring();
    //! SIGSTOP and SIGCONT.
    void freezeKeyring();
    void thawKeyring();

    //! For programs that run in this session. No display, no desktop.
    [[nodiscard]] QProcessEnvironment environment() const;
    [[nodiscard]] QString home() const { return m_directory.path(); }

    //! `secret-tool` as the second opinion: what it prints; empty when it finds nothing.
    QByteArray secretTool(const QStringList& arguments, const QByteArray& input = {});

private:
    [[nodiscard]] QString busAddress() const;
    bool isServed();

    QTemporaryDir m_directory;
    QProcess m_bus;
    QProcess m_keyring;
};

} // namespace drover::test
