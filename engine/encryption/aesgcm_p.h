// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "encryption/encryptionkey.h"

#include <QByteArray>

#include <optional>

//! AES-256-GCM by OpenSSL, a whole text in one call.
namespace drover::aesgcm {

inline constexpr int ivSize = 12;
inline constexpr int tagSize = 16;

struct Sealed {
    QByteArray iv;
    QByteArray ciphertext;
    QByteArray tag;
};

//! Under a random IV: good for 2^32 texts a key. Nothing when OpenSSL fails.
[[nodiscard]] std::optional<Sealed> seal(
    const EncryptionKey& key, QByteArrayView authenticated, QByteArrayView plaintext);

//! Nothing unless the tag is right; what was decrypted until then is wiped.
[[nodiscard]] std::optional<QByteArray> open(
    const EncryptionKey& key, QByteArrayView authenticated, const Sealed& sealed);

} // namespace drover::aesgcm
