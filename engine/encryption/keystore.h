// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/jsonfile.h"
#include "encryption/fieldcipher.h"
#include "security/secretstore.h"

#include <QFuture>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace drover {

//! A key as the file knows it; its bits are in the keychain.
struct KeyNote {
    QByteArray id;
    qint64 made = 0; //!< ms since the epoch

    bool operator==(const KeyNote&) const = default;
};

//! What is encrypted in one queue, whichever server it is on.
struct QueueEncryption {
    QByteArray queue; //!< with its prefix: "bull:mail"
    QByteArrayList fields; //!< JSON pointers
    QByteArrayList formerFields; //!< not encrypted any more, but still decrypted
    std::vector<KeyNote> keys; //!< from the oldest to the newest, which encrypts
    ResultFields results; //!< of what its jobs return

    //! Nothing of it is or was encrypted.
    [[nodiscard]] bool isClear() const
    {
        return fields.isEmpty() && formerFields.isEmpty() && results == ResultFields();
    }

    bool operator==(const QueueEncryption&) const = default;
};

//! Null = nothing of the queue is encrypted.
using FieldCipherPtr = std::shared_ptr<const FieldCipher>;

//! Which queues have encrypted fields, in a small file without secrets (`encryption.json` among the
//! settings), and their keys, in the keychain under "encryption/<id>". Without a keychain there are no keys:
//! nothing is made, and what needs a key is an error, never clear text. Errors have ErrorCode::Encryption.
//!
//! Thread-affine, the keychain's thread; reads and writes the file on the spot. Futures finish exactly once.
class KeyStore final : public QObject {
    Q_OBJECT
public:
    KeyStore(const QString& path, SecretStore& keychain, QObject* parent = nullptr);

    //! `drover/encryption.json` in the user's folder for settings.
    [[nodiscard]] static QString defaultPath();

    [[nodiscard]] const QString& path() const { return m_file.path(); }

    //! All queues. A file that cannot be read is an error: nobody knows then what has to be encrypted.
    [[nodiscard]] Result<std::vector<QueueEncryption>> queues() const;
    //! One of them; empty when nothing was chosen for it.
    [[nodiscard]] Result<QueueEncryption> queue(const QueueId& id) const;

    //! For writing and reading jobs of the queue. The newest key has to be there; an older one that is gone
    //! from the keychain only makes its tokens unreadable.
    [[nodiscard]] QFuture<Result<FieldCipherPtr>> cipher(const QueueId& id);
    //! The bits of a key, for an export.
    [[nodiscard]] QFuture<Result<EncryptionKey>> key(const QByteArray& id);

    //! Makes a key, keeps it in the keychain, and then notes it as the one that encrypts. Older ones stay.
    [[nodiscard]] QFuture<Result<KeyNote>> makeKey(const QueueId& id);
    //! The fields from now on; those that are no longer among them become former ones.
    [[nodiscard]] Status setFields(const QueueId& id, const QByteArrayList& fields);
    //! The same for what jobs return.
    [[nodiscard]] Status setResultFields(const QueueId& id, const QByteArrayList& fields);
    //! Takes a key out of the keychain and the file: whatever it encrypted can never be read again. The one
    //! that encrypts stays while fields are chosen (BadInput).
    [[nodiscard]] QFuture<Status> removeKey(const QueueId& id, const QByteArray& key);

Q_SIGNALS:
    //! The file was written by this object.
    void changed();

private:
    struct Reading;
    void readNext(const std::shared_ptr<Reading>& reading);
    [[nodiscard]] Status change(const QueueId& id, const std::function<void(QueueEncryption&)>& how);

    JsonFile m_file;
    SecretStore& m_keychain;
};

} // namespace drover
