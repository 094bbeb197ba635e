// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace drover::ui {

//! A place in a text as people count: both from 1.
struct TextPosition {
    int line = 1;
    int column = 1;

    bool operator==(const TextPosition&) const = default;
};

//! Where byte `offset` of UTF-8 text stands; columns count characters.
[[nodiscard]] TextPosition positionAt(QByteArrayView utf8, qsizetype offset);

//! True when a plain text editor gives back exactly these bytes: UTF-8 without carriage returns and without
//! the separators and markers that Qt's documents use themselves.
[[nodiscard]] bool survivesEditor(const QByteArray& utf8);

} // namespace drover::ui
