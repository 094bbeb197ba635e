// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/fakesecretstore.h"

#include <QPromise>

#include <memory>
#include <utility>

namespace drover::test {

QFuture<SecretOutcome> FakeSecretStore::read(const QString& name, Known /*known*/)
{
    calls.append(QStringLiteral("read ") + name);
    return later([this, name]() -> SecretOutcome {
        if (!secrets.contains(name))
            return {SecretState::NotFound, {}, {}};
        return {SecretState::Stored, secrets.value(name), {}};
    });
}

QFuture<SecretOutcome> FakeSecretStore::write(const QString& name, const QByteArray& secret)
{
    calls.append(QStringLiteral("write ") + name);
    return later([this, name, secret]() -> SecretOutcome {
        secrets.insert(name, secret);
        return {SecretState::Stored, {}, {}};
    });
}

QFuture<SecretOutcome> FakeSecretStore::remove(const QString& name)
{
    calls.append(QStringLiteral("remove ") + name);
    return later([this, name]() -> SecretOutcome {
        secrets.remove(name);
        return {SecretState::NotFound, {}, {}};
    });
}

void FakeSecretStore::answer()
{
    for (const auto& held : std::exchange(m_held, {}))
        held();
}

QFuture<SecretOutcome> FakeSecretStore::later(std::function<SecretOutcome()> outcome)
{
    auto promise = std::make_shared<QPromise<SecretOutcome>>();
    promise->start();
    const auto settle = [this, promise, outcome = std::move(outcome)] {
        const bool isInTrouble = trouble != SecretState::Stored;
        promise->addResult(
            isInTrouble ? SecretOutcome{trouble, {}, QStringLiteral("as the test wants")} : outcome());
        promise->finish();
    };
    if (holdsBack)
        m_held.push_back(settle);
    else
        settle();
    return promise->future();
}

} // namespace drover::test
