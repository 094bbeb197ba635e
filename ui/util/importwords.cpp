// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/importwords.h"

#include "util/plaintext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

class Say {
    Q_DECLARE_TR_FUNCTIONS(drover::ui::ImportWords)
};

QString noteWords(ImportNote note, const ConnectionProfile& profile)
{
    switch (note) {
    case ImportNote::CertificatesInside:
        return Say::tr("The file holds its certificates as texts: save them as files and choose them.");
    case ImportNote::WasNotVerified:
        return Say::tr("The server was not verified there; Drover verifies it, or takes a pin.");
    case ImportNote::CommandLeftOut:
        return Say::tr("Its command for the password is left out: a file must not run programs.");
    case ImportNote::FromVariable:
        break;
    }
    return Say::tr("Its password comes from $%1.", "%1 is an environment variable")
        .arg(plainText(profile.secret.variable));
}

} // namespace

QString importSourceWords(ImportSource source)
{
    switch (source) {
    case ImportSource::Drover:
        return u"Drover"_s;
    case ImportSource::RedisInsight:
        return u"RedisInsight"_s;
    case ImportSource::AnotherRedisDesktopManager:
        return u"Another Redis Desktop Manager"_s;
    case ImportSource::Other:
        break;
    }
    return Say::tr("another program", "who has exported connections");
}

QString importResultWords(const ImportedConnection& connection)
{
    switch (connection.obstacle) {
    case ImportObstacle::None:
        break;
    case ImportObstacle::SshTunnel:
        return Say::tr("Goes through an SSH tunnel, which Drover does not make; open one with ssh -L.");
    case ImportObstacle::Cluster:
        return Say::tr("Is a cluster, which this version does not support.");
    case ImportObstacle::Sentinel:
        return Say::tr("Asks Sentinel, which this version does not support.");
    case ImportObstacle::Unreadable:
        return Say::tr("Has no host, or values that are not understood.");
    case ImportObstacle::AlreadySaved:
        return Say::tr("Is saved already, as \u201c%1\u201d.").arg(plainText(connection.savedAs));
    }
    QStringList notes;
    for (const ImportNote note : connection.notes)
        notes.append(noteWords(note, connection.profile));
    return notes.join(u' ');
}

ErrorWords importFaultWords(const Error& error)
{
    const QString kind = error.context.value(u"kind"_s).toString();
    if (kind == "empty"_L1)
        return {Say::tr("The file is empty."), Say::tr("Export the connections again.")};
    if (kind == "too-large"_L1)
        return {Say::tr("The file is too large for one of connections."), Say::tr("Choose another file.")};
    if (kind == "no-connections"_L1)
        return {Say::tr("There are no connections in this file."), Say::tr("Choose another file.")};
    if (kind == "damaged"_L1)
        return {Say::tr("The file is damaged, or it is none of connections."),
            Say::tr("Drover reads what RedisInsight, Another Redis Desktop Manager, RESP.app and itself "
                    "export; export the connections again.")};
    return {Say::tr("The file cannot be used: %1", "%1 says why").arg(plainText(error.message)), {}};
}

} // namespace drover::ui
