// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <optional>

namespace drover {

class RedisConnection;

//! Where a connection keeps its TlsFacts; read by tlsFactsOf().
inline constexpr const char* tlsFactsProperty = "tlsFacts";

//! An encrypted connection, for people.
struct TlsFacts {
    QString protocol; //!< "TLS 1.3"
    QString subject; //!< of the server's certificate
    QString issuer;
    QDateTime expires;
    QByteArray fingerprint{}; //!< SHA-256 of the server's certificate
    bool isPinned = false; //!< trusted by its fingerprint alone
    QDateTime clientExpires{}; //!< of our own certificate; null = none was shown

    bool operator==(const TlsFacts&) const = default;
};

//! Of the connection's last good handshake; nothing without TLS. On the connection's thread.
[[nodiscard]] std::optional<TlsFacts> tlsFactsOf(const RedisConnection& connection);

//! "3F:0A:...", as openssl and browsers show it.
[[nodiscard]] QString fingerprintText(const QByteArray& sha256);
//! From 64 hex digits, with or without colons and blanks; empty when it is none.
[[nodiscard]] QByteArray fingerprintFrom(QStringView text);

// A pin stands where the authority's file stands (TlsOptions::caFile): instead of an authority, one
// certificate is trusted, whoever signed it and whatever names are in it, because a person has compared its
// fingerprint.

//! "sha256:3f0a...", for TlsOptions::caFile.
[[nodiscard]] QString pinText(const QByteArray& sha256);
//! The fingerprint of such a text; empty when it is none: a file's name, or nothing.
[[nodiscard]] QByteArray pinIn(QStringView authority);

} // namespace drover
