// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QString>
#include <QTemporaryDir>

namespace drover::test {

//! Certificates made by the openssl program for one test: a CA, "server" (localhost, 127.0.0.1, ::1) and
//! "client", signed by it, and the CA "stranger"; when they are asked for also "renewed" (as "server"),
//! "wronghost", "expired", "ending" (in 3 days), "wildcard" (*.example.com) and "nameonly" (localhost as its
//! common name and nothing else), signed by the first, and "imposter" (as "server"), signed by the stranger.
class TestCertificates final {
public:
    TestCertificates();

    [[nodiscard]] bool isValid() const { return m_valid; }
    [[nodiscard]] QString caFile() const { return certificate(QStringLiteral("ca")); }
    [[nodiscard]] QString certificate(const QString& name) const;
    [[nodiscard]] QString key(const QString& name) const;
    //! SHA-256, as openssl writes it.
    [[nodiscard]] QByteArray fingerprint(const QString& name) const;

private:
    struct Wanted {
        QString authority;
        QString alternatives;
        int days = 0;
    };

    void authority(const QString& name) const;
    //! Without alternatives it has its common name alone.
    void signedBy(const QString& authority, const QString& name, const QString& alternatives, int days) const;
    void run(const QStringList& arguments) const;

    QTemporaryDir m_directory;
    mutable QHash<QString, Wanted> m_onDemand; //!< not made yet
    mutable bool m_valid = true;
};

} // namespace drover::test
