// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <string>

namespace drover {

//! Writes MessagePack into a byte array, with the types that BullMQ's scripts expect: text is always `str`,
//! whole numbers beyond 32 bits are doubles, as npm's client packs them. The caller counts members and
//! elements.
class MsgPackWriter final {
public:
    MsgPackWriter();

    MsgPackWriter& map(quint32 members);
    MsgPackWriter& array(quint32 elements);
    MsgPackWriter& str(QByteArrayView text);
    MsgPackWriter& integer(qint64 value);
    //! A whole number is written like integer(), everything else as a double.
    MsgPackWriter& number(double value);
    MsgPackWriter& boolean(bool value);
    MsgPackWriter& nil();
    //! Members of a map: key and value.
    MsgPackWriter& member(QByteArrayView key, QByteArrayView text);
    MsgPackWriter& member(QByteArrayView key, qint64 value);

    //! Bytes that are MessagePack already, counted by the caller like any other value.
    MsgPackWriter& raw(QByteArrayView packed);
    //! A JSON value. False, and nothing is written, when it is not JSON or nested deeper than maxJsonDepth.
    [[nodiscard]] bool json(QByteArrayView text);
    static constexpr int maxJsonDepth = 64;

    //! The bytes; the writer is empty afterwards.
    [[nodiscard]] QByteArray take();

private:
    std::string m_bytes; // appends a byte much faster than QByteArray
};

} // namespace drover
