// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "security/secretstore.h"

#include <QHash>

namespace drover {

//! Keeps secrets in memory until the program ends: "for this session only". Always there, never on disk.
class SessionSecretStore final : public SecretStore {
    Q_OBJECT
public:
    using SecretStore::SecretStore;
    //! Overwrites what it held.
    ~SessionSecretStore() override;

    [[nodiscard]] QFuture<SecretOutcome> read(const QString& name, Known known) override;
    [[nodiscard]] QFuture<SecretOutcome> write(const QString& name, const QByteArray& secret) override;
    [[nodiscard]] QFuture<SecretOutcome> remove(const QString& name) override;

    [[nodiscard]] bool contains(const QString& name) const { return m_secrets.contains(name); }

private:
    QHash<QString, QByteArray> m_secrets;
};

} // namespace drover
