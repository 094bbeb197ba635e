// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "security/secretstore.h"

#include <QHash>
#include <QStringList>

#include <functional>
#include <vector>

namespace drover::test {

//! A keychain in whatever state the test wants. Answers at once, or when answer() is called.
class FakeSecretStore final : public SecretStore {
    Q_OBJECT
public:
    using SecretStore::SecretStore;

    QHash<QString, QByteArray> secrets;
    SecretState trouble = SecretState::Stored; //!< anything else: every call ends like that
    bool holdsBack = false; //!< answers wait for answer()
    QStringList calls; //!< "read connection/1", ...

    QFuture<SecretOutcome> read(const QString& name, Known known) override;
    QFuture<SecretOutcome> write(const QString& name, const QByteArray& secret) override;
    QFuture<SecretOutcome> remove(const QString& name) override;

    //! Lets the answers go that were held back.
    void answer();
    void hint(const QString& name) { Q_EMIT waiting(name); }

private:
    QFuture<SecretOutcome> later(std::function<SecretOutcome()> outcome);

    std::vector<std::function<void()>> m_held;
};

} // namespace drover::test
