// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/msgpack.h"

#define MSGPACK_NO_BOOST
#include <msgpack/pack.hpp>

#include <QtEndian>

#include <bit>
#include <cmath>
#include <limits>

namespace drover {

namespace {

// What msgpack::packer writes to.
class Sink {
public:
    explicit Sink(std::string& bytes)
        : m_bytes(bytes)
    {
    }
    void write(const char* data, size_t size) { m_bytes.append(data, size); }

private:
    std::string& m_bytes;
};

msgpack::packer<Sink> packer(Sink& sink)
{
    return msgpack::packer<Sink>(sink);
}

// float 64. The library's own pack_double() turns whole numbers into 64-bit integers, which npm never writes.
void appendDouble(std::string& bytes, double value)
{
    const quint64 bits = qToBigEndian(std::bit_cast<quint64>(value));
    bytes.append(1, '\xcb').append(reinterpret_cast<const char*>(&bits), sizeof bits);
}

constexpr double maxSafeInteger = 9007199254740991.0;

} // namespace

MsgPackWriter::MsgPackWriter()
{
    m_bytes.reserve(256);
}

MsgPackWriter& MsgPackWriter::map(quint32 members)
{
    Sink sink(m_bytes);
    packer(sink).pack_map(members);
    return *this;
}

MsgPackWriter& MsgPackWriter::array(quint32 elements)
{
    Sink sink(m_bytes);
    packer(sink).pack_array(elements);
    return *this;
}

MsgPackWriter& MsgPackWriter::str(QByteArrayView text)
{
    Sink sink(m_bytes);
    const auto size = static_cast<uint32_t>(text.size());
    packer(sink).pack_str(size).pack_str_body(text.data(), size);
    return *this;
}

MsgPackWriter& MsgPackWriter::integer(qint64 value)
{
    const bool fits =
        value >= std::numeric_limits<qint32>::min() && value <= std::numeric_limits<quint32>::max();
    Sink sink(m_bytes);
    if (fits)
        packer(sink).pack_int64(value);
    else
        appendDouble(m_bytes, static_cast<double>(value));
    return *this;
}

MsgPackWriter& MsgPackWriter::number(double value)
{
    if (std::trunc(value) == value && std::abs(value) <= maxSafeInteger)
        return integer(static_cast<qint64>(value));
    appendDouble(m_bytes, value);
    return *this;
}

MsgPackWriter& MsgPackWriter::boolean(bool value)
{
    Sink sink(m_bytes);
    if (value)
        packer(sink).pack_true();
    else
        packer(sink).pack_false();
    return *this;
}

MsgPackWriter& MsgPackWriter::nil()
{
    Sink sink(m_bytes);
    packer(sink).pack_nil();
    return *this;
}

MsgPackWriter& MsgPackWriter::member(QByteArrayView key, QByteArrayView text)
{
    return str(key).str(text);
}

MsgPackWriter& MsgPackWriter::member(QByteArrayView key, qint64 value)
{
    return str(key).integer(value);
}

MsgPackWriter& MsgPackWriter::raw(QByteArrayView packed)
{
    m_bytes.append(packed.data(), static_cast<size_t>(packed.size()));
    return *this;
}

QByteArray MsgPackWriter::take()
{
    QByteArray bytes(m_bytes.data(), static_cast<qsizetype>(m_bytes.size()));
    m_bytes.clear();
    return bytes;
}

} // namespace drover
