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
    m_onDemand = {{QStringLiteral("wronghost"), {ca, QStringLiteral("DNS:elsewhere.example"), 30}},
        {QStringLiteral("expired"), {ca, here, -1}}, {QStringLiteral("ending"), {ca, here, 3}},
        {QStringLiteral("renewed"), {ca, here, 30}}, {QStringLiteral("nameonly"), {ca, {}, 30}},
        {QStringLiteral("wildcard"), {ca, QStringLiteral("DNS:*.example.com"), 30}},
        {QStringLiteral("imposter"), {QStringLiteral("stranger"), here, 30}}};
}

QString TestCertificates::certificate(const QString& name) const
{
    if (const auto wanted = m_onDemand.take(name); wanted.days != 0)
        signedBy(wanted.authority, name, wanted.alternatives, wanted.days);
    return m_directory.filePath(name + QStringLiteral(".crt"));
}

QByteArray TestCertificates::fingerprint(const QString& name) const
{
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
        {QStringLiteral("x509"), QStringLiteral("-noout"), QStringLiteral("-fingerprint"),
            QStringLiteral("-sha256"), QStringLiteral("-in"), certificate(name)});
    if (!openssl.waitForFinished())
        return {};
    const QByteArray line = openssl.readAllStandardOutput().trimmed();
    return line.sliced(line.indexOf('=') + 1);
}

QString TestCertificates::key(const QString& name) const
{
    (void)certificate(name); // both are made together
    return m_directory.filePath(name + QStringLiteral(".key"));
}

void TestCertificates::authority(const QString& name) const
{
    run({QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
        QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
        QStringLiteral("-days"), QStringLiteral("30"), QStringLiteral("-subj"),
        QStringLiteral("/CN=Drover test ") + name, QStringLiteral("-keyout"), key(name),
        QStringLiteral("-out"), certificate(name)});
}

void TestCertificates::signedBy(
    const QString& authority, const QString& name, const QString& alternatives, int days) const
{
    const QString request = m_directory.filePath(name + QStringLiteral(".csr"));
    run({QStringLiteral("req"), QStringLiteral("-newkey"), QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
        QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"), QStringLiteral("-subj"),
        alternatives.isEmpty() ? QStringLiteral("/CN=localhost") : QStringLiteral("/CN=") + name,
        QStringLiteral("-keyout"), key(name), QStringLiteral("-out"), request});
    const QString extensions = m_directory.filePath(name + QStringLiteral(".ext"));
    QFile file(extensions);
    m_valid &= file.open(QIODevice::WriteOnly);
    const QByteArray names = "subjectAltName=" + alternatives.toLatin1() + '\n';
    file.write(alternatives.isEmpty() ? "basicConstraints=CA:FALSE\n" : names);
    file.close();
    run({QStringLiteral("x509"), QStringLiteral("-req"), QStringLiteral("-in"), request,
        QStringLiteral("-CA"), certificate(authority), QStringLiteral("-CAkey"), key(authority),
        QStringLiteral("-CAcreateserial"), QStringLiteral("-days"), QString::number(days),
        QStringLiteral("-extfile"), extensions, QStringLiteral("-out"), certificate(name)});
}

void TestCertificates::run(const QStringList& arguments) const
{
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"), arguments);
    m_valid &= openssl.waitForFinished() && openssl.exitCode() == 0;
}

} // namespace drover::test
