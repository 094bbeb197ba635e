// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "profiles/foreignconnection_p.h"

#include "redis/redisurl.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <optional>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

//! Looks up members by their words in the different programs; "a.b" leads into an object.
class Words {
public:
    explicit Words(const QJsonObject& object)
        : m_object(object)
    {
    }

    [[nodiscard]] QString text(std::initializer_list<QLatin1StringView> names) const
    {
        for (const QLatin1StringView name : names) {
            const QJsonValue found = value(name);
            if (found.isString() && !found.toString().isEmpty())
                return found.toString();
        }
        return {};
    }
    [[nodiscard]] bool flag(std::initializer_list<QLatin1StringView> names) const
    {
        for (const QLatin1StringView name : names) {
            if (value(name).toBool())
                return true;
        }
        return false;
    }
    //! Some programs write numbers as texts. `fallback` where there is none; nothing when it is no number.
    [[nodiscard]] std::optional<int> number(QLatin1StringView name, int fallback) const
    {
        const QJsonValue found = value(name);
        if (found.isUndefined() || found.isNull() || (found.isString() && found.toString().isEmpty()))
            return fallback;
        bool isNumber = true;
        const double read = found.isString() ? found.toString().toDouble(&isNumber) : found.toDouble(-1);
        const auto whole = static_cast<qint64>(std::clamp<double>(read, -1, std::numeric_limits<int>::max()));
        if (!isNumber || static_cast<double>(whole) != read || whole < 0)
            return std::nullopt;
        return static_cast<int>(whole);
    }
    [[nodiscard]] bool has(QLatin1StringView name) const
    {
        const QJsonValue found = value(name);
        return found.isObject() ? !found.toObject().isEmpty() : !found.isUndefined() && !found.isNull();
    }

private:
    [[nodiscard]] QJsonValue value(QLatin1StringView path) const
    {
        const qsizetype dot = path.indexOf('.'_L1);
        return dot < 0 ? m_object.value(path)
                       : m_object.value(path.first(dot)).toObject().value(path.sliced(dot + 1));
    }

    const QJsonObject& m_object;
};

ImportObstacle obstacleIn(const Words& words)
{
    const QString kind = words.text({"connectionType"_L1, "type"_L1}).toLower();
    const bool tunnels = words.flag({"ssh"_L1})
        || !words.text({"sshOptions.host"_L1, "ssh_host"_L1, "sshHost"_L1, "ssh_agent_path"_L1}).isEmpty();
    if (tunnels)
        return ImportObstacle::SshTunnel;
    if (kind == "cluster"_L1 || words.flag({"cluster"_L1}))
        return ImportObstacle::Cluster;
    if (kind == "sentinel"_L1
        || !words.text({"sentinelMaster.name"_L1, "sentinelOptions.masterName"_L1, "sentinelOptions.name"_L1})
                .isEmpty())
        return ImportObstacle::Sentinel;
    return ImportObstacle::None;
}

bool isPem(const QString& text)
{
    return text.contains("-----BEGIN"_L1);
}

void readTls(const Words& words, ImportedConnection& made)
{
    TlsOptions& tls = made.profile.options.tls;
    const QString authority =
        words.text({"caCert.certificate"_L1, "caCert"_L1, "sslOptions.ca"_L1, "ssl_ca_cert_path"_L1});
    const QString certificate = words.text({"clientCert.certificate"_L1, "clientCert"_L1, "certificate"_L1,
        "sslOptions.cert"_L1, "ssl_local_cert_path"_L1});
    const QString key =
        words.text({"clientCert.key"_L1, "keyFile"_L1, "sslOptions.key"_L1, "ssl_private_key_path"_L1});
    tls.enabled = words.flag({"tls"_L1, "ssl"_L1}) || words.has("sslOptions"_L1) || !authority.isEmpty()
        || !certificate.isEmpty();
    if (!tls.enabled)
        return;
    tls.serverName = words.text({"tlsServername"_L1, "sslOptions.servername"_L1, "sslOptions.serverName"_L1});
    const auto take = [&made](const QString& from, QString& into) {
        if (isPem(from)) {
            if (made.notes.empty())
                made.notes.push_back(ImportNote::CertificatesInside);
        } else {
            into = from;
        }
    };
    take(authority, tls.caFile);
    take(certificate, tls.certificateFile);
    take(key, tls.keyFile);
    // One without the other would make a connection that cannot be saved.
    if (tls.certificateFile.isEmpty() != tls.keyFile.isEmpty()) {
        tls.certificateFile.clear();
        tls.keyFile.clear();
    }
    if (words.has("verifyServerCert"_L1) && !words.flag({"verifyServerCert"_L1}))
        made.notes.push_back(ImportNote::WasNotVerified);
}

} // namespace

ImportedConnection foreignConnection(const QJsonObject& object)
{
    const Words words(object);
    ImportedConnection made;
    made.profile = ConnectionProfile::create();
    ConnectionOptions& options = made.profile.options;
    made.profile.name = words.text({"name"_L1, "connectionName"_L1});
    const QString host = words.text({"host"_L1});
    // Both take a path in the place of a host for a unix socket.
    if (host.startsWith(u'/'))
        options.unixSocket = host;
    else
        options.host = host;
    const std::optional<int> port = words.number("port"_L1, options.port);
    const std::optional<int> database = words.number("db"_L1, 0);
    options.port = static_cast<quint16>(port && *port <= 65535 ? *port : 0);
    options.database = database.value_or(-1);
    options.user = words.text({"username"_L1});
    made.password = words.text({"password"_L1, "auth"_L1}).toUtf8();
    made.profile.isReadOnly = words.flag({"connectionReadOnly"_L1});
    readTls(words, made);
    if (isOnThisComputer(options))
        made.profile.environment = Environment::Development;
    if (!made.password.isEmpty())
        made.profile.secret.kind = SecretSource::Kind::Ask;
    made.obstacle = obstacleIn(words);
    return made;
}

} // namespace drover
