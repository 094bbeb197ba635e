// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/certificatecheck_p.h"

#include "redis/tlsfacts.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QHostAddress>
#include <QUrl>

#include <algorithm>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

//! "*.example.com" stands for one label in front, and for no more.
bool isNamed(const QString& pattern, const QString& name)
{
    if (!pattern.startsWith("*."_L1))
        return pattern.compare(name, Qt::CaseInsensitive) == 0;
    const qsizetype dot = name.indexOf(u'.');
    return dot > 0
        && QStringView(name).sliced(dot).compare(QStringView(pattern).sliced(1), Qt::CaseInsensitive) == 0;
}

bool hasAlternativeName(const QSslCertificate& certificate, const QString& name)
{
    const auto names = certificate.subjectAlternativeNames();
    const QHostAddress address(name);
    if (!address.isNull()) {
        const auto addresses = names.values(QSsl::IpAddressEntry);
        return std::ranges::any_of(
            addresses, [&](const QString& one) { return QHostAddress(one).isEqual(address); });
    }
    const QString host = QString::fromLatin1(QUrl::toAce(name));
    const auto hosts = names.values(QSsl::DnsEntry);
    return std::ranges::any_of(hosts, [&](const QString& one) { return isNamed(one, host); });
}

QString problemOf(QSslError::SslError error)
{
    switch (error) {
    case QSslError::CertificateExpired:
        return u"expired"_s;
    case QSslError::CertificateNotYetValid:
        return u"not-yet-valid"_s;
    case QSslError::HostNameMismatch:
        return u"host-name"_s;
    case QSslError::SelfSignedCertificate:
        return u"self-signed"_s;
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
    case QSslError::InvalidCaCertificate:
        return u"unknown-authority"_s;
    default:
        return u"other"_s;
    }
}

Error refusal(const QSslCertificate& certificate, const QString& problem, const QStringList& reasons)
{
    return {ErrorCode::Tls, reasons.join("; "_L1),
        {{u"refused"_s, true}, {u"problem"_s, problem}, {u"reasons"_s, reasons},
            {u"fingerprint"_s, fingerprintText(certificate.digest(QCryptographicHash::Sha256))},
            {u"subject"_s, certificate.subjectDisplayName()}, {u"issuer"_s, certificate.issuerDisplayName()},
            {u"expires"_s, certificate.expiryDate().toString(Qt::ISODate)}}};
}

std::optional<Error> pinFault(const QSslCertificate& certificate, const QByteArray& pin)
{
    if (certificate.digest(QCryptographicHash::Sha256) != pin) {
        Error error = refusal(
            certificate, u"pin"_s, {u"the server shows another certificate than the one that was pinned"_s});
        error.context.insert(u"pinned"_s, fingerprintText(pin));
        return error;
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (certificate.expiryDate() < now)
        return refusal(certificate, u"expired"_s, {u"the pinned certificate has expired"_s});
    if (certificate.effectiveDate() > now)
        return refusal(certificate, u"not-yet-valid"_s, {u"the pinned certificate is not valid yet"_s});
    if (certificate.isBlacklisted())
        return refusal(certificate, u"other"_s, {u"the pinned certificate is known to be compromised"_s});
    return std::nullopt;
}

} // namespace

QString nameToVerify(const ConnectionOptions& options)
{
    return options.tls.serverName.isEmpty() ? options.host : options.tls.serverName;
}

std::optional<Error> certificateFault(
    const QSslCertificate& certificate, const QList<QSslError>& found, const ConnectionOptions& options)
{
    if (const QByteArray pin = pinIn(options.tls.caFile); !pin.isEmpty())
        return pinFault(certificate, pin);
    QStringList reasons;
    for (const QSslError& error : found)
        reasons.append(error.errorString());
    reasons.removeDuplicates();
    if (!found.isEmpty()) {
        // Dates first: what has expired may have other faults, but is mended by its renewal.
        const auto isDate = [](const QSslError& error) {
            return error.error() == QSslError::CertificateExpired
                || error.error() == QSslError::CertificateNotYetValid;
        };
        const auto date = std::ranges::find_if(found, isDate);
        return refusal(
            certificate, problemOf((date == found.end() ? found.front() : *date).error()), reasons);
    }
    if (!hasAlternativeName(certificate, nameToVerify(options)))
        return refusal(certificate, u"common-name"_s,
            {u"the certificate names %1 in its common name only, not among its alternative names"_s.arg(
                nameToVerify(options))});
    return std::nullopt;
}

} // namespace drover
