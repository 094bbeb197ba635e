// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/connectionwords.h"

#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/troublewords.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

class Say {
    Q_DECLARE_TR_FUNCTIONS(drover::ui::ConnectionWords)
};

QString reasonOf(const Error& error)
{
    return error.context.value(u"reason"_s).toString();
}

QString joined(const QByteArrayList& words)
{
    QStringList shown;
    for (const QByteArray& word : words)
        shown.append(plainText(word, Lines::Single, 60));
    return QLocale().createSeparatedList(shown);
}

ErrorWords connectFailure(const Error& error)
{
    if (error.code == ErrorCode::Timeout)
        return {Say::tr("Nobody answered at this address in time."),
            Say::tr("A firewall may be in the way, or the port is not Redis\u2019.")};
    return {Say::tr("The server cannot be reached: %1.", "%1 is the system\u2019s reason")
                .arg(plainText(error.message)),
        Say::tr("Check that Redis runs there and that the host and port, or the socket, are right.")};
}

ErrorWords failure(ConnectionStep step, const Error& error)
{
    if (error.code == ErrorCode::Cancelled)
        return {Say::tr("Cancelled."), {}};
    if (const ErrorWords trouble = troubleWords(error); !trouble.sentence.isEmpty())
        return trouble;
    switch (step) {
    case ConnectionStep::Resolve:
        if (error.code == ErrorCode::Timeout)
            return {
                Say::tr("The name servers did not answer in time."), Say::tr("Check your network or VPN.")};
        break;
    case ConnectionStep::Connect:
        return connectFailure(error);
    case ConnectionStep::Auth:
        if (error.code == ErrorCode::Timeout)
            return {Say::tr("The server took the connection, but says nothing."),
                Say::tr("It may be busy, or it is not Redis; a TLS server also keeps silent like this.")};
        break;
    case ConnectionStep::Version:
        if (reasonOf(error) == "too-old"_L1)
            return {Say::tr("Redis %1 is too old for BullMQ.", "%1 is a version")
                        .arg(plainText(error.context.value(u"version"_s).toString())),
                Say::tr("Version 5 is the least, 6.2 or newer is advised.")};
        break;
    default:
        break;
    }
    return errorWords(error);
}

QString rightsFound(const ConnectionRights& rights)
{
    const QString user = rights.user.isEmpty() ? Say::tr("this user") : plainText(rights.user);
    if (rights.mayWrite() == true)
        return Say::tr("%1 may read and change queues.", "%1 is a user").arg(user);
    if (!rights.mayRunScripts)
        return Say::tr("%1 may read queues, not change them.", "%1 is a user").arg(user);
    if (rights.writesAreKnown)
        return Say::tr("%1 may read queues; for changing them it lacks %2.", "a user, commands")
            .arg(user, joined(rights.missingWrites));
    return Say::tr("%1 may read queues and run scripts.", "%1 is a user").arg(user);
}

ErrorWords rightsWords(const ConnectionRights& rights)
{
    if (!rights.mayRead())
        return {Say::tr("Rights are missing for showing queues: %1.", "%1: commands")
                    .arg(joined(rights.missingReads)),
            Say::tr("Give them to the user (ACL SETUSER), or connect as another one.")};
    if (!rights.mayScan)
        return {Say::tr("Queues cannot be found: SCAN is forbidden."), Say::tr("Give the user +scan.")};
    QStringList blind;
    if (!rights.mayListClients)
        blind.append(Say::tr("workers stay unknown (+client|list)"));
    if (!rights.mayReadConfig)
        blind.append(Say::tr("persistence stays unknown (+config|get)"));
    return {rightsFound(rights),
        blind.isEmpty() ? QString() : Say::tr("But %1.").arg(QLocale().createSeparatedList(blind))};
}

ErrorWords prefixesWords(const ConnectionTestReport& report, const QByteArrayList& prefixes)
{
    const StepReport& step = report.step(ConnectionStep::Prefixes);
    if (step.error)
        return {Say::tr("Queues could not be looked for."), errorWords(*step.error).sentence};
    const int queues = report.queuesUnder(prefixes);
    const QString wanted = joined(prefixes);
    if (queues > 0)
        return {Say::tr("%n queue(s) under the prefix %1", "queues found", queues).arg(wanted), {}};
    QStringList others;
    for (auto it = report.prefixes.cbegin(); it != report.prefixes.cend() && others.size() < 5; ++it)
        others.append(Say::tr("%1 (%2)", "a prefix and how many queues it has")
                          .arg(plainText(it.key(), Lines::Single, 60), formatCount(it.value())));
    const QString none = report.hasSeenAllKeys
        ? Say::tr("No queue under the prefix %1.").arg(wanted)
        : Say::tr("No queue under the prefix %1 among the keys looked at.").arg(wanted);
    return {none,
        others.isEmpty()
            ? Say::tr("A queue appears with its first job.")
            : Say::tr("Other prefixes are there: %1.").arg(QLocale().createSeparatedList(others))};
}

QString connectFound(const ConnectionTestReport& report)
{
    return report.peer.isEmpty() ? Say::tr("The socket answers.")
                                 : Say::tr("%1 answers.", "an address").arg(report.peer);
}

ErrorWords found(const ConnectionTestReport& report, ConnectionStep step, const QByteArrayList& prefixes)
{
    const StepReport& facts = report.step(step);
    switch (step) {
    case ConnectionStep::Resolve:
        return {QLocale().createSeparatedList(report.addresses.mid(0, 3)), {}};
    case ConnectionStep::Connect:
        return {connectFound(report), {}};
    case ConnectionStep::Tls:
        if (!report.tls)
            break;
        return {Say::tr("%1, certificate of %2, valid until %3", "protocol, name, date")
                    .arg(report.tls->protocol, plainText(report.tls->subject),
                        QLocale().toString(report.tls->expires.date(), QLocale::ShortFormat)),
            {}};
    case ConnectionStep::Auth:
        return {Say::tr("Redis takes the password."), {}};
    case ConnectionStep::Select:
        return {Say::tr("The database is there."), {}};
    case ConnectionStep::Ping:
        if (facts.error)
            return {errorWords(*facts.error).sentence, {}};
        return {Say::tr("An answer takes %1.", "%1 is a time").arg(formatDuration(report.latency)), {}};
    case ConnectionStep::Version: {
        if (facts.error)
            return {Say::tr("The version stays unknown."), Say::tr("Give the user +info.")};
        const QString name = report.server.kind == ServerInfo::Kind::Valkey ? u"Valkey"_s
            : report.server.kind == ServerInfo::Kind::Dragonfly             ? u"Dragonfly"_s
                                                                            : u"Redis"_s;
        return {Say::tr("%1 %2", "name and version of a server").arg(name, report.server.version.toString()),
            facts.state == StepState::Doubtful ? Say::tr("BullMQ advises 6.2 or newer.") : QString()};
    }
    case ConnectionStep::Rights:
        return rightsWords(report.rights);
    case ConnectionStep::Eviction:
        if (report.evictionPolicy.isEmpty())
            return {Say::tr("Whether Redis throws keys away is unknown."),
                Say::tr("Give the user +info or +config|get.")};
        if (report.evictionPolicy == "noeviction")
            return {Say::tr("noeviction: Redis never throws jobs away."), {}};
        return {Say::tr("Redis may throw jobs away: its policy is %1.", "%1 is an eviction policy")
                    .arg(plainText(report.evictionPolicy)),
            Say::tr("Set maxmemory-policy to noeviction; queues are correct only then.")};
    case ConnectionStep::Prefixes:
        return prefixesWords(report, prefixes);
    }
    return {};
}

QString skipped(ConnectionStep step)
{
    switch (step) {
    case ConnectionStep::Resolve:
        return Say::tr("An address, no name");
    case ConnectionStep::Tls:
        return Say::tr("Not encrypted");
    case ConnectionStep::Auth:
        return Say::tr("Redis asks for no password.");
    case ConnectionStep::Select:
        return Say::tr("Database 0");
    default:
        return {};
    }
}

} // namespace

QString stepTitle(ConnectionStep step)
{
    switch (step) {
    case ConnectionStep::Resolve:
        return Say::tr("Find the host", "step of a test");
    case ConnectionStep::Connect:
        return Say::tr("Connect", "step of a test");
    case ConnectionStep::Tls:
        return Say::tr("Encrypt", "step of a test");
    case ConnectionStep::Auth:
        return Say::tr("Log in", "step of a test");
    case ConnectionStep::Select:
        return Say::tr("Choose the database", "step of a test");
    case ConnectionStep::Ping:
        return Say::tr("Measure the latency", "step of a test");
    case ConnectionStep::Version:
        return Say::tr("Ask for the version", "step of a test");
    case ConnectionStep::Rights:
        return Say::tr("Check the rights", "step of a test");
    case ConnectionStep::Eviction:
        return Say::tr("Check the eviction policy", "step of a test");
    case ConnectionStep::Prefixes:
        return Say::tr("Look for queues", "step of a test");
    }
    return {};
}

ErrorWords stepWords(const ConnectionTestReport& report, ConnectionStep step, const QByteArrayList& prefixes)
{
    const StepReport& facts = report.step(step);
    switch (facts.state) {
    case StepState::Waiting:
    case StepState::Running:
        return {};
    case StepState::Skipped:
        return {skipped(step), {}};
    case StepState::Failed:
        return failure(step, facts.error.value_or(Error()));
    case StepState::Good:
    case StepState::Doubtful:
        break;
    }
    return found(report, step, prefixes);
}

QString testVerdict(const ConnectionTestReport& report)
{
    if (!report.isFinished)
        return Say::tr("Testing\u2026");
    if (const auto failed = report.failedStep()) {
        return report.step(*failed).error->code == ErrorCode::Cancelled
            ? Say::tr("The test was cancelled.")
            : Say::tr("It does not work yet: see \u201c%1\u201d.", "%1 is a step of the test")
                  .arg(stepTitle(*failed));
    }
    return report.hasDoubts() ? Say::tr("It works, with something to know.") : Say::tr("It works.");
}

QString urlFaultWords(const Error& error)
{
    const QString part = error.context.value(u"part"_s).toString();
    if (part == "scheme"_L1)
        return Say::tr("A URL begins with redis://, rediss:// (encrypted) or unix://.");
    if (part == "host"_L1)
        return Say::tr("The host is not one: a name, an address, or an IPv6 address in brackets.");
    if (part == "port"_L1)
        return Say::tr("The port is a number from 1 to 65535.");
    if (part == "database"_L1)
        return Say::tr("The database is a number from 0, as in redis://host/2.");
    if (part == "path"_L1)
        return Say::tr("A socket is written with three slashes: unix:///run/redis.sock");
    if (part == "fragment"_L1)
        return Say::tr("A # in the password is written as %23.");
    if (part == "query"_L1)
        return Say::tr(
            "Behind the ? Drover knows db, ca, cert, key and servername; the last four need rediss://.");
    return Say::tr("A % in the user or the password is written as %25.");
}

QString profileFaultWords(const ProfileFault& fault)
{
    using Field = ProfileFault::Field;
    const bool isMissing = fault.kind == ProfileFault::Kind::Missing;
    switch (fault.field) {
    case Field::Name:
        return isMissing ? Say::tr("Give the connection a name.")
                         : Say::tr("Another connection has this name.");
    case Field::Host:
        return isMissing ? Say::tr("Where is Redis? Enter a host.")
                         : Say::tr("This is no host name; a URL goes into the field above.");
    case Field::Port:
        return Say::tr("The port is a number from 1 to 65535.");
    case Field::Socket:
        return Say::tr("Enter the whole path, from / on.");
    case Field::Database:
        return Say::tr("The database is a number from 0.");
    case Field::Prefixes:
        return isMissing ? Say::tr("BullMQ\u2019s own prefix is bull.")
                         : Say::tr("A prefix has no blanks; several are separated by commas.");
    case Field::Variable:
        return isMissing ? Say::tr("Name the variable.")
                         : Say::tr("A name of letters, digits and _, without $.");
    case Field::Command:
        return Say::tr("Name the program that prints the password.");
    case Field::Certificate:
        return Say::tr("A client certificate and its key go together.");
    }
    return {};
}

QString secretKindWords(SecretSource::Kind kind)
{
    switch (kind) {
    case SecretSource::Kind::None:
        return Say::tr("No password");
    case SecretSource::Kind::Keychain:
        return Say::tr("Keep it in the keychain");
    case SecretSource::Kind::Ask:
        return Say::tr("Ask each time");
    case SecretSource::Kind::Session:
        return Say::tr("Ask once, keep until Drover ends");
    case SecretSource::Kind::Environment:
        return Say::tr("From an environment variable");
    case SecretSource::Kind::Command:
        return Say::tr("From a command");
    }
    return {};
}

QString secretPlaceWords(const ConnectionProfile& profile, bool isKeptForSession)
{
    if (isKeptForSession)
        return Say::tr("Kept until Drover ends", "password");
    switch (profile.secret.kind) {
    case SecretSource::Kind::None:
        return Say::tr("None", "password");
    case SecretSource::Kind::Keychain:
        return profile.secret.isStored ? Say::tr("In the keychain", "password")
                                       : Say::tr("Not stored yet", "password");
    case SecretSource::Kind::Ask:
        return Say::tr("Asked each time", "password");
    case SecretSource::Kind::Session:
        return Say::tr("Asked once", "password");
    case SecretSource::Kind::Environment:
        return Say::tr("From $%1", "%1 is an environment variable").arg(plainText(profile.secret.variable));
    case SecretSource::Kind::Command:
        return Say::tr("From %1", "%1 is a program").arg(plainText(profile.secret.command.value(0)));
    }
    return {};
}

ErrorWords keychainWords(SecretState state, const QString& message)
{
    switch (state) {
    case SecretState::Locked:
        return {Say::tr("The keychain is locked."),
            Say::tr("Unlock it (with \u201cPasswords and Keys\u201d or by logging in again) and try again, "
                    "or keep the "
                    "password until Drover ends.")};
    case SecretState::TimedOut:
        return {Say::tr("The keychain does not answer."),
            Say::tr("It may be waiting in a window of its own. Try again, or keep the password until Drover "
                    "ends.")};
    case SecretState::Unavailable:
        return {Say::tr("There is no usable keychain: %1", "%1 is the system\u2019s reason")
                    .arg(plainText(message)),
            Say::tr("Install and start GNOME Keyring, KeePassXC or KWallet, or keep the password until "
                    "Drover ends. "
                    "It is never written to a file.")};
    case SecretState::NotFound:
        return {Say::tr("The keychain has no password for this connection."), Say::tr("Enter it again.")};
    case SecretState::Stored:
        break;
    }
    return {};
}

ErrorWords askReasonWords(const ConnectionProfile& profile, const CredentialOutcome& outcome)
{
    if (outcome.kind == CredentialOutcome::Kind::Failed) {
        if (profile.secret.kind == SecretSource::Kind::Environment)
            return {
                Say::tr("The environment variable %1 is not set.").arg(plainText(profile.secret.variable)),
                Say::tr("Set it before Drover starts, or enter the password here.")};
        return {
            Say::tr("The command for the password failed: %1", "%1 says how").arg(plainText(outcome.message)),
            Say::tr("Mend it, or enter the password here.")};
    }
    if (profile.secret.kind != SecretSource::Kind::Keychain)
        return {};
    if (outcome.state == SecretState::NotFound && !profile.secret.isStored)
        return {};
    ErrorWords words = keychainWords(outcome.state, outcome.message);
    if (outcome.state == SecretState::NotFound)
        words = {
            Say::tr("The keychain no longer has the password."), Say::tr("It was removed outside Drover.")};
    return words;
}

QString environmentWords(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return Say::tr("Development", "environment");
    case Environment::Staging:
        return Say::tr("Staging", "environment");
    case Environment::Production:
        return Say::tr("Production", "environment");
    case Environment::Unspecified:
        break;
    }
    return Say::tr("Not said", "environment");
}

ErrorWords fileWords(const JsonFileContent& file, const QString& path, const QString& what)
{
    switch (file.state) {
    case JsonFileState::Restored:
        return {Say::tr("The file with the %1 was damaged; the last good copy is used.").arg(what),
            Say::tr("The damaged one is kept as %1.").arg(plainText(file.setAside))};
    case JsonFileState::Damaged:
        return {Say::tr("The file with the %1 was damaged; Drover starts without it.").arg(what),
            Say::tr("It is kept as %1.").arg(plainText(file.setAside))};
    case JsonFileState::Newer:
        return {Say::tr("The %1 were written by a newer Drover; changes made now last until Drover ends.")
                    .arg(what),
            Say::tr("Use the newer version, or move %1 away.").arg(plainText(path))};
    case JsonFileState::Refused:
        return {Say::tr("The file with the %1 is not used, because others may write to it.").arg(what),
            Say::tr("Take that right away (chmod 600 %1) and start Drover again.").arg(plainText(path))};
    case JsonFileState::Unreadable:
        return {Say::tr("The file with the %1 cannot be read: %2").arg(what, plainText(file.reason)),
            Say::tr("Changes made now last until Drover ends. The file is %1.").arg(plainText(path))};
    case JsonFileState::Missing:
    case JsonFileState::Good:
    case JsonFileState::Migrated:
        break;
    }
    return {};
}

} // namespace drover::ui
