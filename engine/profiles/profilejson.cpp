// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "profiles/profilejson_p.h"

#include <QJsonArray>

#include <limits>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

//! Reads members of one object; the first that has the wrong type or range is remembered.
class Reader {
public:
    Reader(const QJsonObject& object, QString prefix)
        : m_object(object)
        , m_prefix(std::move(prefix))
    {
    }

    void text(const QString& key, QString& into)
    {
        const QJsonValue value = m_object.value(key);
        if (value.isString())
            into = value.toString();
        else if (!value.isUndefined())
            refuse(key);
    }
    void flag(const QString& key, bool& into)
    {
        const QJsonValue value = m_object.value(key);
        if (value.isBool())
            into = value.toBool();
        else if (!value.isUndefined())
            refuse(key);
    }
    template <typename Number>
    void number(const QString& key, Number& into, double least, double most)
    {
        const QJsonValue value = m_object.value(key);
        if (value.isUndefined())
            return;
        if (!value.isDouble() || value.toDouble() < least || value.toDouble() > most)
            return refuse(key);
        into = static_cast<Number>(value.toDouble());
    }
    void duration(const QString& key, Milliseconds& into, qint64 least, qint64 most)
    {
        qint64 count = into.count();
        number(key, count, static_cast<double>(least), static_cast<double>(most));
        into = Milliseconds(count);
    }
    void texts(const QString& key, QStringList& into)
    {
        const QJsonValue value = m_object.value(key);
        if (value.isUndefined())
            return;
        if (!value.isArray())
            return refuse(key);
        QStringList read;
        const QJsonArray items = value.toArray();
        for (const QJsonValue& item : items) {
            if (!item.isString())
                return refuse(key);
            read.append(item.toString());
        }
        into = read;
    }
    [[nodiscard]] QJsonObject object(const QString& key)
    {
        const QJsonValue value = m_object.value(key);
        if (!value.isUndefined() && !value.isObject())
            refuse(key);
        return value.toObject();
    }
    [[nodiscard]] bool has(const QString& key) const { return m_object.contains(key); }
    void refuse(const QString& key)
    {
        if (m_refused.isEmpty())
            m_refused = m_prefix + key;
    }
    void take(const Reader& inner)
    {
        if (m_refused.isEmpty())
            m_refused = inner.m_refused;
    }
    [[nodiscard]] const QString& refused() const { return m_refused; }

private:
    QJsonObject m_object;
    QString m_prefix;
    QString m_refused;
};

void readTls(Reader& outer, TlsOptions& tls)
{
    Reader reader(outer.object(u"tls"_s), u"tls."_s);
    reader.flag(u"enabled"_s, tls.enabled);
    reader.text(u"ca"_s, tls.caFile);
    reader.text(u"certificate"_s, tls.certificateFile);
    reader.text(u"key"_s, tls.keyFile);
    reader.text(u"serverName"_s, tls.serverName);
    outer.take(reader);
}

void readRetry(Reader& outer, ConnectionProfile& profile)
{
    profile.hasOwnRetry = outer.has(u"retry"_s);
    Reader reader(outer.object(u"retry"_s), u"retry."_s);
    RetryOptions& retry = profile.options.retry;
    reader.number(u"base"_s, retry.base, 1.0, 10.0);
    reader.duration(u"minimumMs"_s, retry.minimum, 0, 3600000);
    reader.duration(u"maximumMs"_s, retry.maximum, 0, 3600000);
    reader.number(u"jitter"_s, retry.jitter, 0.0, 0.2);
    outer.take(reader);
}

void readSecret(Reader& outer, SecretSource& secret)
{
    Reader reader(outer.object(u"secret"_s), u"secret."_s);
    QString kind = QString(secretKindName(secret.kind));
    reader.text(u"source"_s, kind);
    if (const auto known = secretKindFromName(kind))
        secret.kind = *known;
    else
        reader.refuse(u"source"_s);
    reader.text(u"variable"_s, secret.variable);
    reader.texts(u"command"_s, secret.command);
    reader.flag(u"stored"_s, secret.isStored);
    outer.take(reader);
}

void readPrefixes(Reader& reader, QByteArrayList& prefixes)
{
    QStringList texts;
    for (const QByteArray& prefix : prefixes)
        texts.append(QString::fromUtf8(prefix));
    reader.texts(u"prefixes"_s, texts);
    prefixes.clear();
    for (const QString& text : std::as_const(texts))
        prefixes.append(text.toUtf8());
    if (prefixes.isEmpty())
        reader.refuse(u"prefixes"_s);
}

//! Writes what differs from the default, removes what does not: files stay short and readable.
template <typename Value>
void put(QJsonObject& object, const QString& key, const Value& value, const Value& standard)
{
    if (value == standard)
        object.remove(key);
    else
        object.insert(key, value);
}

void putObject(QJsonObject& object, const QString& key, const QJsonObject& value)
{
    if (value.isEmpty())
        object.remove(key);
    else
        object.insert(key, value);
}

QJsonObject tlsJson(const TlsOptions& tls, QJsonObject object)
{
    put(object, u"enabled"_s, tls.enabled, false);
    put(object, u"ca"_s, tls.caFile, QString());
    put(object, u"certificate"_s, tls.certificateFile, QString());
    put(object, u"key"_s, tls.keyFile, QString());
    put(object, u"serverName"_s, tls.serverName, QString());
    return object;
}

QJsonObject retryJson(const RetryOptions& retry, QJsonObject object)
{
    object.insert(u"base"_s, retry.base);
    object.insert(u"minimumMs"_s, static_cast<qint64>(retry.minimum.count()));
    object.insert(u"maximumMs"_s, static_cast<qint64>(retry.maximum.count()));
    object.insert(u"jitter"_s, retry.jitter);
    return object;
}

QJsonObject secretJson(const SecretSource& secret, QJsonObject object)
{
    object.insert(u"source"_s, QString(secretKindName(secret.kind)));
    put(object, u"variable"_s, secret.variable, QString());
    putObject(object, u"command"_s, {});
    if (!secret.command.isEmpty())
        object.insert(u"command"_s, QJsonArray::fromStringList(secret.command));
    put(object, u"stored"_s, secret.isStored, false);
    return object;
}

} // namespace

Result<ConnectionProfile> profileFromJson(const QJsonObject& object)
{
    ConnectionProfile profile;
    ConnectionOptions& options = profile.options;
    Reader reader(object, {});
    QString kind = u"redis"_s;
    reader.text(u"kind"_s, kind);
    if (kind != "redis"_L1)
        reader.refuse(u"kind"_s);
    reader.text(u"id"_s, profile.id);
    reader.text(u"name"_s, profile.name);
    reader.text(u"folder"_s, profile.folder);
    QString environment = QString(environmentName(profile.environment));
    reader.text(u"environment"_s, environment);
    if (const auto known = environmentFromName(environment))
        profile.environment = *known;
    else
        reader.refuse(u"environment"_s);
    reader.flag(u"readOnly"_s, profile.isReadOnly);
    reader.text(u"host"_s, options.host);
    reader.number(u"port"_s, options.port, 1, 65535);
    reader.text(u"socket"_s, options.unixSocket);
    reader.text(u"user"_s, options.user);
    reader.number(u"database"_s, options.database, 0, std::numeric_limits<int>::max());
    reader.duration(u"connectTimeoutMs"_s, options.connectTimeout, 100, 3600000);
    reader.duration(u"commandTimeoutMs"_s, options.commandTimeout, 0, 3600000);
    QString clientName;
    reader.text(u"clientName"_s, clientName);
    options.clientName = clientName.toUtf8();
    readTls(reader, options.tls);
    readRetry(reader, profile);
    readPrefixes(reader, profile.prefixes);
    readSecret(reader, profile.secret);
    if (profile.id.isEmpty())
        reader.refuse(u"id"_s);
    if (profile.name.trimmed().isEmpty())
        reader.refuse(u"name"_s);
    if (!reader.refused().isEmpty())
        return Error{ErrorCode::BadInput, u"the member \"%1\" cannot be read"_s.arg(reader.refused()),
            {{u"member"_s, reader.refused()}, {u"profile"_s, profile.name}}};
    return profile;
}

void profileToJson(const ConnectionProfile& profile, QJsonObject& object)
{
    const ConnectionOptions& options = profile.options;
    const ConnectionOptions standard;
    object.insert(u"id"_s, profile.id);
    object.insert(u"name"_s, profile.name);
    put(object, u"folder"_s, profile.folder, QString());
    put(object, u"environment"_s, QString(environmentName(profile.environment)),
        QString(environmentName(Environment::Unspecified)));
    put(object, u"readOnly"_s, profile.isReadOnly, false);
    object.insert(u"host"_s, options.host);
    object.insert(u"port"_s, options.port);
    put(object, u"socket"_s, options.unixSocket, QString());
    put(object, u"user"_s, options.user, QString());
    put(object, u"database"_s, options.database, 0);
    put(object, u"connectTimeoutMs"_s, static_cast<qint64>(options.connectTimeout.count()),
        static_cast<qint64>(standard.connectTimeout.count()));
    put(object, u"commandTimeoutMs"_s, static_cast<qint64>(options.commandTimeout.count()),
        static_cast<qint64>(standard.commandTimeout.count()));
    put(object, u"clientName"_s, QString::fromUtf8(options.clientName), QString());
    putObject(object, u"tls"_s, tlsJson(options.tls, object.value(u"tls"_s).toObject()));
    if (profile.hasOwnRetry)
        object.insert(u"retry"_s, retryJson(options.retry, object.value(u"retry"_s).toObject()));
    else
        object.remove(u"retry"_s);
    QJsonArray prefixes;
    for (const QByteArray& prefix : profile.prefixes)
        prefixes.append(QString::fromUtf8(prefix));
    object.insert(u"prefixes"_s, prefixes);
    object.insert(u"secret"_s, secretJson(profile.secret, object.value(u"secret"_s).toObject()));
}

} // namespace drover
