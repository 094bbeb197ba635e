// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/encryptionkey.h"

#include "encryption/base64url_p.h"

#include <algorithm>

#include <openssl/crypto.h>
#include <openssl/rand.h>

namespace drover {
namespace {

constexpr qsizetype longestId = 64;

bool isIdByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
        || c == '-';
}

} // namespace

bool EncryptionKey::isKeyId(QByteArrayView id)
{
    return !id.isEmpty() && id.size() <= longestId && std::all_of(id.begin(), id.end(), isIdByte);
}

EncryptionKey::EncryptionKey(QByteArray id)
    : m_id(std::move(id))
{
}

EncryptionKey::~EncryptionKey()
{
    OPENSSL_cleanse(m_bytes.data(), m_bytes.size());
}

std::optional<EncryptionKey> EncryptionKey::make(const QByteArray& id)
{
    EncryptionKey key(id);
    if (RAND_bytes(key.m_bytes.data(), size) != 1)
        return std::nullopt;
    return key;
}

std::optional<EncryptionKey> EncryptionKey::fromBase64Url(const QByteArray& id, QByteArrayView text)
{
    std::optional<QByteArray> bytes = decodeBase64Url(text);
    if (!bytes || bytes->size() != size || !isKeyId(id))
        return std::nullopt;
    EncryptionKey key(id);
    std::copy(bytes->cbegin(), bytes->cend(), key.m_bytes.begin());
    OPENSSL_cleanse(bytes->data(), static_cast<size_t>(bytes->size()));
    return key;
}

QByteArray EncryptionKey::toBase64Url() const
{
    return encodeBase64Url(QByteArrayView(m_bytes));
}

} // namespace drover
