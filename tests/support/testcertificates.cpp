// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/testcertificates.h"

#include <QFile>
#include <QProcess>

namespace drover::test {

TestCertificates::TestCertificates()
{
    const QString here = QStringLiteral("DNS:localhost,IP:127.0.0.1,IP:::1");
    const QString ca = QStringLiteral("ca");
    authority(ca);
    authority(QStringLiteral("stranger"));
    signedBy(ca, QStringLiteral("server"), here, 30);
    signedBy(ca, QStringLiteral("client"), QStringLiteral("DNS:client"), 30);
    signedBy(ca, QStringLiteral("wronghost"), QStringLiteral("DNS:elsewhere.example"), 30);
    signedBy(ca, QStringLiteral("expired"), here, -1);
}

QString TestCertificates::certificate(const QString& name) const
{
    return m_directory.filePath(name + QStringLiteral(".crt"));
}

QString TestCertificates::key(const QString& name) const
{
    return m_directory.filePath(name + QStringLiteral(".key"));
}

void TestCertificates::authority(const QString& name)
{
    run({QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
        QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
        QStringLiteral("-days"), QStringLiteral("30"), QStringLiteral("-subj"),
        QStringLiteral("/CN=Drover test ") + name, QStringLiteral("-keyout"), key(name),
        QStringLiteral("-out"), certificate(name)});
}

void TestCertificates::signedBy(
    const QString& authority, const QString& name, const QString& alternatives, int days)
{
    const QString request = m_directory.filePath(name + QStringLiteral(".csr"));
    run({QStringLiteral("req"), QStringLiteral("-newkey"), QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
        QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"), QStringLiteral("-subj"),
        QStringLiteral("/CN=") + name, QStringLiteral("-keyout"), key(name), QStringLiteral("-out"),
        request});
    const QString extensions = m_directory.filePath(name + QStringLiteral(".ext"));
    QFile file(extensions);
    m_valid &= file.open(QIODevice::WriteOnly);
    file.write("subjectAltName=" + alternatives.toLatin1() + '\n');
    file.close();
    run({QStringLiteral("x509"), QStringLiteral("-req"), QStringLiteral("-in"), request,
        QStringLiteral("-CA"), certificate(authority), QStringLiteral("-CAkey"), key(authority),
        QStringLiteral("-CAcreateserial"), QStringLiteral("-days"), QString::number(days),
        QStringLiteral("-extfile"), extensions, QStringLiteral("-out"), certificate(name)});
}

void TestCertificates::run(const QStringList& arguments)
{
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"), arguments);
    m_valid &= openssl.waitForFinished() && openssl.exitCode() == 0;
}

} // namespace drover::test
