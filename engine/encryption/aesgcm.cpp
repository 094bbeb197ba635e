// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/aesgcm_p.h"

#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace drover::aesgcm {
namespace {

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const uchar* bytesOf(QByteArrayView view)
{
    return reinterpret_cast<const uchar*>(view.data());
}

uchar* bytesOf(QByteArray& array)
{
    return reinterpret_cast<uchar*>(array.data());
}

int lengthOf(QByteArrayView view)
{
    return static_cast<int>(view.size()); // callers bound it
}

} // namespace

std::optional<Sealed> seal(const EncryptionKey& key, QByteArrayView authenticated, QByteArrayView plaintext)
{
    Sealed sealed{
        QByteArray(ivSize, '\0'), QByteArray(plaintext.size(), Qt::Uninitialized), QByteArray(tagSize, '\0')};
    const Context context(EVP_CIPHER_CTX_new());
    int length = 0;
    const bool done = context && RAND_bytes(bytesOf(sealed.iv), ivSize) == 1
        && EVP_EncryptInit_ex(
               context.get(), EVP_aes_256_gcm(), nullptr, key.bytes().data(), bytesOf(sealed.iv))
            == 1
        && EVP_EncryptUpdate(context.get(), nullptr, &length, bytesOf(authenticated), lengthOf(authenticated))
            == 1
        && EVP_EncryptUpdate(
               context.get(), bytesOf(sealed.ciphertext), &length, bytesOf(plaintext), lengthOf(plaintext))
            == 1
        && length == plaintext.size()
        && EVP_EncryptFinal_ex(context.get(), bytesOf(sealed.ciphertext) + length, &length) == 1
        && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tagSize, bytesOf(sealed.tag)) == 1;
    return done ? std::optional(std::move(sealed)) : std::nullopt;
}

std::optional<QByteArray> open(const EncryptionKey& key, QByteArrayView authenticated, const Sealed& sealed)
{
    QByteArray plaintext(sealed.ciphertext.size(), Qt::Uninitialized);
    QByteArray tag = sealed.tag;
    const Context context(EVP_CIPHER_CTX_new());
    int length = 0;
    const bool isRight = context
        && EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.bytes().data(),
               bytesOf(QByteArrayView(sealed.iv)))
            == 1
        && EVP_DecryptUpdate(context.get(), nullptr, &length, bytesOf(authenticated), lengthOf(authenticated))
            == 1
        && EVP_DecryptUpdate(context.get(), bytesOf(plaintext), &length,
               bytesOf(QByteArrayView(sealed.ciphertext)), lengthOf(sealed.ciphertext))
            == 1
        && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tagSize, bytesOf(tag)) == 1
        && EVP_DecryptFinal_ex(context.get(), bytesOf(plaintext) + length, &length) == 1;
    if (isRight)
        return plaintext;
    OPENSSL_cleanse(plaintext.data(), static_cast<size_t>(plaintext.size()));
    return std::nullopt;
}

} // namespace drover::aesgcm
