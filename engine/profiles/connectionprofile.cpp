// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "profiles/connectionprofile.h"

#include <QUuid>

#include <algorithm>

namespace drover {

namespace {

bool isSameName(const QString& one, const QString& other)
{
    return one.trimmed().compare(other.trimmed(), Qt::CaseInsensitive) == 0;
}

bool isTaken(const QString& name, const QString& id, const std::vector<ConnectionProfile>& others)
{
    return std::ranges::any_of(others,
        [&](const ConnectionProfile& other) { return other.id != id && isSameName(other.name, name); });
}

bool isVariableName(const QString& name)
{
    const auto fits = [](QChar c) { return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_'); };
    return !name.isEmpty() && !name.front().isDigit() && std::ranges::all_of(name, fits);
}

bool isPrefix(const QByteArray& prefix)
{
    return !prefix.isEmpty() && !prefix.contains(' ') && !prefix.contains('\n');
}

} // namespace

ConnectionProfile ConnectionProfile::create()
{
    ConnectionProfile profile;
    profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    return profile;
}

std::vector<ProfileFault> profileFaults(
    const ConnectionProfile& profile, const std::vector<ConnectionProfile>& others)
{
    using Field = ProfileFault::Field;
    using Kind = ProfileFault::Kind;
    std::vector<ProfileFault> faults;
    const ConnectionOptions& options = profile.options;
    if (profile.name.trimmed().isEmpty())
        faults.push_back({Field::Name, Kind::Missing});
    else if (isTaken(profile.name, profile.id, others))
        faults.push_back({Field::Name, Kind::Taken});
    if (options.unixSocket.isEmpty()) {
        if (options.host.trimmed().isEmpty())
            faults.push_back({Field::Host, Kind::Missing});
        else if (options.host.contains(u' ') || options.host.contains(u'/') || options.host.contains(u'@'))
            faults.push_back({Field::Host, Kind::Malformed});
        if (options.port == 0)
            faults.push_back({Field::Port, Kind::Malformed});
    } else if (!options.unixSocket.startsWith(u'/')) {
        faults.push_back({Field::Socket, Kind::Malformed});
    }
    if (options.database < 0)
        faults.push_back({Field::Database, Kind::Malformed});
    if (profile.prefixes.isEmpty())
        faults.push_back({Field::Prefixes, Kind::Missing});
    else if (!std::ranges::all_of(profile.prefixes, isPrefix))
        faults.push_back({Field::Prefixes, Kind::Malformed});
    if (options.tls.enabled && options.tls.certificateFile.isEmpty() != options.tls.keyFile.isEmpty())
        faults.push_back({Field::Certificate, Kind::Missing});
    if (profile.secret.kind == SecretSource::Kind::Environment && !isVariableName(profile.secret.variable))
        faults.push_back(
            {Field::Variable, profile.secret.variable.isEmpty() ? Kind::Missing : Kind::Malformed});
    const bool hasNoProgram = profile.secret.command.isEmpty() || profile.secret.command.first().isEmpty();
    if (profile.secret.kind == SecretSource::Kind::Command && hasNoProgram)
        faults.push_back({Field::Command, Kind::Missing});
    return faults;
}

QString freeProfileName(const QString& wanted, const std::vector<ConnectionProfile>& others)
{
    QString name = wanted;
    for (int n = 2; isTaken(name, {}, others); ++n)
        name = wanted + u' ' + QString::number(n);
    return name;
}

const ConnectionProfile* findProfile(const std::vector<ConnectionProfile>& profiles, const QString& idOrName)
{
    const auto byId = std::ranges::find(profiles, idOrName, &ConnectionProfile::id);
    if (byId != profiles.end())
        return &*byId;
    const auto byName = std::ranges::find_if(
        profiles, [&](const ConnectionProfile& profile) { return isSameName(profile.name, idOrName); });
    return byName == profiles.end() ? nullptr : &*byName;
}

QString suggestedProfileName(const ConnectionOptions& options)
{
    if (!options.unixSocket.isEmpty())
        return options.unixSocket.section(u'/', -1);
    return options.host;
}

} // namespace drover
