// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "profiles/profilestore.h"

#include "profiles/profilejson_p.h"

#include <QJsonArray>
#include <QStandardPaths>

#include <algorithm>
#include <utility>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

const QString listKey = u"profiles"_s;

ProfilesRead interpret(JsonFileContent content)
{
    ProfilesRead read;
    QStringList seen;
    const QJsonArray entries = content.object.value(listKey).toArray();
    for (const QJsonValue& entry : entries) {
        Result<ConnectionProfile> profile = profileFromJson(entry.toObject());
        if (!profile)
            read.faults.push_back(profile.error());
        else if (seen.contains(profile->id))
            read.faults.push_back({ErrorCode::BadInput, u"the id is there twice"_s,
                {{u"member"_s, u"id"_s}, {u"profile"_s, profile->name}}});
        else {
            seen.append(profile->id);
            read.profiles.push_back(std::move(*profile));
        }
    }
    read.file = std::move(content);
    return read;
}

qsizetype indexOf(const QJsonArray& entries, const QString& id)
{
    for (qsizetype i = 0; i < entries.size(); ++i) {
        if (entries.at(i).toObject().value(u"id"_s).toString() == id)
            return i;
    }
    return -1;
}

JsonFileWriter::Change saving(const ConnectionProfile& profile)
{
    return [profile](QJsonObject& object) {
        QJsonArray entries = object.value(listKey).toArray();
        const qsizetype at = indexOf(entries, profile.id);
        QJsonObject entry = at < 0 ? QJsonObject() : entries.at(at).toObject();
        profileToJson(profile, entry);
        if (at < 0)
            entries.append(entry);
        else
            entries.replace(at, entry);
        object.insert(listKey, entries);
    };
}

JsonFileWriter::Change removing(const QString& id)
{
    return [id](QJsonObject& object) {
        QJsonArray entries = object.value(listKey).toArray();
        if (const qsizetype at = indexOf(entries, id); at >= 0)
            entries.removeAt(at);
        object.insert(listKey, entries);
    };
}

//! Behind the entry `before`; empty = first.
JsonFileWriter::Change moving(const QString& id, const QString& before)
{
    return [id, before](QJsonObject& object) {
        QJsonArray entries = object.value(listKey).toArray();
        const qsizetype from = indexOf(entries, id);
        if (from < 0)
            return;
        const QJsonValue entry = entries.takeAt(from);
        entries.insert(before.isEmpty() ? 0 : indexOf(entries, before) + 1, entry);
        object.insert(listKey, entries);
    };
}

} // namespace

ProfileStore::ProfileStore(const QString& path, QObject* parent)
    : QObject(parent)
    , m_found(interpret(JsonFile(path).read()))
    , m_profiles(m_found.profiles)
    , m_object(m_found.file.object)
    , m_writer(JsonFile(path))
{
    connect(&m_writer, &JsonFileWriter::failed, this, [this](const QString& reason) {
        m_hasFailed = true;
        Q_EMIT writeFailed(reason);
    });
    connect(&m_writer, &JsonFileWriter::written, this, [this] {
        if (std::exchange(m_hasFailed, false))
            Q_EMIT writeFailed({});
    });
}

ProfileStore::~ProfileStore() = default;

QString ProfileStore::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + u"/drover/profiles.json"_s;
}

ProfilesRead ProfileStore::readFile(const QString& path)
{
    return interpret(JsonFile(path).read(JsonFile::OnDamage::Leave));
}

const ConnectionProfile* ProfileStore::find(const QString& id) const
{
    const auto found = std::ranges::find(m_profiles, id, &ConnectionProfile::id);
    return found == m_profiles.end() ? nullptr : &*found;
}

void ProfileStore::save(const ConnectionProfile& profile)
{
    ConnectionProfile clean = profile;
    clean.name = clean.name.trimmed();
    clean.options.password.clear();
    const auto found = std::ranges::find(m_profiles, clean.id, &ConnectionProfile::id);
    if (found == m_profiles.end())
        m_profiles.push_back(clean);
    else if (*found == clean)
        return;
    else
        *found = clean;
    apply(saving(clean));
}

void ProfileStore::remove(const QString& id)
{
    if (std::erase_if(m_profiles, [&id](const ConnectionProfile& profile) { return profile.id == id; }) > 0)
        apply(removing(id));
}

void ProfileStore::move(const QString& id, int index)
{
    const auto found = std::ranges::find(m_profiles, id, &ConnectionProfile::id);
    if (found == m_profiles.end())
        return;
    const ConnectionProfile profile = *found;
    m_profiles.erase(found);
    const auto at = std::clamp<qsizetype>(index, 0, static_cast<qsizetype>(m_profiles.size()));
    m_profiles.insert(m_profiles.begin() + at, profile);
    apply(moving(id, at == 0 ? QString() : m_profiles.at(static_cast<size_t>(at) - 1).id));
}

void ProfileStore::apply(JsonFileWriter::Change change)
{
    change(m_object);
    m_writer.apply(std::move(change), m_object);
    Q_EMIT changed();
}

} // namespace drover
