// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <vector>

namespace drover::test {

//! Cuts a RESP stream, requests or replies, into whole messages without understanding them.
class RespSplitter final {
public:
    //! The messages that are complete now; the rest waits for more bytes.
    [[nodiscard]] QByteArrayList take(QByteArrayView bytes);

private:
    [[nodiscard]] bool skipItem();

    QByteArray m_buffer;
    qsizetype m_at = 0; // everything before it is scanned
    std::vector<qint64> m_missing; // items that open arrays still miss
};

} // namespace drover::test
