// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <array>
#include <optional>

namespace drover {

//! 256 bits for A256GCM, and the id under which tokens name them. Wiped from memory when it goes; copies are
//! wiped with their owners.
class EncryptionKey final {
public:
    static constexpr int size = 32;
    using Bytes = std::array<uchar, size>;

    //! 1 to 64 of A-Z a-z 0-9 . _ -, so that an id can stand in any message.
    [[nodiscard]] static bool isKeyId(QByteArrayView id);

    //! From the operating system's random numbers; nothing when there are none.
    [[nodiscard]] static std::optional<EncryptionKey> make(const QByteArray& id);
    //! The 43 letters that a JSON Web Key holds in "k".
    [[nodiscard]] static std::optional<EncryptionKey> fromBase64Url(
        const QByteArray& id, QByteArrayView text);

    EncryptionKey(const EncryptionKey&) = default;
    EncryptionKey& operator=(const EncryptionKey&) = default;
    ~EncryptionKey();

    [[nodiscard]] const QByteArray& id() const { return m_id; }
    [[nodiscard]] const Bytes& bytes() const { return m_bytes; }
    //! A secret: for the keychain and for an export that a person asked for.
    [[nodiscard]] QByteArray toBase64Url() const;

private:
    explicit EncryptionKey(QByteArray id);

    QByteArray m_id;
    Bytes m_bytes{};
};

} // namespace drover
