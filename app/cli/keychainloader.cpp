// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/keychainloader.h"

#include "security/secretstore.h"

#include <QPromise>

#include <dlfcn.h>

namespace drover::cli {
namespace {

constexpr qint64 keychainPatience = 30000; // ms; there is no screen on which it could ask

//! Where the library for keychains cannot be loaded.
class NoKeychain final : public SecretStore {
public:
    using SecretStore::SecretStore;
    QFuture<SecretOutcome> read(const QString& /*name*/, Known /*known*/) override { return none(); }
    QFuture<SecretOutcome> write(const QString& /*name*/, const QByteArray& /*secret*/) override
    {
        return none();
    }
    QFuture<SecretOutcome> remove(const QString& /*name*/) override { return none(); }

private:
    static QFuture<SecretOutcome> none()
    {
        QPromise<SecretOutcome> promise;
        promise.start();
        promise.addResult(SecretOutcome{
            SecretState::Unavailable, {}, QStringLiteral("Drover's library for keychains cannot be loaded")});
        promise.finish();
        return promise.future();
    }
};

class LazyKeychain final : public SecretStore {
public:
    using SecretStore::SecretStore;
    QFuture<SecretOutcome> read(const QString& name, Known known) override
    {
        return keychain().read(name, known);
    }
    QFuture<SecretOutcome> write(const QString& name, const QByteArray& secret) override
    {
        return keychain().write(name, secret);
    }
    QFuture<SecretOutcome> remove(const QString& name) override { return keychain().remove(name); }

private:
    SecretStore& keychain()
    {
        if (m_keychain == nullptr) {
            m_keychain = loadKeychain(this);
            connect(m_keychain, &SecretStore::waiting, this, &SecretStore::waiting);
        }
        return *m_keychain;
    }
    SecretStore* m_keychain = nullptr;
};

} // namespace

SecretStore* lazyKeychain(QObject* parent)
{
    return new LazyKeychain(parent);
}

SecretStore* loadKeychain(QObject* parent)
{
    using Factory = SecretStore* (*)(qint64, QObject*);
    // From the program itself, whose RUNPATH knows the folder; QLibrary would look along Qt's.
    void* const library = ::dlopen("libdrover-keychain.so.0", RTLD_NOW | RTLD_LOCAL); // stays to the end
    const auto make = library ? reinterpret_cast<Factory>(::dlsym(library, "droverMakeKeychain"))
                              : static_cast<Factory>(nullptr);
    return make ? make(keychainPatience, parent) : noKeychain(parent);
}

SecretStore* noKeychain(QObject* parent)
{
    return new NoKeychain(parent);
}

} // namespace drover::cli
