// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "encryption/keystore.h"

#include <QMutex>
#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace drover {

//! The cipher of one queue for somebody who works on it for long, such as a worker: keys that are made and
//! fields that are chosen meanwhile, by whatever program, count from the next use() on.
//!
//! Made and told the news on the key store's thread; use() may be called from any other. Outlives the store.
class LiveCipher final : public QObject, public std::enable_shared_from_this<LiveCipher> {
    Q_OBJECT
public:
    using Ptr = std::shared_ptr<LiveCipher>;
    using Then = std::function<void(const Result<FieldCipherPtr>&)>;

    //! On the store's thread; asks the keychain where something of the queue is encrypted.
    [[nodiscard]] static QFuture<Result<Ptr>> open(KeyStore& store, const QueueId& queue);

    //! Calls `then` with the cipher of this moment: at once as long as nobody has changed keys or fields,
    //! else after the keychain was asked, on the thread of the call. An error says why it is not to be had;
    //! the keychain is not asked again for a while then.
    void use(Then then);

private:
    struct Waiting {
        std::shared_ptr<QObject> here; //!< lives in the thread of the call
        Then then;
    };
    LiveCipher(KeyStore& store, const QueueId& queue);
    //! What tells one state of the file from another.
    [[nodiscard]] static QByteArray stampOf(const QString& path);
    void renew();
    void take(const QByteArray& stamp, const Result<FieldCipherPtr>& cipher);

    const QPointer<KeyStore> m_store; //!< used on its thread only
    const QString m_path;
    const QueueId m_queue;
    QMutex m_mutex; //!< for what follows
    QByteArray m_stamp; //!< of the file as `m_cipher` was read
    Result<FieldCipherPtr> m_cipher = FieldCipherPtr();
    qint64 m_askAgainAt = 0; //!< monotonic ms, after an error
    std::vector<Waiting> m_waiting; //!< not empty = the keychain is being asked
};

} // namespace drover
