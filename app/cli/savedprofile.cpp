// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/savedprofile.h"

#include "cli/keychainloader.h"
#include "profiles/credentials.h"
#include "profiles/profilestore.h"

#include <QObject>

namespace drover::cli {
namespace {

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
    auto* credentials = new Credentials(usesKeychain ? *loadKeychain(parent) : *noKeychain(parent), parent);
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
