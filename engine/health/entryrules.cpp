// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/rules_p.h"

#include <QHostAddress>

#include <algorithm>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

Finding login(const ServerFacts& facts)
{
    const bool isOpen = !facts.access.hasPassword && !facts.access.isLocal;
    return {u"no-password"_s, isOpen ? Severity::Warning : Severity::Ok,
        isOpen                         ? u"Redis lets this computer in without a password"_s
            : facts.access.hasPassword ? u"This connection logs in"_s
                                       : u"No password is needed on the computer of Redis itself"_s,
        {{u"host"_s, facts.access.host}, {u"password"_s, facts.access.hasPassword ? u"yes"_s : u"no"_s}},
        u"Whoever reaches the port reads all jobs, changes them, and runs commands of the server."_s,
        isOpen ? QStringList{u"ACL SETUSER default on >PASSWORD"_s, u"drover acl operator"_s}
               : QStringList()};
}

Finding encryption(const ServerFacts& facts)
{
    const bool isClear = !facts.access.hasTls && !facts.access.isLocal;
    return {u"no-tls"_s, isClear ? Severity::Warning : Severity::Ok,
        isClear                   ? u"Jobs and the password cross the network in clear text"_s
            : facts.access.hasTls ? u"The connection is encrypted"_s
                                  : u"The connection stays on this computer"_s,
        {{u"host"_s, facts.access.host}, {u"tls"_s, facts.access.hasTls ? u"yes"_s : u"no"_s}},
        u"Data of jobs is not encrypted by BullMQ: whoever can listen in between reads and changes it."_s,
        isClear ? QStringList{u"rediss://%1 instead of redis://%1"_s.arg(facts.access.host),
            u"redis.conf: tls-port 6380, tls-cert-file, tls-key-file, tls-ca-cert-file"_s}
                : QStringList()};
}

bool listensToLoopbackOnly(const QByteArray& bind)
{
    const QList<QByteArray> addresses = bind.simplified().split(' ');
    return std::all_of(addresses.cbegin(), addresses.cend(), [](const QByteArray& address) {
        const QByteArray bare = address.startsWith('-') ? address.sliced(1) : address;
        return QHostAddress(QString::fromLatin1(bare)).isLoopback();
    });
}

Finding protectedMode(const ServerFacts& facts)
{
    const std::optional<QByteArray> mode = setting(facts, "protected-mode");
    const QByteArray bind = setting(facts, "bind").value_or("");
    const bool hasPorts =
        setting(facts, "port").value_or("1") != "0" || setting(facts, "tls-port").value_or("0") != "0";
    Finding finding{u"protected-mode"_s, Severity::Ok, u"Strangers are kept out"_s,
        {{u"protected-mode"_s, mode ? QString::fromLatin1(*mode) : unknownSetting()},
            {u"bind"_s, QString::fromLatin1(bind)}},
        u"Protected mode refuses other computers while no password is set. Without both, the server belongs "
        u"to whoever finds it."_s,
        {}};
    if (!mode) {
        finding.severity = Severity::Info;
        finding.title = u"Whether protected mode is on cannot be read"_s;
        finding.fix = QStringList{u"ACL SETUSER <user> +config|get"_s};
    } else if (*mode == "no" && !facts.access.hasPassword && hasPorts && !listensToLoopbackOnly(bind)) {
        finding.severity = Severity::Critical;
        finding.title = u"Redis listens to everybody, without a password and without protected mode"_s;
        finding.fix = QStringList{u"ACL SETUSER default on >PASSWORD"_s,
            u"CONFIG SET protected-mode yes; clients on other computers then need the password"_s};
    }
    return finding;
}

constexpr qint64 day = 24LL * 60 * 60 * 1000; // ms
constexpr qint64 soon = 30 * day;
constexpr qint64 verySoon = 7 * day;

//! `fine` and `expiring` are the titles; %1 of the second stands for the days that are left.
Finding certificate(const AccessFacts& access, const QString& rule, const QDateTime& expires,
    const QString& fine, const QString& expiring, const QString& why, const QString& fix)
{
    if (!expires.isValid())
        return {rule, Severity::Ok, u"There is no certificate that could expire"_s, {}, why, {}};
    const qint64 left = access.readAt.msecsTo(expires);
    const QVariantMap evidence{{u"expires"_s, expires.toString(Qt::ISODate)}, {u"expiresInMs"_s, left}};
    if (left >= soon)
        return {rule, Severity::Ok, fine, evidence, why, {}};
    return {rule, left < verySoon ? Severity::Critical : Severity::Warning,
        expiring.arg(std::max<qint64>(left / day, 0)), evidence, why, QStringList{fix}};
}

Finding serverCertificate(const ServerFacts& facts)
{
    const TlsFacts tls = facts.access.tls.value_or(TlsFacts{});
    Finding finding = certificate(facts.access, u"server-certificate"_s, tls.expires,
        u"The server's certificate is good for more than 30 days"_s,
        u"The server's certificate expires within %1 days"_s,
        u"Once it has expired nobody can connect any more: not Drover, and no worker that verifies it."_s,
        u"Renew the certificate on the server, then: CONFIG SET tls-cert-file FILE tls-key-file FILE"_s);
    if (facts.access.tls) {
        finding.evidence.insert(u"subject"_s, tls.subject);
        finding.evidence.insert(u"issuer"_s, tls.issuer);
        finding.evidence.insert(u"sha256"_s, fingerprintText(tls.fingerprint));
        if (tls.isPinned)
            finding.evidence.insert(u"pinned"_s, u"yes"_s);
    }
    return finding;
}

Finding clientCertificate(const ServerFacts& facts)
{
    return certificate(facts.access, u"client-certificate"_s,
        facts.access.tls ? facts.access.tls->clientExpires : QDateTime(),
        u"Our own certificate is good for more than 30 days"_s,
        u"Our own certificate expires within %1 days"_s,
        u"The server asks for it: once it has expired this connection is refused."_s,
        u"Have the certificate authority of the server sign a new one, and name its files in the connection"_s);
}

} // namespace

void judgeAccess(const ServerFacts& facts, std::vector<Finding>& findings)
{
    findings.push_back(login(facts));
    findings.push_back(encryption(facts));
    findings.push_back(protectedMode(facts));
    findings.push_back(serverCertificate(facts));
    findings.push_back(clientCertificate(facts));
}

} // namespace drover
