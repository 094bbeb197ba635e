// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/keystore.h"

#include "core/clock.h"
#include "encryption/keystorejson_p.h"

#include <QDateTime>
#include <QPromise>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTimeZone>

#include <algorithm>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

QString entryOf(const QByteArray& id)
{
    return u"encryption/"_s + QString::fromLatin1(id);
}

//! The day, for people, and enough chance that no two machines ever make the same.
QByteArray newKeyId(qint64 now)
{
    const QString day = QDateTime::fromMSecsSinceEpoch(now, QTimeZone::utc()).toString(u"yyyy-MM-dd"_s);
    const QByteArray chance = QByteArray::number(QRandomGenerator::system()->generate64(), 16);
    return day.toLatin1() + '-' + chance.rightJustified(16, '0');
}

Error trouble(const QString& message, const QVariantMap& context = {})
{
    return {ErrorCode::Encryption, message, context};
}

//! Why the keychain did not give or take a key.
Error keychainTrouble(const SecretOutcome& outcome)
{
    const QString state = secretStateName(outcome.state);
    QString message = u"The key is not to be had from the keychain: "_s;
    if (outcome.state == SecretState::Locked)
        message += u"it is locked"_s;
    else if (outcome.state == SecretState::NotFound)
        message += u"it is not in there"_s;
    else
        message += outcome.message;
    return trouble(message, {{u"keychain"_s, state}});
}

//! Fields from now on; those that are no longer among them become former ones.
void replaceFields(QByteArrayList& fields, QByteArrayList& former, const QByteArrayList& chosen)
{
    for (const QByteArray& field : std::as_const(fields)) {
        if (!former.contains(field))
            former.append(field);
    }
    former.removeIf([&chosen](const QByteArray& field) { return chosen.contains(field); });
    fields = chosen;
}

template <typename T>
void end(QPromise<Result<T>>& promise, Result<T> result)
{
    promise.addResult(std::move(result));
    promise.finish();
}

} // namespace

//! The keys of one queue, read one after the other.
struct KeyStore::Reading {
    QueueId id;
    QueueEncryption about;
    size_t next = 0;
    std::vector<EncryptionKey> keys;
    QPromise<Result<FieldCipherPtr>> promise;
};

KeyStore::KeyStore(const QString& path, SecretStore& keychain, QObject* parent)
    : QObject(parent)
    , m_file(path)
    , m_keychain(keychain)
{
}

QString KeyStore::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + u"/drover/encryption.json"_s;
}

Result<std::vector<QueueEncryption>> KeyStore::queues() const
{
    const JsonFileContent content = m_file.read(JsonFile::OnDamage::Leave);
    // Not the last good copy either, and not what is understood of a newer one: a field could be missing
    // there.
    const bool isWhole = content.state == JsonFileState::Missing || content.state == JsonFileState::Good
        || content.state == JsonFileState::Migrated;
    if (!isWhole)
        return trouble(
            u"The list of encrypted fields in %1 cannot be used: %2"_s.arg(m_file.path(),
                content.reason.isEmpty() ? u"it was written by a newer version"_s : content.reason),
            {{u"file"_s, m_file.path()}});
    std::optional<std::vector<QueueEncryption>> queues = encryptionFromJson(content.object);
    if (!queues)
        return trouble(u"The list of encrypted fields in %1 is not understood"_s.arg(m_file.path()),
            {{u"file"_s, m_file.path()}});
    return std::move(*queues);
}

Result<QueueEncryption> KeyStore::queue(const QueueId& id) const
{
    const QByteArray name = FieldCipher::qualifiedName(id);
    const Result<std::vector<QueueEncryption>> all = queues();
    if (!all)
        return all.error();
    const auto found = std::ranges::find(*all, name, &QueueEncryption::queue);
    return found == all->end() ? QueueEncryption{name, {}, {}, {}, {}} : *found;
}

QFuture<Result<FieldCipherPtr>> KeyStore::cipher(const QueueId& id)
{
    auto reading = std::make_shared<Reading>();
    reading->id = id;
    reading->promise.start();
    QFuture<Result<FieldCipherPtr>> future = reading->promise.future();
    Result<QueueEncryption> about = queue(id);
    if (!about) {
        end<FieldCipherPtr>(reading->promise, about.error());
    } else if (about->isClear()) {
        end<FieldCipherPtr>(reading->promise, FieldCipherPtr());
    } else {
        reading->about = std::move(*about);
        readNext(reading);
    }
    return future;
}

void KeyStore::readNext(const std::shared_ptr<Reading>& reading)
{
    const QueueEncryption& about = reading->about;
    if (reading->next == about.keys.size()) {
        const QByteArrayList fields = about.fields;
        return end<FieldCipherPtr>(reading->promise,
            std::make_shared<const FieldCipher>(
                reading->id, fields, std::move(reading->keys), about.formerFields, about.results));
    }
    const QByteArray id = about.keys[reading->next].id;
    const bool isNewest = ++reading->next == about.keys.size();
    m_keychain.read(entryOf(id), SecretStore::Known::Yes)
        .then(this, [this, reading, id, isNewest](const SecretOutcome& outcome) {
            const std::optional<EncryptionKey> key = outcome.state == SecretState::Stored
                ? EncryptionKey::fromBase64Url(id, outcome.secret)
                : std::nullopt;
            const bool isGone = outcome.state == SecretState::NotFound && !isNewest;
            if (!key && !isGone)
                return end<FieldCipherPtr>(reading->promise, keychainTrouble(outcome));
            if (key)
                reading->keys.push_back(*key);
            readNext(reading);
        });
}

QFuture<Result<EncryptionKey>> KeyStore::key(const QByteArray& id)
{
    return m_keychain.read(entryOf(id), SecretStore::Known::Yes)
        .then(this, [id](const SecretOutcome& outcome) -> Result<EncryptionKey> {
            std::optional<EncryptionKey> key = EncryptionKey::fromBase64Url(id, outcome.secret);
            if (outcome.state != SecretState::Stored || !key)
                return keychainTrouble(outcome);
            return std::move(*key);
        });
}

QFuture<Result<KeyNote>> KeyStore::makeKey(const QueueId& id)
{
    const qint64 now = Clock::system().now().count();
    const KeyNote note{newKeyId(now), now};
    const std::optional<EncryptionKey> key = EncryptionKey::make(note.id);
    const Result<QueueEncryption> before = queue(id); // before anything is made
    QPromise<Result<KeyNote>> promise;
    promise.start();
    if (!before || !key) {
        QFuture<Result<KeyNote>> future = promise.future();
        end<KeyNote>(promise, before ? trouble(u"The system has no random numbers"_s) : before.error());
        return future;
    }
    return m_keychain.write(entryOf(note.id), key->toBase64Url())
        .then(this, [this, id, note](const SecretOutcome& outcome) -> Result<KeyNote> {
            if (outcome.state != SecretState::Stored)
                return keychainTrouble(outcome);
            const Status noted = change(id, [&note](QueueEncryption& queue) { queue.keys.push_back(note); });
            if (!noted)
                return noted.error();
            return note;
        });
}

Status KeyStore::setFields(const QueueId& id, const QByteArrayList& fields)
{
    if (const QString problem = FieldCipher::problemOf(fields); !problem.isEmpty())
        return Error{ErrorCode::BadInput, problem, {}};
    return change(
        id, [&fields](QueueEncryption& queue) { replaceFields(queue.fields, queue.formerFields, fields); });
}

Status KeyStore::setResultFields(const QueueId& id, const QByteArrayList& fields)
{
    if (const QString problem = FieldCipher::problemOf(fields); !problem.isEmpty())
        return Error{ErrorCode::BadInput, problem, {}};
    return change(id, [&fields](QueueEncryption& queue) {
        replaceFields(queue.results.fields, queue.results.former, fields);
    });
}

QFuture<Status> KeyStore::removeKey(const QueueId& id, const QByteArray& key)
{
    const Result<QueueEncryption> about = queue(id);
    if (!about)
        return QtFuture::makeReadyFuture(Status(about.error()));
    const auto found = std::ranges::find(about->keys, key, &KeyNote::id);
    if (found == about->keys.end())
        return QtFuture::makeReadyFuture(
            Status(Error{ErrorCode::NotFound, u"The queue has no such key"_s, {}}));
    const bool encrypts = found->id == about->keys.back().id;
    if (encrypts && (!about->fields.isEmpty() || !about->results.fields.isEmpty()))
        return QtFuture::makeReadyFuture(Status(
            Error{ErrorCode::BadInput, u"This key encrypts; make another one before it is removed"_s, {}}));
    // First out of the keychain: a key that the file no longer names would stay there for ever.
    return m_keychain.remove(entryOf(key))
        .then(this, [this, id, key](const SecretOutcome& outcome) -> Status {
            if (outcome.state != SecretState::NotFound)
                return keychainTrouble(outcome);
            return change(id, [&key](QueueEncryption& queue) {
                std::erase_if(queue.keys, [&key](const KeyNote& note) { return note.id == key; });
            });
        });
}

Status KeyStore::change(const QueueId& id, const std::function<void(QueueEncryption&)>& how)
{
    const Result<std::vector<QueueEncryption>> readable = queues(); // else the update would set it aside
    if (!readable)
        return readable.error();
    const QByteArray name = FieldCipher::qualifiedName(id);
    const QString reason = m_file.update([&](QJsonObject& object) {
        std::vector<QueueEncryption> all =
            encryptionFromJson(object).value_or(std::vector<QueueEncryption>());
        auto found = std::ranges::find(all, name, &QueueEncryption::queue);
        if (found == all.end())
            found = all.insert(all.end(), QueueEncryption{name, {}, {}, {}, {}});
        how(*found);
        encryptionToJson(*found, object);
    });
    if (!reason.isEmpty())
        return trouble(
            u"%1 cannot be written: %2"_s.arg(m_file.path(), reason), {{u"file"_s, m_file.path()}});
    Q_EMIT changed();
    return Done{};
}

} // namespace drover
