// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "redis/reply.h"

#include <QByteArrayView>
#include <QString>

#include <memory>
#include <optional>

struct redisReader;

namespace drover {

//! Bytes in, replies out. Parsing is hiredis'; the objects are ours, because hiredis 0.14 allocates whatever
//! length the wire claims. Refused at once: bulks over 512 MB, more than 8 M items, 32 levels, endless lines.
//! After an error the reader is spent: the connection must be closed.
class RespReader final {
public:
    RespReader();
    ~RespReader();
    RespReader(const RespReader&) = delete; // the reader points into it
    RespReader& operator=(const RespReader&) = delete;

    //! False when the bytes are not RESP or one reply grows over 600 MB; see error().
    bool feed(QByteArrayView bytes);
    //! The next whole reply; nothing when more bytes are needed or after an error.
    [[nodiscard]] std::optional<Reply> next();
    [[nodiscard]] const QString& error() const { return m_error; }
    [[nodiscard]] bool hasFailed() const { return !m_error.isEmpty(); }
    void reset();

    //! What the reply under construction has used; the reader's functions see it.
    struct Budget {
        qint64 items = 0;
        QString error;
    };

private:
    void checkPending();
    bool fail(const QString& reason);

    struct Free {
        void operator()(redisReader* reader) const;
    };
    std::unique_ptr<redisReader, Free> m_reader;
    Budget m_budget;
    QString m_error;
};

//! A peer whose bytes are not RESP: what its first ones tell about it.
[[nodiscard]] Error strangerError(QByteArrayView firstBytes, const QString& readerError);

} // namespace drover
