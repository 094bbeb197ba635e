// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/savedprofile.h"

#include "profiles/credentials.h"
#include "profiles/profilestore.h"

#include <QObject>

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

//! Loaded only here, because it brings D-Bus along, which a worker has no use for.
SecretStore* keychain(QObject* parent)
{
    using Factory = SecretStore* (*)(qint64, QObject*);
    // From the program itself, whose RUNPATH knows the folder; QLibrary would look along Qt's.
    void* const library = ::dlopen("libdrover-keychain.so.0", RTLD_NOW | RTLD_LOCAL); // stays to the end
    const auto make = library ? reinterpret_cast<Factory>(::dlsym(library, "droverMakeKeychain"))
                              : static_cast<Factory>(nullptr);
    return make ? make(keychainPatience, parent) : new NoKeychain(parent);
}

QString names(const std::vector<ConnectionProfile>& profiles)
{
    QStringList all;
    for (const ConnectionProfile& profile : profiles)
        all.append(profile.name);
    return all.isEmpty() ? QStringLiteral("None is saved; the window saves connections.")
                         : QStringLiteral("There are: %1.").arg(all.join(QStringLiteral(", ")));
}

//! Why a person would have to be asked for the password.
QString why(const ConnectionProfile& profile, const CredentialOutcome& outcome)
{
    const bool isFromKeychain = profile.secret.kind == SecretSource::Kind::Keychain;
    switch (outcome.state) {
    case SecretState::Locked:
        return QStringLiteral("The keychain that holds the password of \"%1\" is locked.").arg(profile.name);
    case SecretState::Unavailable:
    case SecretState::TimedOut:
        return QStringLiteral("The password of \"%1\" is not to be had: %2.")
            .arg(profile.name, outcome.message);
    case SecretState::NotFound:
    case SecretState::Stored:
        break;
    }
    if (isFromKeychain)
        return QStringLiteral("The password of \"%1\" is not in the keychain.").arg(profile.name);
    if (outcome.message.isEmpty())
        return QStringLiteral("The password of \"%1\" is not stored anywhere.").arg(profile.name);
    return QStringLiteral("The password of \"%1\" is not to be had: %2.").arg(profile.name, outcome.message);
}

} // namespace

Result<ConnectionProfile> savedProfile(const QString& name)
{
    const QString path = ProfileStore::defaultPath();
    const ProfilesRead read = ProfileStore::readFile(path);
    if (const ConnectionProfile* const found = findProfile(read.profiles, name))
        return *found;
    const auto notFound = [](const QString& message) { return Error{ErrorCode::NotFound, message, {}}; };
    if (!read.file.reason.isEmpty())
        return notFound(
            QStringLiteral("The saved connections in %1 cannot be read: %2.").arg(path, read.file.reason));
    for (const Error& fault : read.faults) {
        if (fault.context.value(QStringLiteral("profile")).toString().compare(name, Qt::CaseInsensitive) == 0)
            return notFound(
                QStringLiteral("The saved connection \"%1\" in %2 cannot be read: its member \"%3\" is not "
                               "understood.")
                    .arg(name, path, fault.context.value(QStringLiteral("member")).toString()));
    }
    return notFound(QStringLiteral("There is no saved connection \"%1\". ").arg(name) + names(read.profiles));
}

QFuture<Result<QByteArray>> savedPassword(const ConnectionProfile& profile, QObject* parent)
{
    const bool usesKeychain = profile.secret.kind == SecretSource::Kind::Keychain;
    auto* credentials = new Credentials(usesKeychain ? *keychain(parent) : *new NoKeychain(parent), parent);
    return credentials->obtain(profile).then(
        parent, [profile](const CredentialOutcome& outcome) -> Result<QByteArray> {
            if (outcome.kind == CredentialOutcome::Kind::Ready)
                return outcome.password;
            return Error{ErrorCode::BadInput,
                why(profile, outcome) + QStringLiteral(" Give it by --password-stdin."),
                {{QStringLiteral("keychain"), QString(secretStateName(outcome.state))}}};
        });
}

} // namespace drover::cli
