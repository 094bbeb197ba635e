// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "security/sessionsecretstore.h"

#include <QPromise>

#include <utility>

namespace drover {

namespace {

QFuture<SecretOutcome> answered(SecretOutcome outcome)
{
    QPromise<SecretOutcome> promise;
    promise.start();
    promise.addResult(std::move(outcome));
    promise.finish();
    return promise.future();
}

void wipe(QByteArray& secret)
{
    // Other holders of the same bytes keep theirs: only what is ours alone is overwritten in place.
    volatile char* const bytes = secret.isDetached() ? secret.data() : nullptr;
    for (qsizetype i = 0; bytes && i < secret.size(); ++i)
        bytes[i] = 0;
    secret.clear();
}

} // namespace

SessionSecretStore::~SessionSecretStore()
{
    for (QByteArray& secret : m_secrets)
        wipe(secret);
}

QFuture<SecretOutcome> SessionSecretStore::read(const QString& name, Known /*known*/)
{
    const auto found = m_secrets.constFind(name);
    if (found == m_secrets.cend())
        return answered({SecretState::NotFound, {}, {}});
    return answered({SecretState::Stored, *found, {}});
}

QFuture<SecretOutcome> SessionSecretStore::write(const QString& name, const QByteArray& secret)
{
    m_secrets.insert(name, secret);
    return answered({SecretState::Stored, {}, {}});
}

QFuture<SecretOutcome> SessionSecretStore::remove(const QString& name)
{
    if (const auto found = m_secrets.find(name); found != m_secrets.end()) {
        wipe(*found);
        m_secrets.erase(found);
    }
    return answered({SecretState::NotFound, {}, {}});
}

} // namespace drover
