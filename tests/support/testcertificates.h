// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QTemporaryDir>

namespace drover::test {

//! Certificates made by the openssl program for one test: a CA, "server" (localhost, 127.0.0.1, ::1),
//! "wronghost", "expired" and "client", all signed by it, and the CA "stranger" that signed none of them.
class TestCertificates final {
public:
    TestCertificates();

    [[nodiscard]] bool isValid() const { return m_valid; }
    [[nodiscard]] QString caFile() const { return certificate(QStringLiteral("ca")); }
    [[nodiscard]] QString certificate(const QString& name) const;
    [[nodiscard]] QString key(const QString& name) const;

private:
    void authority(const QString& name);
    void signedBy(const QString& authority, const QString& name, const QString& alternatives, int days);
    void run(const QStringList& arguments);

    QTemporaryDir m_directory;
    bool m_valid = true;
};

} // namespace drover::test
