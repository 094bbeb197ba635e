// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "profiles/credentials.h"

#include <QPromise>

#include <utility>

namespace drover {

namespace {

const QString namePrefix = QStringLiteral("connection/");

using Kind = CredentialOutcome::Kind;

template <typename T>
QFuture<T> answered(T outcome)
{
    QPromise<T> promise;
    promise.start();
    promise.addResult(std::move(outcome));
    promise.finish();
    return promise.future();
}

//! What the answer of a store, a variable or a command means for a connection.
CredentialOutcome meaning(const SecretOutcome& outcome, Kind otherwise)
{
    if (outcome.state == SecretState::Stored)
        return {Kind::Ready, outcome.secret, outcome.state, {}};
    return {otherwise, {}, outcome.state, outcome.message};
}

} // namespace

Credentials::Credentials(SecretStore& keychain, QObject* parent)
    : QObject(parent)
    , m_keychain(keychain)
{
    connect(&keychain, &SecretStore::waiting, this, [this](const QString& name) {
        if (name.startsWith(namePrefix))
            Q_EMIT waiting(name.sliced(namePrefix.size()));
    });
}

Credentials::~Credentials() = default;

QFuture<CredentialOutcome> Credentials::obtain(const ConnectionProfile& profile)
{
    const SecretSource& source = profile.secret;
    if (source.kind == SecretSource::Kind::None)
        return answered<CredentialOutcome>({Kind::Ready, {}, SecretState::NotFound, {}});
    if (m_once.contains(profile.secretName())) {
        const SecretOutcome given = m_once.read(profile.secretName(), SecretStore::Known::Yes).result();
        (void)m_once.remove(profile.secretName());
        return answered(meaning(given, Kind::Ask));
    }
    if (m_session.contains(profile.secretName()))
        return answered(
            meaning(m_session.read(profile.secretName(), SecretStore::Known::Yes).result(), Kind::Ask));

    switch (source.kind) {
    case SecretSource::Kind::Keychain: {
        const auto known = source.isStored ? SecretStore::Known::Yes : SecretStore::Known::No;
        return m_keychain.read(profile.secretName(), known).then(this, [](const SecretOutcome& outcome) {
            return meaning(outcome, Kind::Ask);
        });
    }
    case SecretSource::Kind::Environment:
        return answered(meaning(secretFromEnvironment(source.variable), Kind::Failed));
    case SecretSource::Kind::Command:
        return secretFromCommand(source.command, commandLimit, this)
            .then(this, [](const SecretOutcome& outcome) { return meaning(outcome, Kind::Failed); });
    case SecretSource::Kind::None:
    case SecretSource::Kind::Ask:
    case SecretSource::Kind::Session:
        break;
    }
    return answered<CredentialOutcome>({Kind::Ask, {}, SecretState::NotFound, {}});
}

void Credentials::giveOnce(const ConnectionProfile& profile, const QByteArray& password)
{
    (void)m_once.write(profile.secretName(), password);
}

void Credentials::keepForSession(const ConnectionProfile& profile, const QByteArray& password)
{
    leaveMemory(profile.secretName());
    (void)m_session.write(profile.secretName(), password);
}

//! A password that was given before must not come in the place of a newer one.
void Credentials::leaveMemory(const QString& name)
{
    (void)m_once.remove(name);
    (void)m_session.remove(name);
}

bool Credentials::isKeptForSession(const ConnectionProfile& profile) const
{
    return m_session.contains(profile.secretName());
}

QFuture<SecretOutcome> Credentials::store(const ConnectionProfile& profile, const QByteArray& password)
{
    const QString name = profile.secretName();
    return m_keychain.write(name, password).then(this, [this, name](SecretOutcome outcome) {
        if (outcome.state == SecretState::Stored)
            leaveMemory(name);
        return outcome;
    });
}

QFuture<SecretOutcome> Credentials::forget(const ConnectionProfile& profile)
{
    leaveMemory(profile.secretName());
    if (!profile.secret.isStored)
        return answered<SecretOutcome>({SecretState::NotFound, {}, {}});
    return m_keychain.remove(profile.secretName());
}

} // namespace drover
