// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/keystorejson_p.h"

#include <QJsonArray>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

const QString queuesKey = u"queues"_s;
const QString fieldsKey = u"fields"_s;
const QString formerKey = u"formerFields"_s;
const QString keysKey = u"keys"_s;
const QString resultsKey = u"resultFields"_s;
const QString formerResultsKey = u"formerResultFields"_s;

std::optional<QByteArrayList> fieldsFrom(const QJsonValue& value)
{
    QByteArrayList fields;
    for (const QJsonValue& field : value.toArray()) {
        if (!field.isString())
            return std::nullopt;
        fields << field.toString().toUtf8();
    }
    if (!value.isArray() || !FieldCipher::problemOf(fields).isEmpty())
        return std::nullopt;
    return fields;
}

//! Without a judgement: they are only decrypted.
QByteArrayList formerFrom(const QJsonValue& value)
{
    QByteArrayList fields;
    for (const QJsonValue& field : value.toArray())
        fields << field.toString().toUtf8();
    return fields;
}

std::optional<std::vector<KeyNote>> keysFrom(const QJsonValue& value)
{
    std::vector<KeyNote> keys;
    for (const QJsonValue& entry : value.toArray()) {
        const QJsonObject object = entry.toObject();
        const KeyNote key{object.value(u"id"_s).toString().toUtf8(), object.value(u"made"_s).toInteger()};
        if (!EncryptionKey::isKeyId(key.id))
            return std::nullopt;
        keys.push_back(key);
    }
    return value.isArray() ? std::optional(keys) : std::nullopt;
}

QJsonArray toJson(const QByteArrayList& fields)
{
    QJsonArray array;
    for (const QByteArray& field : fields)
        array.append(QString::fromUtf8(field));
    return array;
}

} // namespace

std::optional<std::vector<QueueEncryption>> encryptionFromJson(const QJsonObject& object)
{
    std::vector<QueueEncryption> queues;
    const QJsonObject entries = object.value(queuesKey).toObject();
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        const QJsonObject queue = entry.value().toObject();
        const auto fields = fieldsFrom(queue.value(fieldsKey));
        const bool choosesResults = queue.contains(resultsKey);
        const auto results = choosesResults ? fieldsFrom(queue.value(resultsKey)) : QByteArrayList();
        const auto keys = keysFrom(queue.value(keysKey));
        if (!fields || !results || !keys)
            return std::nullopt;
        queues.push_back({entry.key().toUtf8(), *fields, formerFrom(queue.value(formerKey)), *keys,
            {*results, formerFrom(queue.value(formerResultsKey))}});
    }
    return queues;
}

void encryptionToJson(const QueueEncryption& queue, QJsonObject& object)
{
    QJsonObject queues = object.value(queuesKey).toObject();
    const QString name = QString::fromUtf8(queue.queue);
    QJsonObject entry = queues.value(name).toObject();
    QJsonArray keys;
    for (const KeyNote& key : queue.keys)
        keys.append(QJsonObject{{u"id"_s, QString::fromLatin1(key.id)}, {u"made"_s, key.made}});
    entry.insert(fieldsKey, toJson(queue.fields));
    entry.insert(formerKey, toJson(queue.formerFields));
    entry.insert(keysKey, keys);
    entry.insert(resultsKey, toJson(queue.results.fields));
    entry.insert(formerResultsKey, toJson(queue.results.former));
    queues.insert(name, entry);
    object.insert(queuesKey, queues);
}

} // namespace drover
