// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "encryption/encryptionkey.h"

#include <optional>
#include <vector>

//! Compact JWE (RFC 7516) of one kind only: alg "dir", enc "A256GCM". The protected header has exactly these
//! members, each once, all of them strings:
//!
//!     alg    "dir"
//!     enc    "A256GCM"
//!     kid    the key's id
//!     queue  the queue with its prefix, "bull:mail" (queue.qualifiedName in bullmq)
//!     field  the JSON pointer of the field in the job's data, "/card/number"
//!
//! Header, queue and field are authenticated: a token that was moved to another place is refused there.
namespace drover {

//! Where a token belongs.
struct TokenPlace {
    QByteArray queue;
    QByteArray field;

    bool operator==(const TokenPlace&) const = default;
};

//! Why a token was refused; the word is in the context of the error, under "reason".
enum class TokenFault : quint8 {
    NotAToken, //!< "not-a-token": not five parts of base64url of the right lengths
    TooLarge, //!< "too-large"
    Header, //!< "header": other members or values than above
    Elsewhere, //!< "elsewhere": it belongs to another queue or field
    UnknownKey, //!< "unknown-key"; "kid" is in the context
    Altered, //!< "altered": something was changed, or the key of this id is another one
};
[[nodiscard]] QLatin1StringView tokenFaultName(TokenFault fault);

//! What may be encrypted at most; a longer token is refused before anything is done with it.
inline constexpr qsizetype largestPlaintext = 16 * 1024 * 1024;

//! The token, under a random 96-bit IV. ErrorCode::Encryption when the text is too large.
[[nodiscard]] Result<QByteArray> encryptToken(
    QByteArrayView plaintext, const EncryptionKey& key, const TokenPlace& place);

//! All of the plaintext, after the tag was checked, or ErrorCode::Encryption. The message is
//! "cannot decrypt: reason" and never has anything of the plaintext.
[[nodiscard]] Result<QByteArray> decryptToken(
    QByteArrayView token, const std::vector<EncryptionKey>& keys, const TokenPlace& place);

//! The text begins as tokens do. Not whether it is a good one, so that one that was damaged is not taken for
//! clear text; a signed token (three parts) is none.
[[nodiscard]] bool looksEncrypted(QByteArrayView text);

//! The key's id in the header of a text that looks encrypted; nothing when the header is damaged. Not
//! authenticated: for showing.
[[nodiscard]] std::optional<QByteArray> keyIdOfToken(QByteArrayView token);

} // namespace drover
