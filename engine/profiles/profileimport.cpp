// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "profiles/profileimport.h"

#include "profiles/foreignconnection_p.h"
#include "profiles/profilejson_p.h"
#include "redis/redisurl.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestFile = 10 * 1024 * 1024;
constexpr qsizetype mostConnections = 1000;

constexpr std::array sourceNames{"drover"_L1, "redisinsight"_L1, "ardm"_L1, "other"_L1};
static_assert(sourceNames.size() == static_cast<size_t>(ImportSource::Other) + 1);
constexpr std::array obstacleNames{
    "none"_L1, "ssh-tunnel"_L1, "cluster"_L1, "sentinel"_L1, "unreadable"_L1, "already-saved"_L1};
static_assert(obstacleNames.size() == static_cast<size_t>(ImportObstacle::AlreadySaved) + 1);
constexpr std::array noteNames{
    "certificates-inside"_L1, "was-not-verified"_L1, "command-left-out"_L1, "from-variable"_L1};
static_assert(noteNames.size() == static_cast<size_t>(ImportNote::FromVariable) + 1);

Error refused(const QString& kind, const QString& message)
{
    return {ErrorCode::BadInput, message, {{u"kind"_s, kind}}};
}

struct Parsed {
    QJsonDocument document;
    bool wasBase64 = false; //!< as Another Redis Desktop Manager writes its files
};

Result<Parsed> parsed(const QByteArray& content)
{
    QByteArray text = content.trimmed();
    if (text.startsWith("\xef\xbb\xbf"))
        text.remove(0, 3);
    if (text.isEmpty())
        return refused(u"empty"_s, u"the file is empty"_s);
    if (text.size() > longestFile)
        return refused(u"too-large"_s, u"the file is larger than 10 MiB: no file of connections"_s);
    QJsonParseError fault;
    const QJsonDocument plain = QJsonDocument::fromJson(text, &fault);
    if (fault.error == QJsonParseError::NoError)
        return Parsed{plain, false};
    const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    if (decoded) {
        QJsonParseError inner;
        const QJsonDocument document = QJsonDocument::fromJson(*decoded, &inner);
        if (inner.error == QJsonParseError::NoError)
            return Parsed{document, true};
    }
    return refused(
        u"damaged"_s, u"the file is damaged, or none of connections: %1"_s.arg(fault.errorString()));
}

ImportedConnection ownConnection(const QJsonObject& object)
{
    QJsonObject entry = object;
    entry.insert(u"id"_s, ConnectionProfile::create().id);
    ImportedConnection made;
    Result<ConnectionProfile> profile = profileFromJson(entry);
    if (!profile) {
        made.profile = ConnectionProfile::create();
        made.profile.name = object.value(u"name"_s).toString();
        made.obstacle = ImportObstacle::Unreadable;
        return made;
    }
    made.profile = std::move(*profile);
    SecretSource& secret = made.profile.secret;
    secret.isStored = false;
    if (secret.kind == SecretSource::Kind::Command) {
        secret = {SecretSource::Kind::Ask, {}, {}, false};
        made.notes.push_back(ImportNote::CommandLeftOut);
    } else if (secret.kind == SecretSource::Kind::Keychain) {
        secret.kind = SecretSource::Kind::Ask; // the keychain here knows nothing of it
    } else if (secret.kind == SecretSource::Kind::Environment) {
        made.notes.push_back(ImportNote::FromVariable);
    }
    return made;
}

bool isSamePlace(const ConnectionOptions& one, const ConnectionOptions& other)
{
    const auto place = [](const ConnectionOptions& options) {
        return options.unixSocket.isEmpty()
            ? QString(options.host.toLower() + u':' + QString::number(options.port))
            : options.unixSocket;
    };
    return place(one) == place(other) && one.database == other.database && one.user == other.user;
}

//! Whether it can be made beside these, and under which name.
void settle(ImportedConnection& made, const std::vector<ConnectionProfile>& others)
{
    ConnectionProfile& profile = made.profile;
    if (profile.name.trimmed().isEmpty())
        profile.name = suggestedProfileName(profile.options);
    if (!made.canBeMade())
        return;
    const auto same = std::ranges::find_if(
        others, [&](const ConnectionProfile& other) { return isSamePlace(other.options, profile.options); });
    if (same != others.end()) {
        made.obstacle = ImportObstacle::AlreadySaved;
        made.savedAs = same->name;
        return;
    }
    profile.name = freeProfileName(profile.name.trimmed(), others);
    if (!profileFaults(profile, others).empty())
        made.obstacle = ImportObstacle::Unreadable;
}

ImportSource sourceOf(const Parsed& file, const QJsonArray& entries)
{
    if (file.document.isObject())
        return ImportSource::Drover;
    if (file.wasBase64)
        return ImportSource::AnotherRedisDesktopManager;
    const auto isInsight = [](const QJsonValue& entry) {
        return entry.toObject().contains("connectionType"_L1);
    };
    return std::any_of(entries.begin(), entries.end(), isInsight) ? ImportSource::RedisInsight
                                                                  : ImportSource::Other;
}

} // namespace

int ImportPlan::passwords() const
{
    return static_cast<int>(std::ranges::count_if(connections,
        [](const ImportedConnection& one) { return one.canBeMade() && !one.password.isEmpty(); }));
}

QLatin1StringView importSourceName(ImportSource source)
{
    return sourceNames.at(static_cast<size_t>(source));
}

QLatin1StringView importObstacleName(ImportObstacle obstacle)
{
    return obstacleNames.at(static_cast<size_t>(obstacle));
}

QLatin1StringView importNoteName(ImportNote note)
{
    return noteNames.at(static_cast<size_t>(note));
}

Result<ImportPlan> readImport(const QByteArray& content, const std::vector<ConnectionProfile>& saved)
{
    const Result<Parsed> file = parsed(content);
    if (!file)
        return file.error();
    const QJsonArray entries = file->document.isObject()
        ? file->document.object().value(u"profiles"_s).toArray()
        : file->document.array();
    if (entries.isEmpty())
        return refused(u"no-connections"_s, u"there are no connections in this file"_s);
    if (entries.size() > mostConnections)
        return refused(u"too-large"_s, u"there are more than 1000 connections in this file"_s);
    ImportPlan plan;
    plan.source = sourceOf(*file, entries);
    std::vector<ConnectionProfile> others = saved;
    for (const QJsonValue& entry : entries) {
        ImportedConnection made = plan.source == ImportSource::Drover ? ownConnection(entry.toObject())
                                                                      : foreignConnection(entry.toObject());
        settle(made, others);
        if (made.canBeMade())
            others.push_back(made.profile);
        plan.connections.push_back(std::move(made));
    }
    return plan;
}

QByteArray exportedProfiles(const std::vector<ConnectionProfile>& profiles)
{
    QJsonArray entries;
    for (ConnectionProfile profile : profiles) {
        // A command may hold a secret among its arguments, and would not be taken by an import anyway.
        if (profile.secret.kind == SecretSource::Kind::Command)
            profile.secret = {SecretSource::Kind::Ask, {}, {}, false};
        profile.secret.isStored = false;
        QJsonObject entry;
        profileToJson(profile, entry);
        entry.remove(u"id"_s);
        entries.append(entry);
    }
    return QJsonDocument(QJsonObject{{u"schema"_s, 1}, {u"profiles"_s, entries}}).toJson();
}

} // namespace drover
