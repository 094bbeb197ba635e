// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHash>

#include <optional>

namespace drover {

//! Lets the same text through once a second and counts what it held back. Pure; not thread-safe.
class RepetitionFilter final {
public:
    //! How often this text was held back since it was let through last; nothing = hold it back now too.
    [[nodiscard]] std::optional<int> pass(const QByteArray& text, qint64 nowMs);

private:
    struct Seen {
        qint64 time = 0;
        int heldBack = 0;
    };
    QHash<QByteArray, Seen> m_seen;

    void forgetOld(qint64 nowMs);
};

} // namespace drover
