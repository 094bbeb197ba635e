// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/livecipher.h"

#include "core/clock.h"

#include <QFile>

#include <sys/stat.h>

namespace drover {

namespace {
constexpr qint64 patience = 10000; // ms between two questions to a keychain that did not answer well

qint64 monotonic()
{
    return Clock::system().monotonic().count();
}
} // namespace

LiveCipher::LiveCipher(KeyStore& store, const QueueId& queue)
    : m_store(&store)
    , m_path(store.path())
    , m_queue(queue)
{
}

QFuture<Result<LiveCipher::Ptr>> LiveCipher::open(KeyStore& store, const QueueId& queue)
{
    const Ptr live(new LiveCipher(store, queue)); // the last to let go deletes it: events hold it too
    const QByteArray stamp = stampOf(live->m_path); // what is written from now on is seen at the next use
    return store.cipher(queue).then(
        &store, [live, stamp](const Result<FieldCipherPtr>& cipher) -> Result<Ptr> {
            if (!cipher)
                return cipher.error();
            live->take(stamp, cipher);
            return live;
        });
}

//! The file is always replaced by a new one; empty = there is none.
QByteArray LiveCipher::stampOf(const QString& path)
{
    struct stat about = {};
    if (::stat(QFile::encodeName(path).constData(), &about) != 0)
        return {};
    QByteArray stamp;
    for (const auto part : {qint64(about.st_ino), qint64(about.st_size), qint64(about.st_mtim.tv_sec),
             qint64(about.st_mtim.tv_nsec)})
        stamp += QByteArray::number(part) + ' ';
    return stamp;
}

void LiveCipher::use(Then then)
{
    const QByteArray stamp = stampOf(m_path);
    QMutexLocker lock(&m_mutex);
    const bool isCurrent = stamp == m_stamp && (m_cipher || monotonic() < m_askAgainAt);
    if (isCurrent) {
        const Result<FieldCipherPtr> cipher = m_cipher;
        lock.unlock();
        then(cipher);
        return;
    }
    m_waiting.push_back({std::make_shared<QObject>(), std::move(then)});
    if (m_waiting.size() == 1)
        QMetaObject::invokeMethod(
            this, [self = shared_from_this()] { self->renew(); }, Qt::QueuedConnection);
}

void LiveCipher::renew()
{
    const QByteArray stamp = stampOf(m_path);
    if (!m_store) {
        take(stamp, Error{ErrorCode::Cancelled, QStringLiteral("Drover is closing"), {}});
        return;
    }
    m_store->cipher(m_queue).then(
        m_store.data(), [self = shared_from_this(), stamp](const Result<FieldCipherPtr>& cipher) {
            self->take(stamp, cipher);
        });
}

void LiveCipher::take(const QByteArray& stamp, const Result<FieldCipherPtr>& cipher)
{
    std::vector<Waiting> waiting;
    {
        const QMutexLocker lock(&m_mutex);
        m_stamp = stamp;
        m_cipher = cipher;
        m_askAgainAt = monotonic() + patience;
        waiting.swap(m_waiting);
    }
    for (Waiting& one : waiting) {
        QObject* here = one.here.get();
        QMetaObject::invokeMethod(
            here, [one = std::move(one), cipher] { one.then(cipher); }, Qt::QueuedConnection);
    }
}

} // namespace drover
